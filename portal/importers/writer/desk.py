"""What every scribe has at hand, and what it is to be one."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from json import dumps
from typing import Any, ClassVar

from django.db import models

from portal.accounts.models import User
from portal.importers.attachments import Attachments
from portal.importers.records import Member
from portal.importers.report import Report
from portal.importers.writer.ledger import Ledger

Many = dict[str, tuple[models.Model, str]]
"""Rows and their fingerprints by the foreign id of their record."""


class Skip(Exception):
    """A record cannot be brought; the message says why, the same words for the same reason."""


@dataclass
class Desk:
    """The ledger, the files of the source and the report of one run."""

    ledger: Ledger
    attachments: Attachments
    report: Report
    files: list[str]
    """Names of the files written so far."""

    def user(self, foreign_id: str) -> User | None:
        """The member of an id, if they were brought."""
        pk = self.ledger.id_of(Member.kind, foreign_id)
        return User(pk=pk) if pk else None

    def fitting(self, model: type[models.Model], name: str, text: str, owner: str) -> str:
        """Cut a text to what its field holds, and say so."""
        most = model._meta.get_field(name).max_length or len(text)  # type: ignore[union-attr]
        if len(text) <= most:
            return text
        self.report.note("Texts cut", f"{owner}, {name}: {len(text)} characters, {most} fit")
        return text[: most - 1] + "…"


class Scribe(ABC):
    """Writes the rows of one kind of record."""

    kind: ClassVar[str]
    model: ClassVar[type[models.Model]]

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    @abstractmethod
    def create(self, record: Any) -> tuple[Any, str]:
        """Make the row, or find the one that is the same; "created" or "matched"."""

    @abstractmethod
    def update(self, row: Any, record: Any) -> Any:
        """Make an untouched row agree with its record."""

    @abstractmethod
    def content(self, row: Any) -> Mapping[str, Any]:
        """All of a row that this scribe writes and people may edit."""

    def lacks(self, row: Any, record: Any) -> bool:
        """Are there fewer here than the record says? Numbers are no content, and only grow."""
        return False

    def restore(self, row: Any, form: Mapping[str, Any]) -> Any:
        """Give a row the content back that it had."""
        put(row, form).save()
        return row

    def create_many(self, records: Sequence[Any]) -> Many:
        """Bring those of some new records that can be brought at once; the rest go one by one.

        Whatever is raised lets all of them go one by one.
        """
        return {}

    def finish(self) -> None:  # noqa: B027 (most kinds have nothing left to do)
        """Do what has to be done once for a batch."""

    def row(self, pk: int) -> Any | None:
        return self.model._default_manager.filter(pk=pk).first()

    def trace(self, row: Any) -> str:
        """A fingerprint of the content: another one means that somebody edited the row."""
        return fingerprint(self.content(row))

    def id_of(self, kind: str, foreign_id: str) -> int | None:
        return self.desk.ledger.id_of(kind, foreign_id)


def fingerprint(content: Mapping[str, Any]) -> str:
    text = dumps(content, sort_keys=True, default=str, ensure_ascii=False)
    return sha256(text.encode()).hexdigest()


def content_of(row: models.Model, *names: str) -> dict[str, Any]:
    """The values of some fields, as the database will give them again."""
    row.refresh_from_db(fields=names)
    return {name: getattr(row, name) for name in names}


def put(row: models.Model, form: Mapping[str, Any]) -> models.Model:
    """The row with other values in some fields, not saved."""
    for name, value in form.items():
        setattr(row, name, value)
    return row


def free_slug(plain: str, taken: models.QuerySet) -> str:
    """A name for an address, with a number behind it where one of the rows has it."""
    wanted, number = plain, 1
    while taken.filter(slug=wanted).exists():
        number += 1
        wanted = f"{plain}-{number}"
    return wanted
