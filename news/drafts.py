"""What editors have typed and not saved, kept from the first sentence on.

One row for each editor of a story, never the story itself. Another tab of the same editor is
told that it came second; its text is for the tab to keep.
"""

import secrets
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from news import presence, revisions
from news.editing import State
from news.models import Article, ArticleStats, Category, Draft, Revision, WorkflowEntry
from news.permissions import may_edit
from portal.lib.schedule import periodic
from portal.lib.tasks import task

IDLE = timedelta(minutes=30)
"""After so long without a word typed a sitting is over."""

TWICE = timedelta(seconds=10)
"""A second new story within this is a second click."""

UNTOUCHED = timedelta(days=1)


class Overtaken(Exception):
    """Another tab of the same editor kept a later text."""


class TakenOver(Exception):
    """A colleague goes on with the story; `by` is who."""

    def __init__(self, by: Any) -> None:
        super().__init__(by)
        self.by = by


@transaction.atomic
def begin(*, by: Any, category: Category) -> Article:
    """Make an empty story to write in; pressed twice it is the same one."""
    recent = Article.objects.filter(_untouched(), publisher=by, category=category)
    if again := recent.filter(created_at__gt=timezone.now() - TWICE).first():
        return again
    article = Article.objects.create(category=category, publisher=by)
    ArticleStats.objects.create(article=article)
    WorkflowEntry.objects.create(
        article=article, move="draft", to_state=article.state, by=by, at=timezone.now()
    )
    return article


def own(article: Article, *, by: Any) -> Draft | None:
    """What `by` has typed into the story and not saved."""
    return article.drafts.filter(editor=by).first()


def refuse_unsaved(article: Article, *, by: Any) -> None:
    """Raise ValidationError where a save from elsewhere would end what `by` has typed."""
    if own(article, by=by):
        raise ValidationError(
            _("You have typed into this story and not saved. Save or discard that first.")
        )


def content(article: Article, draft: Draft) -> State:
    """The story as it would be with what was typed."""
    return revisions.working_state(article) | revisions.upgraded(draft.state, draft.schema)


@transaction.atomic
def keep(
    article: Article,
    state: Mapping[str, Any],
    *,
    by: Any,
    base: int,
    version: int,
    is_forced: bool = False,
) -> int:
    """Keep what was typed over `version` of the same text, 0 for the first; answer the next one.

    Forced, it takes the place of whatever was there, which becomes a version set aside.
    Raises PermissionDenied, Overtaken, TakenOver.
    """
    if not may_edit(by, article):
        raise PermissionDenied(_("You may not change this story."))
    if colleague := presence.taken_over_by(article, by=by):
        raise TakenOver(colleague)
    facts = {"state": dict(state), "schema": revisions.SCHEMA, "updated_at": timezone.now()}
    if is_forced and (there := own(article, by=by)):
        set_aside(there)
        there.delete()
        version = 0
    if version:
        mine = Draft.objects.filter(article=article, editor=by, version=version, base=base)
        if mine.update(version=version + 1, **facts):
            return version + 1
        raise Overtaken
    # A version is never used again, or a tab left open would take a later text for its own.
    first = secrets.randbelow(2**30) + 1
    try:
        with transaction.atomic():
            Draft.objects.create(article=article, editor=by, base=base, version=first, **facts)
    except IntegrityError as error:
        raise Overtaken from error
    return first


def set_aside(draft: Draft) -> Revision | None:
    """Keep a draft as a version beside the line; None for one that could be no version."""
    try:
        return revisions.set_aside(
            draft.article, content(draft.article, draft), by=draft.editor, base=draft.base
        )
    except ValidationError:
        return None


def give_way(article: Article, *, by: Any, version: int) -> None:
    """Before a form is saved: what another tab kept meanwhile becomes a version set aside."""
    draft = own(article, by=by)
    if draft is not None and draft.version != version:
        set_aside(draft)


def drop(article: Article, *, by: Any) -> None:
    """Throw away what was typed."""
    article.drafts.filter(editor=by).delete()


def end_sittings(article: Article) -> int:
    """Make versions of what lies unsaved for long, and answer how many.

    What could be none yet stays a draft.
    """
    count = 0
    idle = article.drafts.filter(updated_at__lt=timezone.now() - IDLE)
    for draft in idle.select_related("editor"):
        try:
            revisions.save(
                article,
                content(article, draft),
                by=draft.editor,
                base=draft.base,
                kind=Revision.Kind.SITTING,
            )
        except (ValidationError, PermissionDenied):
            continue
        count += 1
    return count


@periodic(every=timedelta(hours=6))
@task
def purge_untouched() -> None:
    """Delete the empty stories that nobody wrote in."""
    old = Article.objects.filter(_untouched(), created_at__lt=timezone.now() - UNTOUCHED)
    old.delete()


def _untouched() -> Q:
    return Q(title="", body="", working_number=0, state=Article.State.DRAFT, drafts__isnull=True)
