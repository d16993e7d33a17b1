"""Bring another system's site in, as often as wanted."""

import json
from argparse import ArgumentParser
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.timezone import make_aware

from portal.exporting import CannotRead, read_site
from portal.importers import paths, tables, talk
from portal.importers.discuz.opening import ENCODINGS
from portal.importers.moving import Manner, move_in, move_items_in, move_talk_in, move_wordpress_in
from portal.importers.report import CannotImport, Report
from portal.importers.undoing import undo
from portal.importers.wordpress import Permalinks
from portal.lib.database import look_again

Say = Callable[[str], None]


def _move_discuz(options: dict[str, Any], say: Say) -> Report:
    return move_in(
        *options["dump"],
        dsn=options["dsn"],
        attachments=options["attachments"],
        avatars=options["avatars"],
        prefix=options["prefix"],
        charset=options["charset"],
        manner=_manner(options),
        say=say,
    )


def _move_wordpress(options: dict[str, Any], say: Say) -> Report:
    return move_wordpress_in(
        options["dump"],
        uploads=options["uploads"],
        fetches=options["fetch"],
        permalinks=Permalinks(options["permalinks"], options["category_base"], options["tag_base"]),
        manner=_manner(options),
        say=say,
    )


def _move_talk(options: dict[str, Any], say: Say) -> Report:
    return move_talk_in(options["system"], options["dump"][0], manner=_manner(options), say=say)


def _move_items(options: dict[str, Any], say: Say) -> Report:
    return move_items_in(
        options["system"],
        options["dump"],
        name=options["site"] or options["dump"][0].resolve().stem,
        attachments=options["attachments"],
        columns=tables.read_map(options["map"]),
        manner=_manner(options),
        say=say,
    )


def _manner(options: dict[str, Any]) -> Manner:
    return Manner(
        rehearses=options["dry_run"],
        compares=options["check"],
        since=_moment(options["since"]) if options["since"] else None,
    )


