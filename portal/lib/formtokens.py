"""Proof that somebody took a moment: a signed token that a form fetches when it is first touched.

A reader page is the same bytes for everyone and so carries none. Each token is good for one thing,
once, from three seconds to a day after it was given out. Nothing typed is lost where one is bad:
the form comes back with a fresh one.
"""

import secrets
from dataclasses import dataclass
from datetime import timedelta

from django.core import signing
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from portal.lib.throttle import hit

LEAST_SECONDS = 3
"""Nobody reads a form and writes a sentence faster (django-contrib-comments and others use 5)."""

GOOD_FOR = timedelta(days=1)

_SALT = "portal.lib.formtokens"


@dataclass(frozen=True)
class Verdict:
    """Whether a token may be used, and what to tell whose may not."""

    is_good: bool
    message: str = ""


def issue(key: str) -> str:
    """A token for one form of the thing that the key names."""
    at = int(timezone.now().timestamp())
    return signing.dumps([key, at, secrets.token_urlsafe(12)], salt=_SALT)


def spend(token: str, key: str) -> Verdict:
    """Use a token up. Call it outside of the deed's transaction, as `throttle.hit`."""
    try:
        for_key, at, nonce = signing.loads(token, salt=_SALT)
    except (signing.BadSignature, ValueError):
        return Verdict(False, _("Please press the button once more."))
    age = timezone.now().timestamp() - at
    if for_key != key or age > GOOD_FOR.total_seconds():
        return Verdict(False, _("This page was open for long. Please press the button once more."))
    if age < LEAST_SECONDS:
        return Verdict(False, _("That was very fast. Please press the button once more."))
    if not hit(f"form-token:{nonce}", 1, GOOD_FOR):
        return Verdict(False, _("This was sent already. Press the button to send it once more."))
    return Verdict(True)


def decoy_name() -> str:
    """The name of a field that no person sees; neutral, and another one on every site."""
    return f"f{salted_hmac(_SALT, 'decoy').hexdigest()[:8]}"
