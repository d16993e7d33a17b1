"""Mail addresses that strangers type: which of them are one mailbox, and how often it is asked."""

from datetime import timedelta

from django.utils.crypto import salted_hmac

from portal.lib.throttle import hit

CONFIRM_WITHIN = timedelta(days=3)

ASKED_AT_MOST, ASKED_WINDOW = 3, timedelta(days=1)
"""Letters that ask an address to confirm; more would make us a tool against its owner."""

_FOLDED_PROVIDERS = {"gmail.com", "googlemail.com"}
"""Here dots in an address mean nothing."""


def fold_address(email: str) -> str:
    """The address a mailbox really has: without `+tag`, and without dots where they are idle."""
    local, _at, domain = email.strip().casefold().rpartition("@")
    local = local.split("+", 1)[0]
    if domain in _FOLDED_PROVIDERS:
        local, domain = local.replace(".", ""), "gmail.com"
    return f"{local}@{domain}"


def hash_of(email: str) -> str:
    """How an address is kept: nobody reads it back, and all its aliases are one."""
    return salted_hmac("comments.address", fold_address(email), algorithm="sha256").hexdigest()


def may_be_asked(email: str) -> bool:
    """Count one letter that asks the owner to confirm, whatever for; whether it may be sent."""
    return bool(hit(f"confirm-address:{hash_of(email)}", ASKED_AT_MOST, ASKED_WINDOW))
