"""Sections, and the sources of stories."""

from collections.abc import Mapping
from typing import Any

from django.utils.text import slugify

from news import categories
from news.models import Category, Source
from portal.importers import records
from portal.importers.writer.desk import Scribe, Skip, content_of, free_slug, put
from portal.site.current import site
from portal.site.models import CommentPolicy

MOST_ON_A_PAGE = 100
LONGEST_SLUG = 50
"""Leaves room for a number behind it."""


class CategoryScribe(Scribe):
    kind = records.Category.kind
    model = Category

    def create(self, record: records.Category) -> tuple[Category, str]:
        """A section of that name that stands at that place already is the same one."""
        category = Category(parent=self._parent(record))
        if known := self._known(record, category.parent):
            self.desk.report.note(
                "Sections that were here already, whose settings stay", known.path or known.slug
            )
            return known, "matched"
        category.slug = self._free_slug(record, category.parent)
        return self._write(category, record), "created"

    def update(self, row: Category, record: records.Category) -> Category:
        row.parent = self._parent(record)
        return self._write(row, record)

    def content(self, row: Category) -> Mapping[str, Any]:
        names = ("name_zh", "name_en", "slug", "parent_id", "position", "description_zh")
        switches = ("is_open", "in_navigation", "allows_publishing", "shows_summary", "page_size")
        return content_of(row, *names, *switches, "comment_policy", "jump_url", "seo_title_zh")

    def restore(self, row: Category, form: Mapping[str, Any]) -> Category:
        put(row, form)
        return categories.save_category(row)

    def _write(self, category: Category, record: records.Category) -> Category:
        def fit(name: str, text: str) -> str:
            return self.desk.fitting(Category, name, text, f"Section {record.name}")

        category.name_zh = fit("name_zh", record.name) or record.foreign_id
        category.description_zh = record.description
        category.seo_title_zh = fit("seo_title_zh", record.seo_title)
        category.jump_url = fit("jump_url", record.jump_url)
        category.position = record.position
        category.is_open = record.is_open
        category.in_navigation = record.in_navigation
        category.allows_publishing = record.allows_publishing
        category.shows_summary = record.shows_summary
        category.page_size = max(1, min(record.page_size, MOST_ON_A_PAGE))
        category.comment_policy = _policy(category, record)
        return categories.save_category(category)

    def _known(self, record: records.Category, parent: Category | None) -> Category | None:
        """Two sections of the source that have one name stay two."""
        brought = self.desk.ledger.site.records.filter(kind=self.kind).values("object_id")
        named = Category.objects.filter(parent=parent, name_zh=record.name)
        return named.exclude(pk__in=brought).first()

    def _parent(self, record: records.Category) -> Category | None:
        if not record.parent_id:
            return None
        parent_id = self.id_of(self.kind, record.parent_id)
        if parent_id is None:
            raise Skip("its parent was not brought")
        return Category.objects.get(pk=parent_id)

    def _free_slug(self, record: records.Category, parent: Category | None) -> str:
        plain = slugify(record.slug, allow_unicode=True)[:LONGEST_SLUG] or f"c{record.foreign_id}"
        wanted = free_slug(plain, Category.objects.filter(parent=parent))
        if wanted != plain:
            self.desk.report.note(
                "Sections with another address", f"{record.name}: {plain} was taken, now {wanted}"
            )
        return wanted


def _policy(category: Category, record: records.Category) -> str:
    """Closed where it was; open below a closed one has to be said, else it would inherit."""
    if not record.allows_comments:
        return CommentPolicy.CLOSED
    above = category.parent
    while above is not None:
        if above.comment_policy == CommentPolicy.CLOSED:
            return site().comment_policy
        above = above.parent
    return ""


class SourceScribe(Scribe):
    kind = records.Source.kind
    model = Source

    def create(self, record: records.Source) -> tuple[Source, str]:
        name = self._name(record)
        if known := Source.objects.filter(name_zh=name).first():
            return known, "matched"
        plain = slugify(name, allow_unicode=True)[:LONGEST_SLUG] or "source"
        slug = free_slug(plain, Source.objects.all())
        return self._write(Source(slug=slug), record), "created"

    def update(self, row: Source, record: records.Source) -> Source:
        return self._write(row, record)

    def content(self, row: Source) -> Mapping[str, Any]:
        return content_of(row, "name_zh", "name_en", "slug", "kind", "url", "licence_note_zh")

    def _write(self, source: Source, record: records.Source) -> Source:
        source.name_zh = self._name(record)
        source.url = record.url
        source.kind = Source.Kind.OWN if record.is_own else Source.Kind.PARTNER
        source.full_clean()
        source.save()
        return source

    def _name(self, record: records.Source) -> str:
        return self.desk.fitting(Source, "name_zh", record.name, f"Source {record.name[:20]}")
