"""Parts of the accounts' pages that need Python."""

from typing import Any

from django import template
from django.forms import BoundField
from django.utils.safestring import SafeString
from django.utils.translation import get_language, override

from portal.lib.bilingual import is_chinese

register = template.Library()


@register.filter
def bare(field: BoundField) -> SafeString:
    """The input of a field without placeholder: its label stands above it for good."""
    return field.as_widget(attrs={"placeholder": False})


@register.filter
def own_address(thing: Any) -> str:
    """The address of a story or topic in its own language, which may not be that of this page."""
    language = get_language()
    if is_chinese(language) == is_chinese(thing.language):
        return thing.get_absolute_url()
    with override(thing.language):
        return thing.get_absolute_url()
