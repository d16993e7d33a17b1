"""The latest stories, for pages that are about something else."""

from django import template

from news import lists
from news.cards import Card
from news.languages import story_language

register = template.Library()


@register.simple_tag
def latest_cards() -> list[Card]:
    """One row of them, from the cache."""
    return lists.latest_cards(story_language())
