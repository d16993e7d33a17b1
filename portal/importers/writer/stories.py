"""Stories, through the one way in; and which of them stand beside each other."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from html import unescape
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction

from news import editing, workflow
from news.models import Article, Category
from portal.importers import records
from portal.importers.writer.desk import Scribe, Skip

_FIGURE = re.compile(
    r"<figure data-(?P<kind>image|document)=\"(?P<id>[^\"]*)\">(?P<rest>.*?)</figure>", re.S
)
_KINDS = {"image": records.Picture.kind, "document": records.Document.kind}

State = Article.State

LONGEST_ADDRESS = 500


class ArticleScribe(Scribe):
    kind = records.Article.kind
    model = Article

    def create(self, record: records.Article) -> tuple[Article, str]:
        article = editing.apply(Article(), self._state(record), by=None)
        Article.objects.filter(pk=article.pk).update(created_at=record.published)
        return self._move(article, record), "created"

    def update(self, row: Article, record: records.Article) -> Article:
        return self._move(editing.apply(row, self._state(record), by=None), record)

    def content(self, row: Article) -> Mapping[str, Any]:
        """Related stories are a record of their own."""
        article = Article.objects.get(pk=row.pk)
        return {**editing.state_of(article), "state": article.state, "related": None}

    def _state(self, record: records.Article) -> editing.State:
        category = self.id_of(records.Category.kind, record.category_id)
        if category is None:
            raise Skip("its section was not brought")

        def fit(name: str, text: str) -> str:
            return self.desk.fitting(Article, name, text, f"Article {record.foreign_id}")

        return {
            "title": fit("title", record.title) or record.foreign_id,
            "summary": fit("summary", record.summary),
            "body": self._with_our_ids(record),
            "category": category,
            "source": self.id_of(records.Source.kind, record.source_id),
            "original_author": fit("original_author", record.author),
            "original_url": _web_address(record.source_url),
            "publisher": self.id_of(records.Member.kind, record.publisher_id),
            "cover": self.id_of(records.Picture.kind, record.cover_id),
            "is_highlighted": record.is_highlighted,
            "allows_comments": record.allows_comments,
            "jump_url": fit("jump_url", record.jump_url),
            "publish_at": record.published.isoformat(),
        }

    def _with_our_ids(self, record: records.Article) -> str:
        """Let the figures name our rows; of one that was not brought its words stay."""

        def ours(figure: re.Match[str]) -> str:
            pk = self.id_of(_KINDS[figure["kind"]], unescape(figure["id"]))
            if pk is None:
                return f"<p>{figure['rest']}</p>"
            return f'<figure data-{figure["kind"]}="{pk}">{figure["rest"]}</figure>'

        return _FIGURE.sub(ours, record.body)

    def _move(self, article: Article, record: records.Article) -> Article:
        """Take the story to the state it had, by the steps an editor would take."""
        try:
            return STEPS[record.state](article)
        except workflow.CannotMove as refusal:
            self.desk.report.note(
                "Stories left as drafts",
                f"Article {record.foreign_id}: {' '.join(refusal.messages)}",
            )
            return article


def _to_published(article: Article) -> Article:
    if article.state == State.PUBLISHED:
        return article
    with _taking_stories(article.category_id):
        return workflow.publish(article, by=None, at=article.publish_at)


def _to_review(article: Article) -> Article:
    if article.state == State.PUBLISHED:
        article = workflow.withdraw(article, by=None)
    if article.state == State.REVIEW:
        return article
    return workflow.send_for_review(article, by=None)


def _to_withdrawn(article: Article) -> Article:
    if article.state == State.WITHDRAWN:
        return article
    if article.state == State.DRAFT:
        article = workflow.send_for_review(article, by=None)
    return workflow.withdraw(article, by=None)


STEPS = {"published": _to_published, "review": _to_review, "withdrawn": _to_withdrawn}


@contextmanager
def _taking_stories(category_id: int) -> Iterator[None]:
    """Let a section that takes no new stories have its old ones; nobody outside sees it open."""
    shut = Category.objects.filter(pk=category_id, allows_publishing=False)
    was_shut = shut.exists()
    with transaction.atomic():
        shut.update(allows_publishing=True)
        yield
        if was_shut:
            Category.objects.filter(pk=category_id).update(allows_publishing=False)


class RelationsScribe(Scribe):
    kind = records.Relations.kind
    model = Article

    def create(self, record: records.Relations) -> tuple[Article, str]:
        pk = self.id_of(records.Article.kind, record.foreign_id)
        if pk is None:
            raise Skip("its story was not brought")
        return self._write(pk, record), "created"

    def update(self, row: Article, record: records.Relations) -> Article:
        return self._write(row.pk, record)

    def content(self, row: Article) -> Mapping[str, Any]:
        return {"related": list(row.related_rows.values_list("related_id", flat=True))}

    def _write(self, pk: int, record: records.Relations) -> Article:
        found = (self.id_of(records.Article.kind, other) for other in record.related_ids)
        related = [other for other in found if other is not None]
        return editing.apply(Article.objects.get(pk=pk), {"related": related}, by=None)


def _web_address(address: str) -> str:
    try:
        URLValidator(schemes=["http", "https"])(address)
    except ValidationError:
        return ""
    return address if len(address) <= LONGEST_ADDRESS else ""
