"""Saying openly what was wrong."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from news.caching import stories_changed
from news.models import Article, Correction
from news.permissions import may_publish
from news.signals import article_changed


@transaction.atomic
def correct(
    article: Article,
    *,
    kind: Correction.Kind = Correction.Kind.CORRECTION,
    text: str,
    by: Any | None,
) -> Correction:
    """Put a correction on the story. Raises PermissionDenied, ValidationError."""
    _require(by, article)
    correction = Correction(article=article, kind=kind, text=text.strip(), by=by)
    correction.full_clean()
    correction.save()
    _tell(article)
    return correction


@transaction.atomic
def amend(correction: Correction, *, by: Any | None) -> Correction:
    """Save another kind or wording of a correction. Raises as `correct` does."""
    _require(by, correction.article)
    correction.full_clean()
    correction.save()
    _tell(correction.article)
    return correction


@transaction.atomic
def take_back(correction: Correction, *, by: Any | None) -> None:
    """Delete a correction that was a mistake itself. Raises PermissionDenied."""
    _require(by, correction.article)
    correction.delete()
    _tell(correction.article)


def _require(by: Any | None, article: Article) -> None:
    if by is not None and not may_publish(by, article.category):
        raise PermissionDenied(_("You may not correct stories of this section."))


def _tell(article: Article) -> None:
    stories_changed()
    article_changed.send(Article, article=article)
