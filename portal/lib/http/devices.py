"""A device that asked to be remembered: a signed random number in a cookie, and nothing else.

The cookie is set only by the answer to a post that a reader made; no page sets it.
"""

from __future__ import annotations

import secrets

from django.conf import settings
from django.core import signing
from django.http import HttpRequest
from django.http.response import HttpResponseBase

COOKIE = "device"
KEEP_SECONDS = 365 * 24 * 3600

_signer = signing.Signer(salt="portal.lib.http.devices")


def device_of(request: HttpRequest) -> str:
    """Answer the device's number, empty where it has none or a forged one."""
    try:
        return _signer.unsign(request.COOKIES.get(COOKIE, ""))
    except signing.BadSignature:
        return ""


def new_device() -> str:
    """A number nobody can guess, 32 hexadecimal characters."""
    return secrets.token_hex(16)


def remember_device(response: HttpResponseBase, device: str) -> None:
    """Give the device its number to keep for a year."""
    response.set_cookie(
        COOKIE,
        _signer.sign(device),
        max_age=KEEP_SECONDS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
