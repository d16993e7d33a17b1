"""Titles in templates: cut into the clauses between which their lines break."""

from typing import Protocol

from django import template
from django.utils.safestring import SafeString

from portal.lib.html import line_html, title_html

register = template.Library()


class Titled(Protocol):
    """What carries a headline: a story, or its card."""

    @property
    def kicker(self) -> str: ...

    @property
    def title(self) -> str: ...

    @property
    def title_breaks(self) -> str: ...


@register.filter
def headline(thing: Titled) -> SafeString:
    """The title in lines of its own."""
    return title_html(thing.title, thing.title_breaks)


@register.filter
def one_line(title: str) -> SafeString:
    """A title alone, in which a number and its unit stay together."""
    return line_html(title)


@register.filter
def headline_after_kicker(thing: Titled) -> SafeString:
    """The title where the kicker stands before it in the same line."""
    return title_html(thing.title, thing.title_breaks, kicker=thing.kicker)
