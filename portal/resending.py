"""Nothing typed is lost with the session: the answer holds what was sent, to be sent again.

The browser has left the page of the form by then, and without scripts there is no other copy.
What another site may have sent is never given back: one click would send it in the reader's name.
"""

from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.text import capfirst
from django.views.csrf import csrf_failure as stock_failure

from portal.lib.http import is_same_origin, no_store

FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")

SHORT = 60
"""Characters beyond which a value is shown, for it may be what somebody wrote."""

NEVER = ("csrfmiddlewaretoken",)
SECRET = ("password", "otp", "code")
"""Fields that are not given back: whatever has one of these in its name."""


def csrf_failure(request: HttpRequest, reason: str = "", **more: Any) -> HttpResponse:
    """Answer a form whose token is not that of the browser."""
    return give_back(request) or stock_failure(request, reason=reason, **more)


def give_back(request: HttpRequest) -> HttpResponse | None:
    """The page with what was sent to the desk; None where there is nothing to give back."""
    if not (_is_form_of_the_desk(request) and is_same_origin(request)):
        return None
    sent = [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name not in NEVER and not any(part in name.casefold() for part in SECRET)
    ]
    if not sent:
        return None
    context = {
        "path": request.get_full_path(),
        "kept": [(name, value) for name, value in sent if not _is_long(value)],
        "written": [
            (name, _label(request, name), value) for name, value in sent if _is_long(value)
        ],
        "had_files": bool(request.FILES),
        "is_signed_in": request.user.is_authenticated,
        "login": f"{reverse('admin:login')}?{urlencode({'next': reverse('admin:index')})}",
    }
    return no_store(render(request, "resend.html", context, status=403))


def _is_form_of_the_desk(request: HttpRequest) -> bool:
    """Whether a person sent a form; scripts deal with their answers themselves."""
    return (
        request.method == "POST"
        and request.path_info.startswith(reverse("admin:index"))
        and request.content_type in FORMS
        and request.headers.get("Sec-Fetch-Mode", "navigate") == "navigate"
    )


def _label(request: HttpRequest, name: str) -> str:
    """What the desk calls the field, where it is one of the table whose form this is."""
    address = getattr(request.resolver_match, "url_name", None) or ""
    app, _separator, rest = address.partition("_")
    try:
        field = apps.get_model(app, rest.partition("_")[0])._meta.get_field(name)
    except (LookupError, FieldDoesNotExist):
        return name
    return capfirst(str(getattr(field, "verbose_name", name)))


def _is_long(value: str) -> bool:
    return len(value) > SHORT or "\n" in value
