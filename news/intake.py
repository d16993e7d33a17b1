"""Stories out of tables: a row with a number changes that story, one without begins a draft.

A table is read whole and judged before anything is done. Each row is then taken in by the same
deeds as in the story's own form, in a transaction of its own: what one refuses leaves the others
alone, and a row that was taken in is never taken in again, however often it is sent.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from news import drafts, editing, revisions
from news.bulk import stamp_of
from news.cells import COLUMNS, READ, Known, cells_of, label_of, told, value_of
from news.models import Article, Category, Intake, IntakeRow, WorkflowEntry
from news.permissions import may_edit
from portal.lib.schedule import periodic
from portal.lib.tasks import task

PORTION = 200
"""Rows judged at a time; SQLite takes only so many values in one query."""

KEPT = timedelta(days=30)
"""How long what became of a table can be looked at, and guards against its second coming."""

Outcome = IntakeRow.Outcome


@dataclass(frozen=True)
class Row:
    """A row as it was read: its line in the table, and each cell by its column's name."""

    line: int
    cells: Mapping[str, str]
    refusal: str = ""


@dataclass(frozen=True)
class Line:
    """A row as it is shown: what it would do or has done, or why not."""

    row: IntakeRow
    changes: list[tuple[str, str, str]]
    refusal: str = ""
    is_pending: bool = False


class _TakenBack(Exception):
    """A trial is over."""


class _Same(Exception):
    """The story says all of it already."""


# A table is handed in ------------------------------------------------------------------------


@transaction.atomic
def hand_in(
    name: str, rows: Iterable[Row], *, by: Any, category: Category | None, left_out: list[str]
) -> Intake:
    """Keep a table and what each of its rows is about; no story is touched.

    Rows of new stories that name no section go into `category`.
    """
    intake = Intake.objects.create(by=by, name=name[:200], left_out=left_out, at=timezone.now())
    judged, seen = list(rows), _Seen()
    for start in range(0, len(judged), PORTION):
        portion = [_begun(intake, row, category, seen) for row in judged[start : start + PORTION]]
        _judge(portion, by=by)
        IntakeRow.objects.bulk_create(portion)
    return intake


class _Seen:
    """What earlier rows of the same table were about."""

    def __init__(self) -> None:
        self.lines: dict[str, int] = {}

    def refuse_again(self, key: str, line: int) -> str:
        first = self.lines.setdefault(key, line)
        return "" if first == line else _("Row %d is about the same story.") % first


def _begun(intake: Intake, row: Row, category: Category | None, seen: _Seen) -> IntakeRow:
    cells = dict(row.cells)
    number = cells.get("number", "")
    if not number and category is not None and not cells.get("section"):
        cells["section"] = category.path
    begun = IntakeRow(intake=intake, line=row.line, cells=cells)
    refusal = row.refusal or seen.refuse_again(number or _digest(cells), row.line)
    return _refused(begun, refusal) if refusal else begun


def _judge(rows: list[IntakeRow], *, by: Any) -> None:
    """Find what can be found without trying: rows that say nothing new, and those in error."""
    waiting = [row for row in rows if row.outcome == Outcome.WAITING]
    known = Known((row.cells for row in waiting), by=by)
    stories = _stories(waiting)
    before = _made_before(waiting)
    for row in waiting:
        try:
            if row.cells.get("number"):
                _judge_change(row, stories, known, by=by)
            else:
                _judge_new(row, before, known)
        except (ValidationError, PermissionDenied) as error:
            _refused(row, said(error))


def _judge_change(row: IntakeRow, stories: dict[int, Article], known: Known, *, by: Any) -> None:
    number = row.cells["number"]
    is_number = number.isascii() and number.isdigit() and len(number) <= 18
    story = stories.get(int(number)) if is_number else None
    if story is None or not may_edit(by, story):
        raise ValidationError(_("There is no story %s that you may change.") % number)
    row.article = story
    row.stamp = stamp_of(story)
    if not _values(row.cells, story, known):
        row.outcome = Outcome.SAME
    else:
        _refuse_older(row.cells, story)


