"""Saying openly what was wrong.

One record drives every place that shows the story. What lists need of it, the gravest kind, is
kept in the story's own row; all else is read from the corrections.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from news import lists
from news.caching import STORIES, stories_changed
from news.models import Article, Correction, WorkflowEntry
from news.permissions import may_correct, may_publish
from news.signals import article_changed
from portal.lib.caching import cached
from portal.lib.horizon import note_changes

PAGE_SIZE = 20

MOST_LISTED = 1_000
"""Older corrections stand in their stories; the list need not be walked without end."""

TOTAL_SECONDS = 60
"""A story that ends by itself takes its corrections along within a minute."""


@dataclass(frozen=True)
class Step:
    """What befell a story before its readers; `correction` says which way it was put right."""

    at: datetime
    label: str
    correction: Correction | None = None


@transaction.atomic
def correct(
    article: Article,
    *,
    kind: Correction.Kind = Correction.Kind.CORRECTION,
    text: str,
    by: Any | None,
) -> Correction:
    """Put a correction on the story. Raises PermissionDenied, ValidationError.

    A retraction takes the text away from readers; the address goes on answering, by the notice.
    """
    article = _locked(article)
    _require(by, article, kind)
    correction = Correction(article=article, kind=kind, text=text.strip(), by=by, at=timezone.now())
    check(correction)
    correction.save()
    _tell(correction, "correct", by=by)
    return correction


@transaction.atomic
def amend(correction: Correction, *, by: Any | None) -> Correction:
    """Save another kind or wording of a correction. Raises as `correct` does."""
    article = _locked(correction.article)
    before = Correction.objects.get(pk=correction.pk)
    _require(by, article, before.kind, correction.kind)
    correction.text = correction.text.strip()
    check(correction)
    correction.amended_at = timezone.now()
    correction.save()
    _tell(correction, "amend", by=by)
    return correction


@transaction.atomic
def take_back(correction: Correction, *, by: Any | None) -> None:
    """Delete a correction that was a mistake itself. Raises PermissionDenied."""
    article = _locked(correction.article)
    standing = Correction.objects.get(pk=correction.pk)
    _require(by, article, standing.kind)
    Correction.objects.filter(pk=correction.pk).delete()
    _tell(standing, "take back", by=by)


def check(correction: Correction) -> None:
    """Refuse what readers could make nothing of. Raises ValidationError."""
    if not correction.article.was_live():
        raise ValidationError(_("Readers have not seen this story yet: change its text."))
    correction.full_clean()


def by_gravity(rows: Iterable[Correction]) -> list[Correction]:
    """The corrections of a story as it shows them: the gravest first, then the newest."""
    newest = sorted(rows, key=lambda row: (row.at, row.pk), reverse=True)
    return sorted(newest, key=lambda row: row.gravity)


def changed_at(article: Article, rows: Iterable[Correction]) -> datetime:
    """When readers last got other words: by another text, or by a correction."""
    published = article.publish_at or article.created_at
    moments = [published, article.revised_at, *(row.changed_at for row in rows)]
    return max(moment for moment in moments if moment)


def steps(article: Article, rows: Sequence[Correction]) -> list[Step]:
    """What befell a story, in its order; nothing where it was only published."""
    found = [Step(row.at, row.get_kind_display(), row) for row in rows]
    if article.revised_at:
        found.append(Step(article.revised_at, _("Text last changed")))
    published = article.first_publish_at or article.publish_at
    if found and published:
        found.append(Step(published, _("First published")))
    return sorted(found, key=lambda step: step.at)


def withhold(article: Article) -> Article:
    """Take the text out of a retracted story that was read to be shown, never to be saved."""
    if article.is_retracted:
        article.body = article.summary = article.drawn_summary = ""
        article.seo_title = article.seo_description = ""
        article.cover = None
    return article


def read_page(language: str, number: int) -> lists.Page:
    """Read page `number` (from 1) of all corrections of live stories. Raises NoSuchPage."""
    rows = _listed(language)
    total = cached(f"corrections:{language}", rows.count, generations=(STORIES,), ttl=TOTAL_SECONDS)
    last = max(1, -(-total // PAGE_SIZE))
    if number > last:
        raise lists.NoSuchPage
    ids = rows.values_list("pk", flat=True)[(number - 1) * PAGE_SIZE : number * PAGE_SIZE]
    return lists.Page(number, last, lists.Span(total, None), list(ids))


def in_order(ids: Sequence[int]) -> list[Correction]:
    """The corrections of some ids with their stories, newest first."""
    rows = Correction.objects.filter(pk__in=ids).select_related("article").defer("article__body")
    found = list(rows.order_by("-at", "-pk"))
    note_changes(correction.article.unpublish_at for correction in found)
    return found


def _listed(language: str) -> QuerySet[Correction]:
    story = Article.objects.live().in_language(language).filter(pk=OuterRef("article"))
    return Correction.objects.filter(Exists(story)).order_by("-at", "-pk")[:MOST_LISTED]


def _locked(article: Article) -> Article:
    return Article.objects.select_for_update().get(pk=article.pk)


def _require(by: Any | None, article: Article, *kinds: str) -> None:
    if by is None:
        return
    if not may_correct(by, article):
        raise PermissionDenied(_("You may not correct stories of this section."))
    if Correction.Kind.RETRACTION in kinds and not may_publish(by, article.category):
        raise PermissionDenied(_("Only who may publish here retracts, or takes a retraction back."))


def _tell(correction: Correction, move: str, *, by: Any | None) -> None:
    """Note the step down, and let every place that shows the story know."""
    article = Article.objects.get(pk=correction.article_id)
    kinds = by_gravity(article.corrections.all())
    article.corrected_as = kinds[0].kind if kinds else ""
    article.save(update_fields=["corrected_as", "updated_at"])
    WorkflowEntry.objects.create(
        article=article,
        move=move,
        from_state=article.state,
        to_state=article.state,
        revision=article.shown_number,
        by=by,
        at=timezone.now(),
        reason=f"{correction.get_kind_display()}: {correction.text}"[:500],
    )
    stories_changed()
    article_changed.send(Article, article=article)
