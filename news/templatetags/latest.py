"""The latest stories, for pages that are about something else."""

from django import template

from news.cards import Line
from news.languages import story_language
from news.rail import rail

register = template.Library()


@register.simple_tag
def latest_lines() -> list[Line]:
    """Their titles, from the cache."""
    return rail(story_language()).latest
