"""What follows from changes beside a story's own: names, captions, merged sections, deletions."""

from typing import Any

from django.db.models import Model, QuerySet
from django.db.models.signals import post_save, pre_delete

from news.categories import read_tree
from news.models import Article, Byline, Category, Image, Source, Tag
from news.search.writing import forget, index_all
from news.signals import category_changed
from portal.lib.tasks import retry, task

BATCH = 200
"""Stories of a task; the rest is another one's."""

_BEARERS: dict[type[Model], str] = {
    Tag: "tagged__tag",
    Byline: "article_bylines__byline",
    Image: "image_uses__image",
    Source: "source",
    Category: "category",
}

# Of these the index holds no name, only which they are.
_FACTS: dict[type[Model], str] = {
    Source: "search_documents__source",
    Category: "search_documents__section",
}

_BY_NAME = {model.__name__: model for model in _BEARERS}


def connect() -> None:
    """Listen to the rows whose words stand in the index; called once, when the app is ready."""
    for model in (Tag, Byline, Image, Source):
        post_save.connect(_follow_row, sender=model, dispatch_uid=f"search.{model.__name__}")
    category_changed.connect(_follow_section, dispatch_uid="search.section")
    pre_delete.connect(_forget_story, sender=Article, dispatch_uid="search.forget")


@task
@retry(times=5)
def reindex_bearers(kind: str, pk: int, after: int) -> None:
    """Index again the stories that bear a tag, a byline, a picture; a batch, then the rest."""
    rows = _bearing(_BY_NAME[kind], pk).filter(pk__gt=after).order_by("pk")
    ids = list(rows.values_list("pk", flat=True).distinct()[:BATCH])
    index_all(ids)
    if len(ids) == BATCH:
        reindex_bearers.enqueue(kind, pk, ids[-1])


@task
@retry(times=5)
def reindex_branch(pk: int, after: int) -> None:
    """Index again the stories of a section and below, whose layout says of what kind they are."""
    below = read_tree().descendant_ids(pk)
    rows = Article.objects.filter(category__in=below, pk__gt=after).order_by("pk")
    ids = list(rows.values_list("pk", flat=True)[:BATCH])
    index_all(ids)
    if len(ids) == BATCH:
        reindex_branch.enqueue(pk, ids[-1])


def _bearing(model: type[Model], pk: int) -> QuerySet[Article]:
    bearing = Article.objects.filter(**{_BEARERS[model]: pk})
    return bearing.exclude(**{_FACTS[model]: pk}) if model in _FACTS else bearing


def _follow_row(sender: type, instance: Any, created: bool, **_signal: Any) -> None:
    if not created:
        _follow(sender, instance.pk)


def _follow_section(
    sender: Any, category: Category, is_shown_anew: bool = False, **_signal: Any
) -> None:
    if is_shown_anew:
        reindex_branch.enqueue(category.pk, 0)
    _follow(Category, category.pk)


def _follow(model: type, pk: int) -> None:
    if _bearing(model, pk).exists():
        reindex_bearers.enqueue(model.__name__, pk, 0)


def _forget_story(sender: type, instance: Article, **_signal: Any) -> None:
    forget(instance.pk)
