"""Numbers in templates."""

from django import template

register = template.Library()


@register.filter
def grouped(number: int) -> str:
    """Part thousands by commas, as Chinese and English papers both do: 12,846."""
    return f"{number:,}"
