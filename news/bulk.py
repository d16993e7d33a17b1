"""One order for many stories: tried out on each first, then carried out story by story.

A story is changed by the same deeds as in its own form, in a transaction of its own: what one
refuses leaves the others alone. A trial does all of it and takes it back, so that what it tells is
what will happen.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from news import drafts, revisions, workflow
from news.cells import told
from news.editing import State
from news.models import Article
from news.permissions import sections_to_write_in

FIELDS = (
    *("category", "source", "tags", "bylines", "publisher", "cover"),
    *("publish_at", "unpublish_at"),
    *("allows_comments", "allows_reactions", "is_highlighted", "language"),
)
"""What an order can change, in the order it is told in."""

STEPS = {
    "submit": workflow.send_for_review,
    "publish": workflow.publish,
    "withdraw": workflow.withdraw,
    "archive": workflow.archive,
    "bin": workflow.bin_article,
    "restore": workflow.restore,
}
"""The steps an order can take with each story."""


@dataclass(frozen=True)
class Order:
    """What is to become of each story; `values` are set as they are."""

    values: Mapping[str, Any] = field(default_factory=dict)
    add_tags: tuple[str, ...] = ()
    remove_tags: tuple[str, ...] = ()
    credit: tuple[int, str] | None = None
    uncredit: int | None = None
    step: str = ""

    def __bool__(self) -> bool:
        return any(
            (self.values, self.add_tags, self.remove_tags, self.credit, self.uncredit, self.step)
        )

    def of(self, state: State) -> State:
        """What of a story's state this makes otherwise."""
        wanted = dict(self.values)
        if wanted.get("cover", state["cover"]) != state["cover"]:
            # Crops by hand are those of the picture they were drawn on.
            wanted["cover_crops"] = ""
        if self.add_tags or self.remove_tags:
            gone = {name.casefold() for name in self.remove_tags}
            tags = {name.casefold(): name for name in (*state["tags"], *self.add_tags)}
            wanted["tags"] = [name for key, name in tags.items() if key not in gone]
        if self.credit or self.uncredit:
            wanted["bylines"] = self._credits(state["bylines"])
        return wanted

    def _credits(self, lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
        kept = [line for line in lines if line.get("byline") != self.uncredit or not self.uncredit]
        if self.credit:
            new = {"byline": self.credit[0], "name": "", "role": self.credit[1]}
            same = {"byline": new["byline"], "role": new["role"]}
            if not any(same.items() <= line.items() for line in kept):
                kept.append(new)
        return kept


@dataclass(frozen=True)
class Line:
    """What becomes of one story: each change with before and after, or why there is none."""

    article: Article
    stamp: str
    changes: list[tuple[str, str, str]]
    refusal: str = ""
    is_pending: bool = False


class _TakenBack(Exception):
    """A trial is over."""


def try_out(order: Order, articles: list[Article], *, by: Any) -> list[Line]:
    """What the order would do to each story, in their order; nothing is kept."""
    return [_line(order, article, by=by, is_trial=True) for article in articles]


def carry_out(
    order: Order, articles: list[Article], stamps: Mapping[int, str], *, by: Any
) -> list[Line]:
    """Carry the order out on each story that still is as `stamps` say it was shown."""
    lines = []
    for article in articles:
        if stamps.get(article.pk) != stamp_of(article):
            text = _("The story was changed meanwhile. Look at it again.")
            lines.append(Line(article, stamp_of(article), [], text))
        else:
            lines.append(_line(order, article, by=by, is_trial=False))
    return lines


def stamp_of(article: Article) -> str:
    """What tells whether a story is still the one that was shown."""
    return f"{article.updated_at.timestamp():.6f}-{article.working_number}-{article.state}"


def _line(order: Order, article: Article, *, by: Any, is_trial: bool) -> Line:
    stamp, changes, is_pending = stamp_of(article), [], False
    try:
        with transaction.atomic():
            before = revisions.working_state(article)
            after = _apply(order, article, by=by, stamp=stamp)
            changes = told(before, revisions.working_state(after), FIELDS)
            changes += _moved(article, after)
            is_pending = after.has_pending()
            if is_trial:
                raise _TakenBack
    except _TakenBack:
        pass
    except (ValidationError, PermissionDenied) as error:
        said = " ".join(error.messages) if isinstance(error, ValidationError) else str(error)
        return Line(article, stamp, [], said or _("You may not change this story."))
    return Line(article, stamp, changes, is_pending=is_pending)


def _apply(order: Order, article: Article, *, by: Any, stamp: str) -> Article:
    article = Article.objects.select_for_update().get(pk=article.pk)
    if stamp_of(article) != stamp:
        raise ValidationError(_("The story was changed meanwhile. Look at it again."))
    state = revisions.working_state(article)
    wanted = {name: value for name, value in order.of(state).items() if value != state[name]}
    if "category" in wanted:
        allowed = {section.pk for section in sections_to_write_in(by)}
        if wanted["category"] not in allowed:
            raise PermissionDenied(_("You may not move stories into this section."))
    _refuse_times(state | wanted)
    if wanted:
        drafts.refuse_unsaved(article, by=by)
        article = revisions.save(article, wanted, by=by).article
    if order.step:
        article = STEPS[order.step](article, by=by)
    return Article.objects.get(pk=article.pk)


def _refuse_times(state: State) -> None:
    begin, end, embargo = (state[name] for name in ("publish_at", "unpublish_at", "embargo_until"))
    if begin and end and datetime.fromisoformat(end) <= datetime.fromisoformat(begin):
        raise ValidationError(_("A story ends after it has begun."))
    if begin and embargo and datetime.fromisoformat(begin) < datetime.fromisoformat(embargo):
        raise ValidationError(
            _("The embargo ends later than the story appears. Change one of the two times.")
        )


def _moved(before: Article, after: Article) -> list[tuple[str, str, str]]:
    """The step that was taken, in words."""
    old, new = (str(row.get_state_display()) for row in (before, after))
    return [(_("State"), old, new)] if old != new else []
