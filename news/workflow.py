"""The way of a story: from draft over review to the readers, and back."""

from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from news import renditions
from news.caching import stories_changed
from news.models import Article, ArticleStats
from news.permissions import may_edit, may_publish
from news.placements import place
from news.signals import article_changed, article_published

State = Article.State


class CannotMove(ValidationError):
    """The story is not in a state, or not complete enough, for this step."""


@transaction.atomic
def publish(article: Article, *, by: Any | None, at: datetime | None = None) -> Article:
    """Publish at `at`, else at the story's own time, else now.

    `by` None is the system itself. Raises PermissionDenied, CannotMove.
    """
    article = _locked(article)
    _require(by is None or may_publish(by, article.category))
    _refuse_incomplete(article)
    now = timezone.now()
    was_live = article.was_live(now)
    article.publish_at = at or article.publish_at or now
    article.state = State.PUBLISHED
    if not was_live:
        article.first_publish_at = article.publish_at
    if article.publisher is None:
        article.publisher = by
    article.full_clean()
    ArticleStats.objects.get_or_create(article=article)
    _settle(article)
    renditions.order_for(article)
    article_published.send(Article, article=article)
    return article


@transaction.atomic
def send_for_review(article: Article, *, by: Any | None) -> Article:
    """Hand a draft over to whoever may publish it."""
    article = _locked(article)
    _require(by is None or may_edit(by, article))
    _from(article, State.DRAFT, State.WITHDRAWN)
    article.state = State.REVIEW
    return _settle(article)


@transaction.atomic
def withdraw(article: Article, *, by: Any | None) -> Article:
    """Take a story away from readers; its address answers 410 if they ever saw it."""
    article = _locked(article)
    _require(by is None or may_publish(by, article.category))
    _from(article, State.PUBLISHED, State.REVIEW)
    if not article.was_live():
        article.first_publish_at = None
    article.state = State.WITHDRAWN
    return _settle(article)


@transaction.atomic
def bin_article(article: Article, *, by: Any | None) -> Article:
    """Put a story into the bin, whence `restore` brings it back."""
    article = _locked(article)
    needs_publisher = article.state == State.PUBLISHED
    _require(
        by is None
        or (may_publish(by, article.category) if needs_publisher else may_edit(by, article))
    )
    if not article.was_live():
        article.first_publish_at = None
    article.state = State.BINNED
    return _settle(article)


@transaction.atomic
def restore(article: Article, *, by: Any | None) -> Article:
    """Take a story out of the bin: withdrawn if readers had seen it, else a draft."""
    article = _locked(article)
    _require(by is None or may_publish(by, article.category))
    _from(article, State.BINNED)
    article.state = State.WITHDRAWN if article.was_live() else State.DRAFT
    return _settle(article)


@transaction.atomic
def delete_article(article: Article, *, by: Any | None) -> None:
    """Delete for good what readers never saw. Raises CannotMove for anything else."""
    article = _locked(article)
    _require(by is None or may_publish(by, article.category) or may_edit(by, article))
    if article.was_live():
        raise CannotMove(_("Readers have seen this story. It can be binned, not deleted."))
    article.delete()
    stories_changed()


def _locked(article: Article) -> Article:
    return Article.objects.select_for_update().get(pk=article.pk)


def _require(allowed: bool) -> None:
    if not allowed:
        raise PermissionDenied(_("You may not do this to stories of this section."))


def _from(article: Article, *states: State) -> None:
    if article.state not in states:
        raise CannotMove(
            _("This cannot be done while the story is: %s.") % article.get_state_display()
        )


def _refuse_incomplete(article: Article) -> None:
    _from(article, State.DRAFT, State.REVIEW, State.PUBLISHED, State.WITHDRAWN)
    if not article.title.strip():
        raise CannotMove(_("The story has no title."))
    if not article.body.strip() and not article.jump_url and not article.gallery.exists():
        raise CannotMove(_("The story has no text."))
    if not article.category.allows_publishing:
        raise CannotMove(_("Stories are not published in the section %s.") % article.category.name)


def _settle(article: Article) -> Article:
    article.save()
    place(article)
    stories_changed()
    article_changed.send(Article, article=article)
    return article
