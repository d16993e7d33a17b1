"""Parts of the accounts' pages that need Python."""

from typing import Any

from django import template
from django.forms import BoundField
from django.utils.safestring import SafeString
from django.utils.translation import get_language, override

from portal.lib.addresses import html_language
from portal.lib.bilingual import is_chinese

register = template.Library()


@register.filter
def bare(field: BoundField) -> SafeString:
    """The input of a field without placeholder: its label stands above it for good."""
    return field.as_widget(attrs={"placeholder": False})


@register.filter
def foreign(thing: Any) -> str:
    """The language of a story or topic as HTML writes it, where it is not that of this page."""
    is_at_home = is_chinese(get_language()) == is_chinese(thing.language)
    return "" if is_at_home else html_language(thing.language)


@register.filter
def own_language(thing: Any) -> str:
    """The language under which a story or topic has its page: this one where that will do."""
    return thing.language if foreign(thing) else get_language()


@register.filter
def own_address(thing: Any) -> str:
    """The address of a story or topic in its own language."""
    with override(own_language(thing)):
        return thing.get_absolute_url()
