"""A portal with something in every table, also in those that are added after this was written."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, models, transaction

from news.models import Article, DocumentUse
from news.models.article import RelatedArticle
from portal.exporting.nouns import nouns
from tests import factories, town

MOMENT = datetime(2026, 7, 10, 0, 30, 15, 123456, tzinfo=UTC)

VALUES: list[tuple[type[models.Field], Any]] = [
    (models.BooleanField, True),
    (models.FileField, "nowhere.bin"),
    (models.DateTimeField, MOMENT),
    (models.DateField, date(2026, 7, 10)),
    (models.UUIDField, UUID(int=2026)),
    (models.JSONField, {"字": ["一", 2, None, 0.5, True]}),
    (models.FloatField, 0.1),
    (models.IntegerField, 2),
    (models.SlugField, "slug"),
    (models.TextField, "一行\n“引号”\t\\ 和 \u2028 🚢"),
    (models.CharField, "字'\"\\"),
]


def settle() -> None:
    """Build the town, then give every table that is still empty a row with every column filled."""
    town.build()
    document, first, last = factories.make_document(), *Article.objects.order_by("pk")[:2]
    DocumentUse.objects.create(document=document, article=first)
    RelatedArticle.objects.create(article=first, related=last, position=3)
    for _ in range(3):  # Some need a row of one that comes after them.
        for model in nouns().values():
            if not model._base_manager.exists():
                fill(model)


ODD: dict[str, dict[str, Any]] = {
    "site.Redirect": {"old_path": "/old/", "new_path": "/new/"},
    "comments.Appeal": {"sanction_id": None},
}
"""What a constraint wants, by model."""


def fill(model: type[models.Model]) -> None:
    """Make a row with all its references, or where that may not be, with those it must have."""
    for wants_all in (True, False):
        values: dict[str, Any] = {}
        for field in model._meta.concrete_fields:
            if not (field.primary_key and isinstance(field, models.AutoField)):
                values[field.attname] = value_for(field, wants_all)
        values |= ODD.get(model._meta.label, {})
        try:
            with transaction.atomic():
                model._base_manager.bulk_create([model(**values)])
        except IntegrityError:
            continue
        return


def value_for(field: models.Field, wants_all: bool) -> Any:
    """A value that is not the default, so that one that was lost is noticed."""
    if field.is_relation:
        wanted = wants_all or not field.null
        other: Any = field.related_model
        return other._base_manager.values_list("pk", flat=True).first() if wanted else None
    if field.choices:
        return list(dict(field.flatchoices))[-1]
    value = next(value for kind, value in VALUES if isinstance(field, kind))
    return value[: field.max_length] if isinstance(value, str) else value
