"""Fields that many tables have."""

from typing import Any

from django.conf import settings
from django.db import models


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
