"""What members saved, what editors may do, and the topics that editors made."""

from collections.abc import Mapping
from typing import Any

from django.utils.text import slugify

from news import bookmarks, topics
from news.models import Article, Bookmark, Category, CategoryEditor, Topic
from portal.importers import records
from portal.importers.writer.desk import Scribe, Skip, content_of, free_slug, put

LONGEST_SLUG = 70


class FavouriteScribe(Scribe):
    """Saved there is saved here; nothing of it ever changes."""

    kind = records.Favourite.kind
    model = Bookmark

    def create(self, record: records.Favourite) -> tuple[Bookmark, str]:
        article = self.id_of(records.Article.kind, record.article_id)
        user = self.desk.user(record.member_id)
        if article is None or user is None:
            raise Skip("its story or its member was not brought")
        saved = Bookmark.objects.filter(user=user, article=article)
        if known := saved.first():
            return known, "matched"
        bookmarks.set_bookmark(user, Article(pk=article), saved=True)
        saved.update(created_at=record.saved)
        return saved.get(), "created"

    def update(self, row: Bookmark, record: records.Favourite) -> Bookmark:
        return row

    def content(self, row: Bookmark) -> Mapping[str, Any]:
        return {}


class GrantScribe(Scribe):
    """Rights in sections; the role that opens the desk is given here, by hand."""

    kind = records.Grant.kind
    model = CategoryEditor

    def create(self, record: records.Grant) -> tuple[CategoryEditor, str]:
        category = self.id_of(records.Category.kind, record.category_id)
        user = self.desk.user(record.member_id)
        if category is None or user is None:
            raise Skip("its section or its member was not brought")
        known = CategoryEditor.objects.filter(category=category, user=user).first()
        if known is not None:
            return known, "matched"
        user.refresh_from_db()
        name = Category.objects.get(pk=category).name_zh
        self.desk.report.note(
            "Members with rights in sections, who need a role to come to the desk",
            f"{user.username}: {name}",
        )
        return self._write(CategoryEditor(category_id=category, user=user), record), "created"

    def update(self, row: CategoryEditor, record: records.Grant) -> CategoryEditor:
        return self._write(row, record)

    def content(self, row: CategoryEditor) -> Mapping[str, Any]:
        return content_of(row, "may_publish", "may_withdraw", "may_correct", "may_manage")

    def _write(self, row: CategoryEditor, record: records.Grant) -> CategoryEditor:
        """Whoever managed a section there edited and took back its stories."""
        row.may_publish = record.may_publish
        row.may_withdraw = row.may_correct = row.may_manage = record.may_manage
        row.save()
        return row


class TopicScribe(Scribe):
    kind = records.Topic.kind
    model = Topic

    def create(self, record: records.Topic) -> tuple[Topic, str]:
        plain = slugify(record.slug, allow_unicode=True)[:LONGEST_SLUG] or f"t{record.foreign_id}"
        topic = Topic(slug=free_slug(plain, Topic.objects.all()))
        return self._write(topic, record), "created"

    def update(self, row: Topic, record: records.Topic) -> Topic:
        return self._write(row, record)

    def content(self, row: Topic) -> Mapping[str, Any]:
        stories = list(row.stories.values_list("article_id", flat=True))
        words = content_of(row, "title", "slug", "summary", "body", "is_published", "cover_id")
        return {**words, "stories": stories}

    def restore(self, row: Topic, form: Mapping[str, Any]) -> Topic:
        words = dict(form)
        stories = words.pop("stories")
        put(row, words)
        return topics.save_topic(row, stories)

    def _write(self, row: Topic, record: records.Topic) -> Topic:
        def fit(name: str, text: str) -> str:
            return self.desk.fitting(Topic, name, text, f"Topic {record.foreign_id}")

        row.title = fit("title", record.title) or record.foreign_id
        row.summary = fit("summary", record.summary)
        row.body = record.body
        row.publish_at = record.published
        row.is_published = record.is_published
        row.cover_id = self.id_of(records.Picture.kind, record.cover_id)
        found = (self.id_of(records.Article.kind, aid) for aid in record.article_ids)
        return topics.save_topic(row, [pk for pk in found if pk is not None])
