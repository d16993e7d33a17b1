"""How many, in words."""

from django import template

from news import wording
from news.reactions import Bar

register = template.Library()

register.filter("comment_count", wording.comment_count)
register.filter("story_count", wording.story_count)
register.filter("result_count", wording.result_count)
register.filter("reacted_count", wording.reacted_count)


@register.filter
def bar_label(bar: Bar) -> str:
    """Flowers, 214 readers."""
    return wording.reaction_label(bar.kind.name, bar.total)
