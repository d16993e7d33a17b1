"""Filling in the desk's forms as a browser would: what the page holds, and what was typed."""

from datetime import datetime
from typing import Any

from django import forms
from django.test import Client
from django.utils import timezone

Posted = dict[str, Any]


def filled(response: Any, **typed: Any) -> Posted:
    """What the form of a page posts after `typed` was typed into it; None takes a field out."""
    data: Posted = {}
    for form in _forms(response):
        for field in form:
            value = _posted(field)
            if value is not None:
                data[field.html_name] = value
    return {name: value for name, value in (data | typed).items() if value is not None}


def _forms(response: Any) -> list[forms.BaseForm]:
    context = response.context
    found = [context["adminform"].form]
    for inline in context["inline_admin_formsets"]:
        found += [inline.formset.management_form, *inline.formset.forms]
    return found


def _posted(field: forms.BoundField) -> Any:
    value = field.value()
    if isinstance(field.field, forms.BooleanField):
        return "on" if value else None
    if value is None or isinstance(field.field, forms.FileField):
        return None
    if isinstance(value, datetime):
        local = timezone.localtime(value) if timezone.is_aware(value) else value
        return local.strftime("%Y-%m-%dT%H:%M")
    if hasattr(value, "pk"):
        return str(field.field.prepare_value(value))
    return list(value) if isinstance(value, (list, tuple)) else str(value)


def rows(prefix: str, kept: list[Posted], *, initial: int = 0) -> Posted:
    """The rows of an inline, in the order given; the first `initial` were there before."""
    data: Posted = {
        f"{prefix}-TOTAL_FORMS": len(kept),
        f"{prefix}-INITIAL_FORMS": initial,
        f"{prefix}-MIN_NUM_FORMS": 0,
        f"{prefix}-MAX_NUM_FORMS": 1000,
    }
    for number, row in enumerate(kept):
        data |= {f"{prefix}-{number}-{name}": value for name, value in row.items()}
    return data


def save(client: Client, address: str, **typed: Any) -> Any:
    """Open a form, type into it and press a button; answers what came back."""
    return client.post(address, filled(client.get(address), **typed))


def errors_of(response: Any) -> dict[str, list[str]]:
    """What a form that came back complains of."""
    return dict(response.context["adminform"].form.errors)


def told(response: Any) -> list[str]:
    """The messages on a page."""
    return [str(message) for message in response.context["messages"]]
