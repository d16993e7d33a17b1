"""Parts of the accounts' pages that need Python."""

from django import template
from django.forms import BoundField
from django.utils.safestring import SafeString

from portal.accounts.stories import foreign, own_address, own_language

register = template.Library()
register.filter("foreign", foreign)
register.filter("own_address", own_address)
register.filter("own_language", own_language)


@register.filter
def bare(field: BoundField) -> SafeString:
    """The input of a field without placeholder: its label stands above it for good."""
    return field.as_widget(attrs={"placeholder": False})
