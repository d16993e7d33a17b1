"""Turns records into rows, through the deeds an editor's click would take.

A record seen before and unchanged is left alone; a row edited here since is never overwritten.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from hashlib import sha256
from json import dumps
from typing import Any, TypeVar

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import models, transaction
from django.db.models import Sum
from django.utils.html import format_html
from django.utils.text import slugify

from comments import counting, things
from comments.models import Comment, Thread
from news import categories, editing, workflow
from news.imaging import PictureError
from news.models import (
    Article,
    ArticleStats,
    Category,
    Document,
    Image,
    Reaction,
    ReactionCount,
    ReactionKind,
    Source,
)
from news.uploads import DocumentError, add_document, add_image
from portal.accounts.models import User, username_key
from portal.importers import records
from portal.importers.models import ImportedRecord, ImportedSite
from portal.importers.report import Report
from portal.lib.throttle import network
from portal.site.models import CommentPolicy

Row = TypeVar("Row", bound=models.Model)
FindFile = Callable[[str], bytes | None]
Bodies = Callable[..., str]


class Writer:
    """Writes one site's records; kinds in order, since later ones point at earlier ones."""

    def __init__(
        self,
        site: ImportedSite,
        report: Report,
        *,
        read_file: FindFile,
        to_grammar: Bodies,
        written: list[str],
    ) -> None:
        """`written` gathers the names of new files, for whoever has to take them back."""
        self.site = site
        self.report = report
        self.read_file = read_file
        self.to_grammar = to_grammar
        self.written = written
        self.known = {
            (record.kind, record.foreign_id): record for record in site.records.iterator()
        }
        self.images: dict[str, int] = {}
        self.documents: dict[str, int] = {}
        self.changed_threads: set[int] = set()

    def write_members(self, members: Iterable[records.Member]) -> None:
        for member in members:
            self._write("member", member, self._member)

    def write_categories(self, sections: Iterable[records.Category]) -> None:
        for section in sections:
            self._write("category", section, self._category)

    def write_files(self, files: Iterable[records.File]) -> None:
        """Take pictures and documents in; the story's bodies then find them by path and id."""
        for file in files:
            self._write("file", file, self._file)
            self._remember_file(file)

    def write_articles(self, articles: Iterable[records.Article]) -> None:
        related = {}
        for article in articles:
            outcome = self._write("article", article, self._article)
            if outcome in ("created", "updated"):
                related[article.foreign_id] = article.related_ids
        for foreign_id, related_ids in related.items():
            self._relate(foreign_id, related_ids)

    def write_comments(self, comments: Iterable[records.Comment]) -> None:
        for comment in comments:
            if self._id("article", comment.article_id) is None:
                self.report.skip("comment", "its story was not brought")
                continue
            self._write("comment", comment, self._comment)
        for thread in Thread.objects.filter(pk__in=self.changed_threads):
            counting.recount(thread)

    def write_reactions(self, reactions: Iterable[records.Reactions]) -> None:
        for reaction in reactions:
            if self._id("article", reaction.article_id) is None:
                self.report.skip("reactions", "their story was not brought")
                continue
            self._write("reactions", reaction, self._reactions)

    def _write(self, kind: str, record: Any, make: Callable[[Any, Any], Row | None]) -> str:
        """Make or bring up to date the row of one record, whole or not at all."""
        present = self.known.get((kind, record.foreign_id))
        source_hash = record.source_hash()
        if present is not None and present.source_hash == source_hash:
            self.report.count(kind, "unchanged")
            return "unchanged"
        row = present.target if present else None
        if present is not None and row is not None and _hash_of(row) != present.written_hash:
            self.report.count(kind, "edited here")
            return "edited here"
        try:
            with transaction.atomic():
                written = make(record, row)
        except (ValidationError, PictureError, DocumentError) as error:
            self.report.skip(kind, _words(error))
            return "skipped"
        if written is None:
            return "skipped"
        self._note_down(kind, record.foreign_id, source_hash, written)
        outcome = "updated" if row is not None else "created"
        self.report.count(kind, outcome)
        return outcome

    def _note_down(self, kind: str, foreign_id: str, source_hash: str, row: models.Model) -> None:
        self.known[kind, foreign_id], _ = ImportedRecord.objects.update_or_create(
            site=self.site,
            kind=kind,
            foreign_id=foreign_id,
            defaults={
                "content_type": ContentType.objects.get_for_model(row),
                "object_id": row.pk,
                "source_hash": source_hash,
                "written_hash": _hash_of(row),
            },
        )

    def _id(self, kind: str, foreign_id: str) -> int | None:
        record = self.known.get((kind, foreign_id))
        return record.object_id if record else None

    def _story(self, foreign_id: str) -> Article:
        return Article.objects.get(pk=self.known["article", foreign_id].object_id)

    def _member(self, member: records.Member, row: User | None) -> User:
        user = row or User(username=self._free_name(member.username))
        user.email = member.email
        user.is_active = not member.is_locked
        if member.joined:
            user.date_joined = member.joined
        if row is None:
            user.set_unusable_password()
        user.save()
        return user

    def _free_name(self, name: str) -> str:
        wanted, number = name, 1
        while User.objects.filter(username_key=username_key(wanted)).exists():
            number += 1
            wanted = f"{name}_{number}"
        if wanted != name:
            self.report.note(f"The name {name} was taken: the member is now {wanted}.")
        return wanted

    def _category(self, section: records.Category, row: Category | None) -> Category:
        category = row or Category()
        parent_id = self._id("category", section.parent_id)
        category.parent = Category.objects.get(pk=parent_id) if parent_id else None
        if row is None:
            slug = slugify(section.slug, allow_unicode=True) or f"c{section.foreign_id}"
            category.slug = self._free_slug(slug, category.parent)
        category.name_zh = section.name
        category.position = section.position
        category.description_zh = section.description
        category.seo_title_zh = section.seo_title[:120]
        category.jump_url = section.jump_url
        category.is_open = section.is_open
        category.in_navigation = section.in_navigation
        category.allows_publishing = section.allows_publishing
        category.shows_summary = section.shows_summary
        category.page_size = section.page_size
        category.comment_policy = "" if section.allows_comments else CommentPolicy.CLOSED
        return categories.save_category(category)

    def _free_slug(self, slug: str, parent: Category | None) -> str:
        taken = set(Category.objects.filter(parent=parent).values_list("slug", flat=True))
        wanted, number = slug, 1
        while wanted in taken:
            number += 1
            wanted = f"{slug}-{number}"
        if wanted != slug:
            self.report.note(f"The address {slug} was taken: the section is now at {wanted}.")
        return wanted

    def _file(self, file: records.File, row: Any) -> Image | Document | None:
        data = self.read_file(file.path)
        if data is None:
            self.report.skip("file", "not among the attachments")
            return None
        upload = ContentFile(data, name=file.name or file.path.rpartition("/")[2])
        if file.is_image:
            image = add_image(upload, credit=self.site.name)
            if not image.uses.exists():
                names = image.renditions.values_list("file", flat=True)
                self.written += [image.file.name, *names]
            return image
        document = add_document(upload, title=file.name)
        if not document.uses.exists():
            self.written.append(document.file.name)
        return document

    def _remember_file(self, file: records.File) -> None:
        pk = self._id("file", file.foreign_id)
        if pk is not None and file.is_image:
            self.images[file.path] = pk
        elif pk is not None:
            self.documents[file.foreign_id] = pk

    def _article(self, article: records.Article, row: Article | None) -> Article | None:
        category_id = self._id("category", article.category_id)
        if category_id is None:
            self.report.skip("article", "its section was not brought")
            return None
        written = editing.apply(row or Article(), self._state(article, category_id), by=None)
        written = self._move(written, article)
        Article.objects.filter(pk=written.pk).update(created_at=article.published)
        ArticleStats.objects.filter(pk=written.pk).update(view_count=article.view_count)
        return Article.objects.get(pk=written.pk)

    def _move(self, written: Article, article: records.Article) -> Article:
        if article.state == "published":
            return workflow.publish(written, by=None, at=article.published)
        if written.state == Article.State.DRAFT:
            return workflow.send_for_review(written, by=None)
        return written

    def _state(self, article: records.Article, category_id: int) -> editing.State:
        body = self.to_grammar(
            _with_breaks(article.pages), image_id=self.images.get, document_id=self.documents.get
        )
        return {
            "title": article.title[:200],
            "summary": article.summary[:500],
            "body": body,
            "category": category_id,
            "source": self._source(article),
            "original_author": article.author[:120],
            "original_url": article.source_url if article.source_url.startswith("http") else "",
            "publisher": self._id("member", article.publisher_id),
            "cover": self.images.get(article.cover_path),
            "tags": list(article.tags),
            "is_highlighted": article.is_highlighted,
            "allows_comments": article.allows_comments,
            "jump_url": article.jump_url,
            "publish_at": article.published,
        }

    def _source(self, article: records.Article) -> int | None:
        name = article.source_name.strip()[:120]
        if not name:
            return None
        is_own = name in (self.site.name, "本站原创", "本站", "原创")
        source, is_new = Source.objects.get_or_create(
            name_zh=name,
            defaults={
                "slug": _free_source_slug(name),
                "kind": Source.Kind.OWN if is_own else Source.Kind.PARTNER,
            },
        )
        self.report.count("source", "created" if is_new else "unchanged")
        return source.pk

    def _relate(self, foreign_id: str, related_ids: tuple[str, ...]) -> None:
        article = self._story(foreign_id)
        ids = [self._id("article", other) for other in related_ids]
        present = list(article.related_rows.values_list("related_id", flat=True))
        wanted = [pk for pk in ids if pk is not None]
        editing.apply(
            article, {"related": [*wanted, *(pk for pk in present if pk not in wanted)]}, by=None
        )
        record = self.known["article", foreign_id]
        record.written_hash = _hash_of(Article.objects.get(pk=article.pk))
        record.save(update_fields=["written_hash"])

    def _comment(self, comment: records.Comment, row: Comment | None) -> Comment:
        article = self._story(comment.article_id)
        thread = things.open_thread(article)
        self.changed_threads.add(thread.pk)
        published = comment.state == "published"
        written = row or Comment(thread=thread)
        written.author_id = self._id("member", comment.member_id)
        written.guest_name = "" if written.author_id else comment.guest_name[:60]
        written.body = comment.text
        written.created_at = comment.written
        written.state = Comment.State.PUBLISHED if published else Comment.State.PENDING
        written.published_at = comment.written if published else None
        written.network = network(comment.address) if comment.address else ""
        written.save()
        return written

    def _reactions(self, reactions: records.Reactions, row: Any) -> Article:
        """Known givers become rows; the rest of each total is kept as a number."""
        article = self._story(reactions.article_id)
        kinds = {name: self._kind(name) for name in reactions.totals}
        article.reactions.all().delete()
        article.reaction_counts.all().delete()
        known = self._known_givers(article, reactions, kinds)
        ReactionCount.objects.bulk_create(
            ReactionCount(
                article=article,
                kind=kinds[name],
                count=known.get(name, 0),
                imported=max(0, total - known.get(name, 0)),
            )
            for name, total in reactions.totals.items()
        )
        sums = article.reaction_counts.aggregate(count=Sum("count"), imported=Sum("imported"))
        ArticleStats.objects.filter(pk=article.pk).update(
            reaction_count=(sums["count"] or 0) + (sums["imported"] or 0)
        )
        return article

    def _known_givers(
        self, article: Article, reactions: records.Reactions, kinds: dict[str, ReactionKind]
    ) -> dict[str, int]:
        counts: dict[str, int] = {}
        given: dict[int, tuple[str, datetime | None]] = {}
        for member_id, name, when in reactions.givers:
            pk = self._id("member", member_id)
            if pk is not None and name in kinds and pk not in given:
                given[pk] = (name, when)
        for pk, (name, when) in given.items():
            reaction = Reaction.objects.create(article=article, kind=kinds[name], user_id=pk)
            if when:
                Reaction.objects.filter(pk=reaction.pk).update(created_at=when)
            counts[name] = counts.get(name, 0) + 1
        return counts

    def _kind(self, name: str) -> ReactionKind:
        kind, _ = ReactionKind.objects.get_or_create(
            name_zh=name,
            defaults={
                "symbol": SYMBOLS.get(name, ReactionKind.Symbol.HEART),
                "position": ReactionKind.objects.count(),
            },
        )
        return kind


