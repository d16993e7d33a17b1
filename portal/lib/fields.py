"""Fields that many tables have, and questions about them."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower
from django.db.models.lookups import Exact


def user_or_nobody(
    label: Any, *, related_name: str = "+", **options: Any
) -> "models.ForeignKey[Any, Any]":
    """A member or colleague, whose row may go without taking this one along."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name=related_name,
        verbose_name=label,
        **options,
    )


def has_address(email: str) -> Exact:
    """Whether a row's `email` is this address in any letter case; an index on Lower serves it."""
    return Exact(Lower("email"), email.lower())
