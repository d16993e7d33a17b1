"""The cards of stories, in the shapes of the design."""

from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from news import renditions
from news.cards import Card

register = template.Library()


@register.inclusion_tag("news/_card.html")
def card(
    card: Card, use: str, shape: str = "", *, summary: bool = False, eager: bool = False
) -> dict[str, Any]:
    """A story with its picture; `use` names the picture's cut, `shape` the card's classes.

    A picture whose rights have ended, or that has no rendition yet, leaves no empty frame.
    """
    return {
        "card": card,
        "shown": renditions.picture(card.image, use),
        "shape": shape,
        "summary": summary,
        "eager": eager,
    }


@register.inclusion_tag("news/_opinion.html")
def opinion_card(card: Card) -> dict[str, Any]:
    """An opinion: the writer's seal in place of a picture."""
    return {"card": card}


@register.simple_tag
def reaction_column(share: float, symbol: str) -> SafeString:
    """The bar of one reaction; `share` is in percent of the largest."""
    height = round(share * 0.96, 1)
    return format_html(
        '<rect class="f-{}" y="{}" width="10" height="{}"/>',
        symbol,
        f"{100 - height:.1f}",
        f"{height:.1f}",
    )


@register.simple_tag
def reaction_strip(parts: list[tuple[Any, int, float]]) -> SafeString:
    """All reactions of a story in one bar, side by side; shares are in percent of all."""
    bars = []
    start = 0.0
    for kind, _count, share in parts:
        # One unit between two parts, and never so little that a part cannot be seen.
        bars.append((kind.symbol, f"{start:.1f}", f"{max(0.5, share - 1):.1f}"))
        start += share
    return format_html_join("", '<rect class="f-{}" x="{}" width="{}" height="8"/>', bars)
