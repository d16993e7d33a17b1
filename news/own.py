"""A reader's own part in a story: what no shared page may show."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from news.models import Article, Bookmark, ReactionKind
from news.reactions import Bar, Reader, bars, reaction_of
from news.wording import reacted_count, reaction_label
from portal.lib.http.devices import device_of


@dataclass(frozen=True)
class OwnPart:
    """The reader's reaction and bookmark, and the counts as exact as this moment's."""

    kind: ReactionKind | None
    bars: list[Bar]
    is_saved: bool

    def as_data(self) -> dict[str, Any]:
        """As the script reads it: counts and labels by the id of the kind."""
        return {
            "reaction": self.kind.pk if self.kind else None,
            "counts": {str(bar.kind.pk): bar.total for bar in self.bars},
            "labels": {
                str(bar.kind.pk): reaction_label(bar.kind.name, bar.total) for bar in self.bars
            },
            "total": reacted_count(sum(bar.total for bar in self.bars)),
            "saved": self.is_saved,
        }


def reader_of(request: HttpRequest) -> Reader | None:
    """Who asks: a member, a device we know, or nobody we know."""
    if request.user.is_authenticated:
        return Reader(user_id=request.user.pk)
    device = device_of(request)
    return Reader(device=device) if device else None


def own_part(article: Article, reader: Reader | None) -> OwnPart:
    """What `reader` did with the story."""
    reaction = reaction_of(article.pk, reader) if reader else None
    return OwnPart(
        kind=reaction.kind if reaction else None,
        bars=bars(article),
        is_saved=_has_saved(article, reader),
    )


def _has_saved(article: Article, reader: Reader | None) -> bool:
    """Only members save."""
    if reader is None or reader.user_id is None:
        return False
    return Bookmark.objects.filter(user=reader.user_id, article=article).exists()
