"""What readers feel about a story; the row and the count move in one transaction."""

from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Exists, F, OuterRef

from news.caching import REACTIONS, STORIES
from news.models import Article, ArticleStats, Reaction, ReactionCount, ReactionKind
from portal.lib.caching import cached

SHOWN_REACTORS = 24
"""Names below the bars: two rows on a phone, and as many as readers know from old portals."""

KINDS_SECONDS = 3600
LATEST_SECONDS = 60


class ReactionsClosed(Exception):
    """The story takes no reactions, or not of this kind, or not from guests."""


@dataclass(frozen=True)
class Reader:
    """Who reacts: a member, or a device that carries our cookie."""

    user_id: int | None = None
    device: str = ""

    def __post_init__(self) -> None:
        if (self.user_id is None) == (not self.device):
            raise ValueError("A reader is either a member or a device.")

    def rows(self, article_id: int):
        of_story = Reaction.objects.filter(article_id=article_id)
        if self.user_id is not None:
            return of_story.filter(user_id=self.user_id)
        return of_story.filter(device=self.device)


@dataclass(frozen=True)
class Bar:
    """One kind with how many feel so, and its share of the largest in percent."""

    kind: ReactionKind
    total: int
    share: float


def react(article: Article, kind: ReactionKind | None, *, reader: Reader) -> Reaction | None:
    """Leave, change or (with None) withdraw the reader's reaction; counts stay exact.

    Raises ReactionsClosed.
    """
    if not article.allows_reactions or not article.is_live():
        raise ReactionsClosed
    if kind is not None and not kind.is_on:
        raise ReactionsClosed
    try:
        with transaction.atomic():
            return _set_reaction(article, kind, reader)
    except IntegrityError:  # the same reader, twice at once: the other click came first
        with transaction.atomic():
            return _set_reaction(article, kind, reader)


def _set_reaction(article: Article, kind: ReactionKind | None, reader: Reader) -> Reaction | None:
    present = reader.rows(article.pk).select_for_update().first()
    if present is None:
        return _add(article, kind, reader) if kind else None
    if kind is not None and kind.pk == present.kind_id:
        return present
    _count(article, present.kind_id, -1)
    if kind is None:
        present.delete()
        return None
    present.kind = kind
    present.save(update_fields=["kind"])
    _count(article, kind.pk, +1)
    return present


def _add(article: Article, kind: ReactionKind, reader: Reader) -> Reaction:
    reaction = Reaction.objects.create(
        article=article, kind=kind, user_id=reader.user_id, device=reader.device
    )
    _count(article, kind.pk, +1)
    return reaction


def _count(article: Article, kind_id: int, step: int) -> None:
    ReactionCount.objects.bulk_create(
        [ReactionCount(article=article, kind_id=kind_id)], ignore_conflicts=True
    )
    ReactionCount.objects.filter(article=article, kind_id=kind_id).update(count=F("count") + step)
    ArticleStats.objects.filter(article=article).update(reaction_count=F("reaction_count") + step)


@transaction.atomic
def take_back_all(member: Any) -> None:
    """Withdraw every reaction of a member who leaves; a reader has one a story, so that each
    count falls by one."""
    theirs = Reaction.objects.filter(user=member)
    stories = theirs.values("article")
    alike = theirs.filter(article=OuterRef("article"), kind=OuterRef("kind"))
    counts = ReactionCount.objects.filter(Exists(alike), article__in=stories)
    counts.update(count=F("count") - 1)
    ArticleStats.objects.filter(article__in=stories).update(reaction_count=F("reaction_count") - 1)
    theirs.delete()


def kinds() -> list[ReactionKind]:
    """The kinds readers may choose from, in order."""
    return cached(
        "reaction-kinds",
        lambda: list(ReactionKind.objects.switched_on()),
        generations=(REACTIONS,),
        ttl=KINDS_SECONDS,
    )


def bars(article: Article) -> list[Bar]:
    """Every kind that is on, with its count of this story; one query."""
    totals = {row.kind_id: row.total for row in article.reaction_counts.all()}
    largest = max([totals.get(kind.pk, 0) for kind in kinds()], default=0) or 1
    return [
        Bar(kind, totals.get(kind.pk, 0), round(100 * totals.get(kind.pk, 0) / largest, 1))
        for kind in kinds()
    ]


def reaction_of(article_id: int, reader: Reader) -> Reaction | None:
    return reader.rows(article_id).first()


def latest_reactors(article: Article) -> list[dict[str, Any]]:
    """Names and kinds of the members who reacted last and let themselves be named."""
    return cached(
        f"reactors:{article.pk}",
        lambda: _read_latest(article),
        generations=(STORIES,),
        ttl=LATEST_SECONDS,
    )


def _read_latest(article: Article) -> list[dict[str, Any]]:
    latest = article.reactions.filter(user__shows_reactions=True, user__is_active=True)
    return [
        {"name": reaction.user.display_name, "kind": reaction.kind_id}
        for reaction in latest.select_related("user").order_by("-created_at")[:SHOWN_REACTORS]
        if reaction.user
    ]