def _judge_new(row: IntakeRow, before: dict[str, Article], known: Known) -> None:
    if made := before.get(_digest(row.cells)):
        row.article = made
        raise ValidationError(_("This row became a draft before."))
    for name in ("title", "section"):
        if not row.cells.get(name):
            raise ValidationError(_("A new story needs: %s.") % COLUMNS[name])
    _values(row.cells, None, known)


def _stories(rows: list[IntakeRow]) -> dict[int, Article]:
    numbers = [row.cells.get("number", "") for row in rows]
    wanted = [int(one) for one in numbers if one.isascii() and one.isdigit() and len(one) <= 18]
    needed = Article.objects.select_related("category", "source").defer("body")
    needed = needed.prefetch_related("article_bylines__byline", "tagged__tag")
    return needed.in_bulk(wanted)


def _made_before(rows: list[IntakeRow]) -> dict[str, Article]:
    """The stories that the very same rows became, but for those in the bin."""
    digests = [_digest(row.cells) for row in rows if not row.cells.get("number")]
    found = IntakeRow.objects.filter(made_from__in=digests, article__isnull=False)
    found = found.exclude(article__state=Article.State.BINNED).select_related("article")
    return {row.made_from: row.article for row in found if row.made_from and row.article}


def _refused(row: IntakeRow, why: str) -> IntakeRow:
    row.outcome, row.refusal = Outcome.REFUSED, why
    return row


# Rows are tried, and taken in ------------------------------------------------------------------


def try_out(rows: list[IntakeRow], *, by: Any) -> list[Line]:
    """What each of the rows does, in their order; of those that wait nothing is kept."""
    known = Known((row.cells for row in rows if row.outcome == Outcome.WAITING), by=by)
    return [_tried(row, known, by=by) for row in rows]


def _tried(row: IntakeRow, known: Known, *, by: Any) -> Line:
    if row.outcome != Outcome.WAITING:
        return Line(row, [tuple(one) for one in row.changes], row.refusal)
    try:
        with transaction.atomic():
            story, changes = _carried_out(row, known, by=by)
            pending = story.has_pending()
            raise _TakenBack
    except _TakenBack:
        return Line(row, changes, is_pending=pending)
    except _Same:
        return Line(row, [])
    except (ValidationError, PermissionDenied) as error:
        return Line(row, [], said(error))


@transaction.atomic
def take(row: IntakeRow, known: Known, *, by: Any) -> IntakeRow:
    """Do what one row says, and write down what became of it, both or neither.

    A row that no longer waits is left as it is.
    """
    row = IntakeRow.objects.select_for_update().get(pk=row.pk)
    if row.outcome != Outcome.WAITING:
        return row
    try:
        with transaction.atomic():
            is_new = row.article_id is None
            row.article, row.changes = _carried_out(row, known, by=by)
            row.outcome = Outcome.MADE if is_new else Outcome.CHANGED
            row.save()
            _log(row, by=by)
    except _Same:
        row.outcome = Outcome.SAME
        row.save()
    except IntegrityError:
        row.refresh_from_db()
        _refused(row, _("This row became a draft before.")).save()
    except (ValidationError, PermissionDenied) as error:
        row.refresh_from_db()
        _refused(row, said(error)).save()
    return row


def _log(row: IntakeRow, *, by: Any) -> None:
    """The desk's own log has the story, as after a change in its form."""
    is_new, story = row.outcome == Outcome.MADE, row.article
    if story is None:
        return
    said_so: list[Any] | str = [{"added": {}}]
    if not is_new:
        said_so = "; ".join(f"{name}: {old} → {new}" for name, old, new in row.changes)
    LogEntry.objects.log_actions(
        by.pk,
        [story],
        ADDITION if is_new else CHANGE,
        change_message=said_so,
        single_object=True,
    )


