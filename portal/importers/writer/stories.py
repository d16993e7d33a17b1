"""Stories, through the one way in; and which of them stand beside each other."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction

from news import arriving, editing, workflow
from news.models import Article, Category
from portal.importers import records
from portal.importers.writer.desk import Many, Scribe, Skip, fingerprint
from portal.importers.writer.figures import with_our_ids

State = Article.State

LONGEST_ADDRESS = 500

FOR_GOOD = datetime(2100, 1, 1, tzinfo=UTC)
"""Until an editor takes a pinned story down: the old site set no end."""


class ArticleScribe(Scribe):
    kind = records.Article.kind
    model = Article

    def create(self, record: records.Article) -> tuple[Article, str]:
        article = editing.apply(Article(), self._state(record), by=None)
        Article.objects.filter(pk=article.pk).update(created_at=record.published)
        return self._move(article, record), "created"

    def create_many(self, records_: Sequence[records.Article]) -> Many:
        """Plain published stories, which nearly all are."""
        plain = [record for record in records_ if self._is_plain(record)]
        arrivals = arriving.publish_all(
            [self._state(record) for record in plain],
            created=[record.published for record in plain],
        )
        made: Many = {}
        for record, arrival in zip(plain, arrivals, strict=True):
            content = {**arrival.state, "state": arrival.article.state, "related": None}
            made[record.foreign_id] = arrival.article, fingerprint(content)
        return made

    def _is_plain(self, record: records.Article) -> bool:
        has_section = self.id_of(records.Category.kind, record.category_id) is not None
        is_whole = bool(record.title and (record.body or record.jump_url))
        return has_section and is_whole and record.state == "published"

    def update(self, row: Article, record: records.Article) -> Article:
        return self._move(editing.apply(row, self._state(record), by=None), record)

    def content(self, row: Article) -> Mapping[str, Any]:
        """Related stories are a record of their own."""
        article = Article.objects.get(pk=row.pk)
        return {**editing.state_of(article), "state": article.state, "related": None}

    def restore(self, row: Article, form: Mapping[str, Any]) -> Article:
        """Raises CannotMove where the story cannot go back to the state it was in."""
        state = {name: form[name] for name in form if name not in ("state", "related")}
        return STEPS[form["state"]](editing.apply(row, state, by=None))

    def _state(self, record: records.Article) -> editing.State:
        category = self.id_of(records.Category.kind, record.category_id)
        if category is None:
            raise Skip("its section was not brought")

        def fit(name: str, text: str) -> str:
            return self.desk.fitting(Article, name, text, f"Article {record.foreign_id}")

        return {
            "title": fit("title", record.title) or record.foreign_id,
            "summary": fit("summary", record.summary),
            "body": with_our_ids(self, record.body),
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
            "tags": list(record.tags),
            **self._only_said(record),
        }

    def _only_said(self, record: records.Article) -> editing.State:
        """What not every system knows: left as it is where the source says nothing of it."""
        state: editing.State = {}
        if record.slug:
            state["slug"] = self.desk.fitting(
                Article, "slug", record.slug, f"Article {record.foreign_id}"
            ).rstrip("…")
        if record.language:
            state["language"] = record.language
        if record.byline_ids:
            people = (self.id_of(records.Byline.kind, each) for each in record.byline_ids)
            state["bylines"] = [{"byline": pk} for pk in people if pk]
        if record.more_category_ids:
            more = (self.id_of(records.Category.kind, each) for each in record.more_category_ids)
            state["extra_categories"] = [pk for pk in more if pk]
        if record.is_pinned:
            state["pinned_until"] = FOR_GOOD.isoformat()
        return state

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


def _to_draft(article: Article) -> Article:
    """Readers never see it; one that they had seen is taken back."""
    return workflow.withdraw(article, by=None) if article.state == State.PUBLISHED else article


def _to_binned(article: Article) -> Article:
    """Readers had seen it: its address says that it is gone, not that it never was."""
    if article.state == State.BINNED:
        return article
    return workflow.bin_article(_to_published(article), by=None)


STEPS = {
    "published": _to_published,
    "review": _to_review,
    "withdrawn": _to_withdrawn,
    "draft": _to_draft,
    "binned": _to_binned,
}


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

    def restore(self, row: Article, form: Mapping[str, Any]) -> Article:
        return editing.apply(row, form, by=None)

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
