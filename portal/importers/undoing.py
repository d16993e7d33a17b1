"""Taking a whole run back: what it made goes again, what people touched here since stays."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils import timezone

from comments.models import Comment, Thread
from news.caching import sections_changed, stories_changed
from news.models import Article, Bookmark, Document, Image, Reaction, Tag, Topic
from news.uploads import StillUsedError, delete_document, delete_image
from portal.accounts.models import User
from portal.importers import addresses
from portal.importers.attachments import Attachments
from portal.importers.models import EarlierForm, ImportedRecord, ImportRun
from portal.importers.report import CannotImport, Report
from portal.importers.writer import SCRIBES, Writer
from portal.importers.writer.desk import Scribe
from portal.importers.writer.numbers import GIVER
from portal.site.models import Page

BATCH = 200

PARTS = frozenset({"portrait", "related", "reactions", "reads", "address", GIVER})
"""Kinds whose rows are parts of others and go with these."""


class _Kept(Exception):
    """A row stays; the message says why."""


def undo(run_id: int, *, say: Callable[[str], None] = lambda line: None) -> Report:
    """Take a run back: what it updated gets the form back that it had, what it made is deleted, the
    youngest kinds first. The report names what is kept, and why.

    Numbers and old addresses keep their later form, and so does what a later run updated again.
    Broken off, it is simply called again. Raises CannotImport.
    """
    run = ImportRun.objects.filter(pk=run_id).select_related("site").first()
    if run is None:
        known = ", ".join(str(pk) for pk in ImportRun.objects.values_list("pk", flat=True)[:20])
        raise CannotImport(f"There is no run {run_id}. Runs: {known or 'none'}.")
    report = Report()
    report.facts |= {"run": run.pk, "site": run.site.name}
    writer = Writer(run.site, Attachments(None), report, [])
    for scribe in writer.scribes.values():
        _restore_kind(run, scribe, report)
    for kind in [*(scribe.kind for scribe in reversed(SCRIBES)), GIVER]:
        _undo_kind(run, kind, writer.scribes.get(kind), report)
        say(f"{kind}: {report.counts[kind]['deleted']:,} deleted")
    run.undone_at = timezone.now()
    run.save(update_fields=["undone_at"])
    addresses.sites_changed()
    return report


def _restore_kind(run: ImportRun, scribe: Scribe, report: Report) -> None:
    after = 0
    while True:
        forms = run.updated.filter(record__kind=scribe.kind, pk__gt=after).order_by("pk")
        portion = list(forms.select_related("record")[:BATCH])
        if not portion:
            return
        after = portion[-1].pk
        with transaction.atomic():
            for earlier in portion:
                _restore_one(earlier, scribe, report)
            scribe.finish()


def _restore_one(earlier: EarlierForm, scribe: Scribe, report: Report) -> None:
    """Give an untouched row the form back that it had, whole or not at all."""
    line = earlier.record
    try:
        with transaction.atomic():
            row = scribe.row(line.object_id)
            if row is None or scribe.trace(row) != line.written_hash:
                raise _Kept("changed or deleted here since")
            row = scribe.restore(row, earlier.form)
            if scribe.trace(row) != earlier.written_hash:
                raise _Kept("cannot be again what it was")
            line.source_hash, line.written_hash = earlier.source_hash, earlier.written_hash
            line.save(update_fields=["source_hash", "written_hash"])
            earlier.delete()
    except (_Kept, ValidationError, IntegrityError) as reason:
        report.count(line.kind, "kept")
        report.note("Kept", f"{line.kind} {line.foreign_id}: {reason}")
    else:
        report.count(line.kind, "restored")


def _undo_kind(run: ImportRun, kind: str, scribe: Scribe | None, report: Report) -> None:
    """The latest first: answers go before what they answer."""
    before = None
    while True:
        lines = ImportedRecord.objects.filter(run=run, kind=kind).order_by("-pk")
        portion = list(lines.filter(pk__lt=before)[:BATCH] if before else lines[:BATCH])
        if not portion:
            return
        before = portion[-1].pk
        with transaction.atomic():
            for line in portion:
                _undo_one(line, scribe, report)
            stories_changed()
            sections_changed()


def _undo_one(line: ImportedRecord, scribe: Scribe | None, report: Report) -> None:
    row = scribe.row(line.object_id) if scribe and line.kind not in PARTS else None
    is_ours = bool(line.written_hash)
    try:
        with transaction.atomic():
            if row is not None and is_ours and scribe is not None:
                _delete(row, line, scribe)
            line.delete()
    except _Kept as kept:
        report.count(line.kind, "kept")
        report.note("Kept", f"{line.kind} {line.foreign_id}: {kept}")
    except (ProtectedError, StillUsedError):
        report.count(line.kind, "kept")
        report.note("Kept", f"{line.kind} {line.foreign_id}: something here needs it")
    else:
        report.count(line.kind, "deleted" if row is not None and is_ours else "forgotten")


def _delete(row: Any, line: ImportedRecord, scribe: Scribe) -> None:
    """Delete an untouched row by the deed of its kind."""
    if scribe.trace(row) != line.written_hash:
        raise _Kept("changed here since")
    if isinstance(row, Article | Topic | Page):
        _refuse_discussed(row, line)
        Thread.objects.about(row).delete()
    if isinstance(row, Tag) and row.tagged.exists():
        raise _Kept("something here needs it")
    if isinstance(row, User):
        _refuse_present(row)
    if isinstance(row, Image):
        delete_image(row)
    elif isinstance(row, Document):
        delete_document(row)
    else:
        row.delete()


def _refuse_discussed(thing: Article | Topic | Page, line: ImportedRecord) -> None:
    """Nothing that a reader left here goes with what was imported."""
    brought = line.site.records.filter(kind=GIVER).values("object_id")
    if Comment.objects.filter(thread__in=Thread.objects.about(thing)).exists() or (
        isinstance(thing, Article)
        and (
            Reaction.objects.filter(article=thing).exclude(pk__in=brought).exists()
            or Bookmark.objects.filter(article=thing).exists()
        )
    ):
        raise _Kept("readers wrote, reacted or saved it here")


def _refuse_present(user: User) -> None:
    if user.last_login is not None:
        raise _Kept("signed in here")
    if Comment.objects.filter(author=user).exists():
        raise _Kept("has comments here")