SYMBOLS = {
    "鲜花": ReactionKind.Symbol.FLOWER,
    "握手": ReactionKind.Symbol.SHAKE,
    "雷人": ReactionKind.Symbol.SHOCK,
    "路过": ReactionKind.Symbol.PASS,
    "鸡蛋": ReactionKind.Symbol.EGG,
}
"""The pictures of the reactions a city portal is known for; any other gets a heart."""


def _with_breaks(pages: tuple[records.Page, ...]) -> str:
    """One body of all pages, each begun by a break that carries its title."""
    if len(pages) == 1 and not pages[0].title:
        return pages[0].html
    return "".join(
        format_html('<hr class="page" data-title="{}">', page.title) + page.html for page in pages
    )


def _free_source_slug(name: str) -> str:
    slug = slugify(name, allow_unicode=True)[:70] or "source"
    taken = Source.objects.filter(slug__startswith=slug).count()
    return f"{slug}-{taken + 1}" if taken else slug


def _hash_of(row: models.Model) -> str:
    """A fingerprint of what people may edit; counters and clocks are left out."""
    content: Any
    if isinstance(row, Article):
        content = {**editing.state_of(row), "state": row.state}
        content.pop("related")
    else:
        left_out = {"last_login", "updated_at", "path", "depth", "published_at"}
        content = {
            field.attname: getattr(row, field.attname)
            for field in row._meta.concrete_fields
            if field.name not in left_out
        }
    text = dumps(content, sort_keys=True, default=str, ensure_ascii=False)
    return sha256(text.encode()).hexdigest()


def _words(error: Exception) -> str:
    return " ".join(error.messages) if isinstance(error, ValidationError) else str(error)
