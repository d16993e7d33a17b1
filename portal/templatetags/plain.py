"""For pages that must come whatever is broken."""

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def style_sheet(name: str) -> SafeString:
    """Link a style sheet, or do without where the static files were never collected."""
    try:
        address = static(name)
    except ValueError:
        return SafeString("")
    return format_html('<link rel="stylesheet" href="{}">', address)
