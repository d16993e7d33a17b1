"""The tables that leave, those that stay, and a row as JSON."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from secrets import token_urlsafe
from typing import Any
from uuid import UUID

from django.apps import apps
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.db.models import Field, FileField, Model

Row = dict[str, Any]

BATCH = 500
"""Rows in memory at once: the longest are revisions, with a whole story in each."""

LEFT_OUT = {
    "sessions.Session": "a session",
    "usersessions.UserSession": "a session",
    "account.EmailConfirmation": "a token",
    "mfa.Authenticator": "a secret",
    "news.PreviewLink": "a token",
    "news.PreviewUse": "belongs to a token",
    "news.Presence": "who is writing at this moment",
    "news.LinkCheck": "what the worker found at other sites, and finds again",
    "news.SearchDocument": "the search index, which is built anew",
    "news.SearchText": "the search index",
    "news.SearchSpelling": "the search index",
    "news.SearchState": "the search index",
    "news.SitemapPart": "what search engines were told, and are told again",
    "site.MissedPath": "a count of the last days",
    "lib.RateBucket": "the count of a limit, for minutes",
    "lib.ScheduledJob": "the state of a process",
    "lib.Heartbeat": "the state of a process",
    "django_tasks_database.DBTaskResult": "the queue of tasks",
    "contenttypes.ContentType": "made by the program, and referred to by name",
    "auth.Permission": "made by the program, and referred to by name",
}
"""What no export holds, by model, with the reason."""

SECRETS: dict[str, dict[str, Callable[[], Any]]] = {
    "accounts.User": {"password": lambda: make_password(None)},
    "comments.Alert": {"secret": lambda: token_urlsafe(32)},
}
"""Columns that no export holds, and what an import puts there: a password nobody can type, a key
that is told anew."""


def nouns() -> dict[str, type[Model]]:
    """Every model that leaves, by the name of its noun, in a fixed order."""
    models = apps.get_models(include_auto_created=True)
    return {
        model._meta.label_lower: model
        for model in sorted(models, key=lambda model: model._meta.label_lower)
        if model._meta.label not in LEFT_OUT and model._meta.managed and not model._meta.proxy
    }


def columns(model: type[Model]) -> list[Field]:
    """The columns of a noun that leave."""
    secrets = SECRETS.get(model._meta.label, {})
    return [field for field in model._meta.concrete_fields if field.name not in secrets]


def file_columns(model: type[Model]) -> list[str]:
    """The columns that name files."""
    return [field.attname for field in columns(model) if isinstance(field, FileField)]


def rows(model: type[Model], names: list[str]) -> Iterator[Row]:
    """Columns of all rows in the order of the key, a batch in memory at a time."""
    key = model._meta.pk.attname
    wanted = list(dict.fromkeys([key, *names]))
    batch = model._base_manager.order_by("pk").values(*wanted)
    after = batch[:BATCH]
    while found := list(after):
        yield from found
        after = batch.filter(pk__gt=found[-1][key])[:BATCH]


class Names:
    """Rows of the program itself, by names that are the same on every portal."""

    def __init__(self) -> None:
        kinds = ContentType.objects.in_bulk()
        of_kind = {pk: f"{kind.app_label}.{kind.model}" for pk, kind in kinds.items()}
        of_right = {
            right.pk: f"{of_kind[right.content_type_id]}.{right.codename}"
            for right in Permission.objects.order_by("pk")
        }
        self.of_key: dict[type[Model], dict[Any, str]] = {
            ContentType: of_kind,
            Permission: of_right,
        }
        self.key_of = {
            model: {name: key for key, name in found.items()}
            for model, found in self.of_key.items()
        }

    def out(self, field: Field, value: Any) -> Any:
        """What stands in the file for a value of a column."""
        if value is None:
            return None
        if (named := self.of_key.get(field.related_model)) is not None:  # type: ignore[arg-type]
            return named[value]
        return as_json(value)

    def back(self, field: Field, value: Any) -> Any:
        """The value of a column as the driver takes it. Raises LookupError, ValueError."""
        if value is not None and field.related_model in self.key_of:
            value = self.key_of[field.related_model][value]
        return field.get_db_prep_save(field.to_python(value), connection)


def as_json(value: Any) -> Any:
    """A value of the database as JSON knows it. Raises TypeError for one nobody thought of."""
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, UUID | Decimal):
        return str(value)
    if isinstance(value, str | int | float | bool | list | dict):
        return value
    raise TypeError(f"No way to write {type(value).__name__} is known.")


def filled(model: type[Model], row: Mapping[str, Any]) -> Row:
    """A row of a file with what the file does not hold: secrets, and columns newer than it."""
    secrets = SECRETS.get(model._meta.label, {})
    full = dict(row)
    for field in model._meta.concrete_fields:
        if field.name in secrets:
            full[field.attname] = secrets[field.name]()
        elif field.attname not in full:
            full[field.attname] = field.get_default()
    return full