def _carried_out(
    row: IntakeRow, known: Known, *, by: Any
) -> tuple[Article, list[tuple[str, str, str]]]:
    if row.cells.get("number"):
        return _changed(row, known, by=by)
    return _made(row, known, by=by)


def _changed(
    row: IntakeRow, known: Known, *, by: Any
) -> tuple[Article, list[tuple[str, str, str]]]:
    story = Article.objects.select_for_update().filter(pk=row.article_id).first()
    if story is None or stamp_of(story) != row.stamp:
        raise ValidationError(_("The story was changed meanwhile. Hand the table in again."))
    _refuse_older(row.cells, story)
    drafts.refuse_unsaved(story, by=by)
    before = revisions.working_state(story)
    values = _values(row.cells, story, known)
    wanted = {name: value for name, value in values.items() if value != before[name]}
    if not wanted:
        raise _Same
    saved = revisions.save(story, wanted, by=by, name=_("From a table")).article
    after = revisions.working_state(saved)
    return saved, told(before, after, wanted)


def _made(row: IntakeRow, known: Known, *, by: Any) -> tuple[Article, list[tuple[str, str, str]]]:
    values = _values(row.cells, None, known)
    category = values.pop("category")
    row.made_from = _digest(row.cells)
    _refuse_second(row.made_from)
    story = editing.apply(Article(category_id=category, publisher=by), values, by=by)
    WorkflowEntry.objects.create(
        article=story, move="draft", to_state=story.state, by=by, at=timezone.now()
    )
    first = revisions.open_line(story, by=by, name=_("From a table"))
    return first.article, told(None, revisions.state_in(first), [*values, "category"])


def _refuse_second(digest: str) -> None:
    """The same row makes no second draft, unless the first is binned or gone."""
    before = IntakeRow.objects.filter(made_from=digest).select_related("article").first()
    if before is None:
        return
    if before.article and before.article.state != Article.State.BINNED:
        raise ValidationError(_("This row became a draft before."))
    before.made_from = None
    before.save(update_fields=["made_from"])


def _values(cells: Mapping[str, str], story: Article | None, known: Known) -> dict[str, Any]:
    """What the row wants of the story's state: only what it says otherwise than the export."""
    written = cells_of(story) if story is not None else {}
    values: dict[str, Any] = {}
    # PostgreSQL keeps JSON's keys in an order of its own; the columns' is what people expect.
    for column in (name for name in READ if name in cells):
        cell = cells[column]
        if story is None and not cell:
            continue
        if column in written and _plain(cell) == _plain(written[column]):
            continue
        values |= value_of(column, cell, story, known)
    return values


def _refuse_older(cells: Mapping[str, str], story: Article) -> None:
    """A table that was written before the newest version would undo what others did since."""
    version = cells.get("version", "")
    if version and version != str(max(story.working_number, 1)):
        raise ValidationError(
            _("The table has version %(old)s of this story, and there is version %(new)d now.")
            % {"old": version, "new": max(story.working_number, 1)}
        )


def said(error: ValidationError | PermissionDenied) -> str:
    """What a deed refused, with the column it speaks of."""
    if isinstance(error, PermissionDenied):
        return str(error) or _("You may not change this story.")
    if not hasattr(error, "error_dict"):
        return " ".join(error.messages)
    parts = [f"{label_of(name)}: {' '.join(why)}" for name, why in error.message_dict.items()]
    return " ".join(part.removeprefix("__all__: ") for part in parts)


def _plain(cell: str) -> str:
    return cell.replace("\r\n", "\n").replace("\r", "\n").strip()


def _digest(cells: Mapping[str, str]) -> str:
    text = json.dumps(cells, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def forget(before: datetime) -> int:
    """Delete the tables handed in before a moment."""
    return Intake.objects.filter(at__lt=before).delete()[0]


@periodic(every=timedelta(days=1))
@task
def forget_old_tables() -> int:
    """Delete tables nobody looks at any more."""
    return forget(timezone.now() - KEPT)
