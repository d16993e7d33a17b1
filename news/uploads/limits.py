"""What holds for every upload: how heavy it may be, and that nothing in use is deleted."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import ProtectedError
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _


class StillUsedError(Exception):
    """A picture or document stands somewhere yet; the message says where."""


def most_bytes() -> int:
    return settings.MAX_UPLOAD_MB * 1024 * 1024


def too_heavy(size: int) -> str:
    return _("This file weighs %(weight)s and at most %(limit)s are taken.") % {
        "weight": filesizeformat(size),
        "limit": filesizeformat(most_bytes()),
    }


def delete_unused(row: models.Model) -> None:
    """Delete a row unless something still points at it. Raises StillUsedError."""
    try:
        row.delete()
    except ProtectedError as error:
        places = sorted({str(_place(holder)) for holder in error.protected_objects})
        raise StillUsedError(
            _("This is still used: %s. Take it out there first.") % ", ".join(places)
        ) from error


def _place(holder: Any) -> Any:
    """Name the story or topic behind a note of use."""
    return getattr(holder, "article", None) or getattr(holder, "topic", None) or holder
