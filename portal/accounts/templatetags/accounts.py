"""Parts of the accounts' pages that need Python."""

from django import template
from django.forms import BoundField
from django.utils.safestring import SafeString

from portal.accounts.stories import foreign, own_address, own_language
from portal.lib.browsers import browser_name

register = template.Library()
register.filter("browser_name", browser_name)
register.filter("foreign", foreign)
register.filter("own_address", own_address)
register.filter("own_language", own_language)


SIGN_IN_FIELDS = ("login", "password")
"""Which of the two is wrong is never told: a refused sign-in marks both."""


@register.filter
def bare(field: BoundField) -> SafeString:
    """The input of a field without placeholder: its label stands above it for good.

    What the form refuses as a whole concerns the fields of a sign-in: they point at the summary.
    """
    attrs: dict[str, str | bool] = {"placeholder": False}
    if is_refused_sign_in(field):
        attrs |= {"aria-invalid": "true", "aria-describedby": "errors"}
    return field.as_widget(attrs=attrs)


def is_refused_sign_in(field: BoundField) -> bool:
    """Whether the field belongs to a sign-in that was refused without saying which part."""
    refused = bool(field.form.non_field_errors()) and not field.errors
    return refused and field.name in SIGN_IN_FIELDS and "login" in field.form.fields
