"""How many, in words."""

from django import template
from django.utils.translation import ngettext

from portal.lib.templatetags.numbers import grouped

register = template.Library()


@register.filter
def comment_count(number: int) -> str:
    """47 comments."""
    return ngettext("%s comment", "%s comments", number) % grouped(number)


@register.filter
def story_count(number: int) -> str:
    """34 stories."""
    return ngettext("%s story", "%s stories", number) % grouped(number)


@register.filter
def reader_count(number: int) -> str:
    """214 readers."""
    return ngettext("%s reader", "%s readers", number) % grouped(number)


@register.filter
def reacted_count(number: int) -> str:
    """364 readers have reacted."""
    return ngettext("%s reader has reacted", "%s readers have reacted", number) % grouped(number)


@register.filter
def result_count(number: int) -> str:
    """126 results."""
    return ngettext("%s result", "%s results", number) % grouped(number)
