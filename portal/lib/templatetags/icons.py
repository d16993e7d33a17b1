"""Icons: each a reference to a symbol that the page holds once."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def icon(name: str, extra_class: str = "") -> SafeString:
    """Show the symbol `i-<name>`; the words beside it, or a label, say what it means."""
    classes = f"i {extra_class}".rstrip()
    return format_html(
        '<svg class="{}" aria-hidden="true"><use href="#i-{}"/></svg>', classes, name
    )
