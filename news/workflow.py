"""The way of a story: from draft over the stages to the readers, and back.

From where a step leads whereto, and who may take it, is declared in `steps`.
"""

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from news import (
    assignments,
    checkup,
    links,
    pictures,
    renditions,
    revisions,
    search,
    sign_offs,
    steps,
)
from news.caching import stories_changed
from news.models import Article, ArticleStats, Stage, WorkflowEntry
from news.permissions import may, may_edit, may_publish
from news.placements import place
from news.signals import article_changed, article_published

State = Article.State


class CannotMove(ValidationError):
    """The story is not in a state, or not complete enough, for this step."""


@transaction.atomic
def publish(article: Article, *, by: Any | None, at: datetime | None = None) -> Article:
    """Publish the working version at `at`, else at the story's own time, else now.

    Where it is under embargo until later it appears when that ends.

    `by` None is the system itself. Raises PermissionDenied, CannotMove, StagesMissing and
    checkup.ErrorsStand.
    """
    article = _locked(article)
    _take("publish", article, by=by)
    if by is not None:
        _sign_last(article, by=by)
        sign_offs.require(article, by=by)
    return _publish(article, "publish", by=by, at=at)


@transaction.atomic
def override(
    article: Article, *, by: Any | None, reason: str, at: datetime | None = None
) -> Article:
    """Publish past the stages in an emergency, for a reason that is listed. Raises as `publish`."""
    article = _locked(article)
    _take("override", article, by=by, reason=reason)
    return _publish(article, "override", by=by, at=at, reason=reason)


@transaction.atomic
def schedule(article: Article, *, at: datetime, by: Any | None) -> Article:
    """Give a story that is still to appear another time, at the earliest when its embargo ends.

    Raises PermissionDenied, CannotMove.
    """
    article = _locked(article)
    _take("schedule", article, by=by)
    now = timezone.now()
    if not article.is_scheduled(now):
        raise CannotMove(_("Readers see this story already. Its time stays."))
    if at <= now:
        raise CannotMove(_("This time has passed."))
    at = article.after_embargo(at)
    if article.unpublish_at is not None and article.unpublish_at <= at:
        raise CannotMove(_("A story ends after it has begun."))
    if not article.was_live(now):
        article.first_publish_at = at
    article.publish_at = at
    article.full_clean()
    return _settle(article, "schedule", article.state, by=by)


@transaction.atomic
def send_for_review(article: Article, *, by: Any | None) -> Article:
    """Hand a story over to the first stage; of a live one, the version that waits."""
    article = _locked(article)
    _take("submit", article, by=by)
    before = article.state
    if before != State.PUBLISHED:
        article.state = State.REVIEW
    elif not article.has_pending():
        raise CannotMove(_("Readers see this version already."))
    assignments.hand_over(article, by=by, at=timezone.now())
    return _settle(article, "submit", before, by=by)


@transaction.atomic
def sign(article: Article, stage: str, *, by: Any | None) -> Article:
    """Pass a stage of the story, which then waits for the next. Raises as `publish` does."""
    article = _locked(article)
    _take(stage, article, by=by)
    if steps.stage_of(article) != stage:
        raise CannotMove(_("The story does not wait for: %s.") % Stage(stage).label)
    sign_offs.sign(article, stage, by=by, at=timezone.now())
    article = _locked(article)
    return _settle(article, stage, article.state, by=by)


@transaction.atomic
def send_back(article: Article, *, by: Any | None, reason: str) -> Article:
    """Give a story back to who handed it over, saying why; its sign-offs count no more."""
    article = _locked(article)
    if not steps.stage_of(article):
        raise CannotMove(_("The story is with its author."))
    _take("send_back", article, by=by, reason=reason)
    before = article.state
    if before == State.REVIEW:
        article.state = State.DRAFT
    assignments.give_back(article, by=by, reason=reason.strip(), at=timezone.now())
    return _settle(article, "send_back", before, by=by, reason=reason)


@transaction.atomic
def withdraw(article: Article, *, by: Any | None) -> Article:
    """Take a story away from readers; its address answers 410 if they ever saw it."""
    article = _locked(article)
    _take("withdraw", article, by=by)
    return _put_away(article, "withdraw", State.WITHDRAWN, by=by)


@transaction.atomic
def archive(article: Article, *, by: Any | None) -> Article:
    """Shelve a story that is not with the readers: out of the queues, not into the bin."""
    article = _locked(article)
    _take("archive", article, by=by)
    return _put_away(article, "archive", State.ARCHIVED, by=by)