def _moment(text: str) -> datetime:
    """A day, or a day and a time, of the site's own time zone where it names none."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise CommandError(
            f"--since {text} is no time. Write 2026-11-01 or 2026-11-01T18:30."
        ) from error
    return found if found.tzinfo else make_aware(found)


SEVERAL = frozenset({"discuz", "wordpress", *paths.SYSTEMS} - {"markdown"})
"""Systems of which several files are read in one run."""

MOVES = {
    "discuz": _move_discuz,
    "wordpress": _move_wordpress,
    **dict.fromkeys(talk.SYSTEMS, _move_talk),
    **dict.fromkeys(paths.SYSTEMS, _move_items),
}


def _check(options: dict[str, Any]) -> None:
    """Refuse what cannot be done before anything is read."""
    named = [bool(options["dump"]), bool(options["dsn"]), options["undo"] is not None]
    if sum(named) != 1:
        raise CommandError("Name a dump, or a database with --dsn, or a run to --undo.")
    if options["check"] and (options["dry_run"] or options["since"]):
        raise CommandError("--check compares all and writes nothing; leave --dry-run and --since.")
    if options["dsn"] and options["system"] != "discuz":
        raise CommandError("Only discuz is read out of its database; name a file.")
    if options["system"] == "markdown" and options["attachments"]:
        raise CommandError("The pictures of Markdown lie in its own folder; leave --attachments.")
    folders = (options["attachments"], options["uploads"], options["avatars"])
    for path in (*options["dump"], *filter(None, folders)):
        if not path.exists():
            raise CommandError(f"There is no file {path}.")
    if options["system"] not in SEVERAL and len(options["dump"]) > 1:
        raise CommandError(f"Of {options['system']} one is read at a time; give only one.")


class Command(BaseCommand):
    help = (
        "Import a site: `discuz DUMP...` a Discuz! X portal from a mysqldump or the files of its "
        "own backup (plain or .gz), or with --dsn out of its database, and its attachments, "
        "`wordpress FILE...` from its export files (WXR) and its uploads, "
        "`disqus FILE` and `isso FILE` the comments on stories that are here, "
        "`feed`, `table` and `ninjs FILE...` and `markdown FOLDER` (of Hugo or Jekyll) stories "
        "alone. "
        "Run again, it brings only what changed; what was edited here is never overwritten. "
        "`masthead FOLDER` builds the portal that `export_site` wrote, in an empty one."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("system", choices=[*MOVES, "masthead"])
        parser.add_argument(
            "dump",
            type=Path,
            nargs="*",
            help="one or more dumps or export files; of masthead, the folder",
        )
        _add_sources(parser.add_argument_group("what is read"))
        _add_ways(parser.add_argument_group("what is done with it"))

    def handle(self, *args: Any, **options: Any) -> None:
        _check(options)
        say = self.stdout.write if options["verbosity"] else lambda line: None
        if options["system"] == "masthead":
            self.move_back(say=say, **options)
            return
        try:
            if options["undo"] is not None:
                report = undo(options["undo"], say=say)
            else:
                report = MOVES[options["system"]](options, say)
        except CannotImport as refusal:
            raise CommandError(str(refusal)) from refusal
        if not (options["dry_run"] or options["check"]):
            look_again()
        for line in report.lines():
            say(line)
        if options["report"]:
            text = json.dumps(report.as_data(), ensure_ascii=False, indent=1)
            options["report"].write_text(text, encoding="utf-8")
        if options["check"] and report.differences:
            raise CommandError(f"Differences between the source and here: {report.differences:,}.")

    def move_back(self, *, dump: list[Path], replace: bool, say: Any, **options: Any) -> None:
        """Build the portal of an export."""
        if options["dry_run"] or options["check"] or options["since"]:
            raise CommandError("An export is checked before anything is written; name it alone.")
        try:
            read_site(dump[0], replace=replace, say=say)
        except CannotRead as refusal:
            raise CommandError(str(refusal)) from refusal
        look_again()
        say("The portal is as it was. The worker builds the search; members set new passwords.")
        say("`manage.py changepassword NAME` gives the first one a password.")


def _add_sources(group: Any) -> None:
    group.add_argument(
        "--dsn",
        default="",
        help="discuz: the database itself, as mysql://user:password@host/name; a password "
        "that is not in it is taken from the environment variable MYSQL_PWD",
    )
    group.add_argument(
        "--attachments",
        type=Path,
        help="the site's folder, its data/attachment, or a tar archive of it "
        "(unpacked into the temporary folder)",
    )
    group.add_argument(
        "--avatars",
        type=Path,
        help="discuz: the folder uc_server/data/avatar; who signs stories here, by a byline that "
        "names the account, gets that picture",
    )
    group.add_argument(
        "--uploads",
        type=Path,
        help="wordpress: the folder wp-content/uploads, or a tar or zip archive of it",
    )
    group.add_argument(
        "--fetch",
        action="store_true",
        help="wordpress: fetch pictures that are not in --uploads from the old site",
    )
    group.add_argument(
        "--permalinks",
        default="",
        metavar="STRUCTURE",
        help="wordpress: the structure under Settings, Permalinks, as /%%year%%/%%postname%%/, "
        "where the addresses in the export are not those that readers knew",
    )
    group.add_argument(
        "--category-base",
        default="",
        help="wordpress: the base under Settings, Permalinks; . where sections had none",
    )
    group.add_argument("--tag-base", default="", help="wordpress: the same for tags")
    group.add_argument(
        "--site",
        default="",
        help="feed, table, ninjs, markdown: the name of the source, and the section of stories "
        "that name none; else that of the first file",
    )
    group.add_argument(
        "--map",
        default="",
        help="table: which column is what, as title=标题,date=日期; the fields are "
        f"{', '.join(tables.FIELDS)}",
    )
    group.add_argument("--prefix", default="pre_", help="of the tables")
    group.add_argument("--charset", default="auto", choices=["auto", *ENCODINGS])


def _add_ways(group: Any) -> None:
    group.add_argument("--dry-run", action="store_true", help="report, and write nothing")
    group.add_argument(
        "--since",
        default="",
        metavar="DATE",
        help="for a last run before the switch: stories, topics, comments and favourites from "
        "before that day, as 2026-11-01 or 2026-11-01T18:30, are left out unless they were "
        "brought before and changed; pictures and files come with the stories that show them",
    )
    group.add_argument(
        "--check",
        action="store_true",
        help="write nothing; compare the source, named as for its import, with what is here: "
        "how many of each kind, which changed, and the contents of a sample. Any difference "
        "is named, and the command then ends with 1",
    )
    group.add_argument(
        "--undo",
        type=int,
        metavar="RUN",
        help="take a run back, by its number; what was changed here since is kept and named",
    )
    group.add_argument("--report", type=Path, help="write the report as JSON here too")
    group.add_argument(
        "--replace", action="store_true", help="masthead: throw away what is here before"
    )
