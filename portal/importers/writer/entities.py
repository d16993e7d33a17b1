"""Those who sign stories, the subjects of stories, and flat pages."""

from collections.abc import Mapping
from typing import Any

from django.utils.text import slugify

from news import body as grammar
from news.models import Byline, Tag
from portal.importers import records
from portal.importers.writer.desk import Scribe, content_of, fingerprint, free_slug
from portal.importers.writer.figures import with_our_ids
from portal.site.models import Page

LONGEST_SLUG = 40
"""Leaves room for a number behind it."""


class BylineScribe(Scribe):
    kind = records.Byline.kind
    model = Byline

    def create(self, record: records.Byline) -> tuple[Byline, str]:
        """A person of that name who signs here already is the same one."""
        name = self._name(record)
        if known := Byline.objects.filter(name_zh=name).first():
            return known, "matched"
        plain = slugify(name, allow_unicode=True)[:LONGEST_SLUG] or "author"
        slug = free_slug(plain, Byline.objects.all())
        return self.update(Byline(slug=slug, user_id=self._member(record)), record), "created"

    def update(self, row: Byline, record: records.Byline) -> Byline:
        """Whose account it is stays as an editor here left it."""
        row.name_zh, row.bio_zh = self._name(record), record.biography
        row.save()
        return row

    def _member(self, record: records.Byline) -> int | None:
        """The member who signs so; one who signs here already keeps that name."""
        member = self.id_of(records.Member.kind, record.member_id)
        signs = member is not None and Byline.objects.filter(user=member).exists()
        return None if signs else member

    def content(self, row: Byline) -> Mapping[str, Any]:
        return content_of(row, "name_zh", "name_en", "slug", "title_zh", "bio_zh", "is_active")

    def _name(self, record: records.Byline) -> str:
        name = record.name or record.foreign_id
        return self.desk.fitting(Byline, "name_zh", name, f"Byline {record.foreign_id}")


class TagScribe(Scribe):
    kind = records.Tag.kind
    model = Tag

    def create(self, record: records.Tag) -> tuple[Tag, str]:
        if known := Tag.objects.filter(name__iexact=record.name).first():
            return known, "matched"
        return Tag.objects.create(name=record.name), "created"

    def update(self, row: Tag, record: records.Tag) -> Tag:
        """Its name stays: stories here are found by it."""
        return row

    def content(self, row: Tag) -> Mapping[str, Any]:
        return content_of(row, "name", "name_en", "slug")


class PageScribe(Scribe):
    kind = records.Page.kind
    model = Page

    def create(self, record: records.Page) -> tuple[Page, str]:
        """No page of ours is written over: a name that is taken gets a number."""
        plain = slugify(record.slug)[:LONGEST_SLUG].strip("-") or f"page-{record.foreign_id}"
        slug = free_slug(plain[:LONGEST_SLUG], Page.objects.all())
        if slug != plain:
            self.desk.report.note(
                "Pages with another address", f"{record.title}: {plain} was taken, now {slug}"
            )
        return self._write(Page(slug=slug, place=Page.Place.NOWHERE), record), "created"

    def update(self, row: Page, record: records.Page) -> Page:
        return self._write(row, record)

    def content(self, row: Page) -> Mapping[str, Any]:
        words = ("title_zh", "title_en", "body_zh", "body_en", "description_zh", "description_en")
        return content_of(row, "slug", "is_published", "allows_comments", *words)

    def trace(self, row: Page) -> str:
        """Closed to comments is how pages were before they had any: it does not count."""
        content = dict(self.content(row))
        if not content["allows_comments"]:
            del content["allows_comments"]
        return fingerprint(content)

    def _write(self, row: Page, record: records.Page) -> Page:
        """A page of a site in English stands under both languages, as its address did."""
        title = record.title or record.foreign_id
        row.title_zh = self.desk.fitting(Page, "title_zh", title, f"Page {record.foreign_id}")
        row.body_zh = grammar.clean(with_our_ids(self, record.body))
        if record.language == "en":
            row.title_en, row.body_en = row.title_zh, row.body_zh
        row.is_published = record.is_published
        row.allows_comments = record.allows_comments
        row.save()
        return row