@transaction.atomic
def bin_article(article: Article, *, by: Any | None) -> Article:
    """Put a story into the bin, whence `restore` brings it back."""
    article = _locked(article)
    _take("bin", article, by=by)
    return _put_away(article, "bin", State.BINNED, by=by)


@transaction.atomic
def restore(article: Article, *, by: Any | None) -> Article:
    """Take a story out of the bin or off the shelf: withdrawn if readers had seen it."""
    article = _locked(article)
    _take("restore", article, by=by)
    before = article.state
    article.state = State.WITHDRAWN if article.was_live() else State.DRAFT
    return _settle(article, "restore", before, by=by)


@transaction.atomic
def delete_article(article: Article, *, by: Any | None) -> None:
    """Delete for good what readers never saw. Raises CannotMove for anything else."""
    article = _locked(article)
    _require(by is None or may_publish(by, article.category) or may_edit(by, article))
    if article.was_live():
        raise CannotMove(_("Readers have seen this story. It can be binned, not deleted."))
    article.delete()
    stories_changed()


def _publish(
    article: Article, move: str, *, by: Any | None, at: datetime | None, reason: str = ""
) -> Article:
    before = article.state
    checkup.ask(article, by=by, reason=reason)
    article = revisions.show_pending(article, by=by)
    _refuse_incomplete(article)
    _refuse_pictures(article, by=by)
    now = timezone.now()
    was_live = article.was_live(now)
    article.publish_at = article.after_embargo(at or article.publish_at or now)
    article.state = State.PUBLISHED
    if not was_live:
        article.first_publish_at = article.publish_at
    if article.publisher is None:
        article.publisher = by
    article.full_clean()
    ArticleStats.objects.get_or_create(article=article)
    _settle(article, move, before, by=by, reason=reason)
    assignments.finish(article)
    if by is not None:
        links.ask_later(article.body)
    renditions.order_for(article)
    article_published.send(Article, article=article)
    return article


def _sign_last(article: Article, *, by: Any) -> None:
    """Let who may sign off do so by publishing."""
    is_due = Stage.SIGN_OFF in steps.stages() and steps.stage_of(article) == Stage.SIGN_OFF
    if is_due and may(by, "pass_sign_off", article.category):
        sign(article, Stage.SIGN_OFF, by=by)


def _put_away(article: Article, move: str, state: State, *, by: Any | None) -> Article:
    if not article.was_live():
        article.first_publish_at = None
    before, article.state = article.state, state
    assignments.finish(article)
    return _settle(article, move, before, by=by)


def _locked(article: Article) -> Article:
    return Article.objects.select_for_update().get(pk=article.pk)


def _take(name: str, article: Article, *, by: Any | None, reason: str = "") -> None:
    """Refuse a step that leads nowhere from here, or is not for `by`, or lacks its reason."""
    step = steps.find(name, article.state)
    if step is None:
        raise CannotMove(
            _("This cannot be done while the story is: %s.") % article.get_state_display()
        )
    _require(by is None or step.is_allowed_to(by, article))
    if step.needs_reason and not reason.strip():
        raise CannotMove(_("Say why."))


def _require(allowed: bool) -> None:
    if not allowed:
        raise PermissionDenied(_("You may not do this to stories of this section."))


def _refuse_incomplete(article: Article) -> None:
    if not article.title.strip():
        raise CannotMove(_("The story has no title."))
    if not article.body.strip() and not article.jump_url and not article.gallery.exists():
        raise CannotMove(_("The story has no text."))
    if not article.category.allows_publishing:
        raise CannotMove(_("Stories are not published in the section %s.") % article.category.name)


def _refuse_pictures(article: Article, *, by: Any | None) -> None:
    """Ask whoever publishes by hand for the credit and the words of every picture."""
    if by is not None and (lacking := pictures.lacking_in(article)):
        raise CannotMove(list(lacking))


def _settle(
    article: Article, move: str, before: str, *, by: Any | None, reason: str = ""
) -> Article:
    is_shown = move in steps.BEFORE_READERS
    article.save()
    WorkflowEntry.objects.create(
        article=article,
        move=move,
        from_state=before,
        to_state=article.state,
        revision=article.shown_number if is_shown else article.working_number,
        by=by,
        at=timezone.now(),
        takes_effect_at=article.publish_at if article.state == State.PUBLISHED else None,
        ends_at=article.unpublish_at if article.state == State.PUBLISHED else None,
        reason=reason.strip()[:500],
    )
    place(article)
    search.index(article)
    stories_changed()
    article_changed.send(Article, article=article)
    return article
