"""What a search found, as the page of results shows it."""

from typing import Any

from django import template

from news import renditions

register = template.Library()


@register.inclusion_tag("news/_hit.html")
def hit(found: Any) -> dict[str, Any]:
    """A story with the hits marked; a picture that may not be shown leaves no empty frame."""
    return {
        "hit": found,
        "card": found.card,
        "shown": renditions.picture(found.card.image, "list"),
    }
