"""Moving a whole site in: every kind in order, told step by step."""

from collections.abc import Callable
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from portal.importers import discuz
from portal.importers.discuz.bodies import to_grammar
from portal.importers.models import ImportedSite
from portal.importers.report import Report
from portal.importers.writer import Writer
from portal.lib import files

Say = Callable[[str], None]


class DryRun(Exception):
    """Raised to take everything back after a rehearsal."""


def move_in(
    dump: Path,
    *,
    attachments: Path | None = None,
    prefix: str = "pre_",
    charset: str = "auto",
    dry_run: bool = False,
    say: Say = lambda line: None,
) -> Report:
    """Bring a Discuz! X portal in; a second run changes only what changed at the source.

    The database takes all of it or nothing. Raises discuz.DumpError.
    """
    report = Report()
    with discuz.open_site(dump, attachments, prefix, charset) as source:
        try:
            written: list[str] = []
            with files.all_or_nothing(written), transaction.atomic():
                _write_all(source, report, written, say)
                if dry_run:
                    raise DryRun
        except DryRun:
            report.note("This was a rehearsal: nothing was written.")
        report.not_yet_brought = source.deferred()
    return report


def _write_all(source: discuz.Site, report: Report, written: list[str], say: Say) -> None:
    site, _ = ImportedSite.objects.update_or_create(
        system="discuz", name=source.name, defaults={"imported_at": timezone.now()}
    )
    writer = Writer(
        site, report, read_file=source.read_file, to_grammar=to_grammar, written=written
    )
    report.note("Reactions by slot: " + ", ".join(f"{n} {s}" for n, s in source.slots.items()))
    say("Members ...")
    writer.write_members(source.members())
    say("Sections ...")
    writer.write_categories(source.categories())
    say("Pictures and documents ...")
    writer.write_files(source.files())
    say("Stories ...")
    writer.write_articles(source.articles())
    say("Comments ...")
    writer.write_comments(source.comments())
    say("Reactions ...")
    writer.write_reactions(source.reactions())
