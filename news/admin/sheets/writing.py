"""Stories written as tables."""

from collections.abc import Collection, Iterable
from typing import Any

import tablib
from django.utils.translation import gettext_lazy as _
from import_export import fields, resources
from import_export.formats import base_formats

from news.cells import COLUMNS, credits_in, minute_of, said_so, section_in, tags_in
from news.models import Article
from news.standing import STANDINGS, standing_of

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What a spreadsheet takes for the beginning of a formula."""

BOM = b"\xef\xbb\xbf"
"""Without it the common spreadsheet reads Chinese as something else."""

FORMATS = {
    "csv": (_("CSV"), base_formats.CSV),
    "xlsx": (_("Excel (XLSX)"), base_formats.XLSX),
    "json": (_("JSON"), base_formats.JSON),
}

RIGHTS = {
    "source": "news.view_source",
    "bylines": "news.view_byline",
    "tags": "news.view_tag",
    "publisher": "news.change_article",
}
"""What a user needs besides seeing the stories, to take these columns out of the house."""


class StorySheet(resources.Resource):
    """A row a story."""

    number = fields.Field(column_name="number")
    version = fields.Field(column_name="version")
    state = fields.Field(column_name="state")
    kicker = fields.Field(column_name="kicker", attribute="kicker")
    title = fields.Field(column_name="title", attribute="title")
    short_title = fields.Field(column_name="short_title", attribute="short_title")
    summary = fields.Field(column_name="summary", attribute="summary")
    section = fields.Field(column_name="section")
    language = fields.Field(column_name="language", attribute="language")
    source = fields.Field(column_name="source")
    bylines = fields.Field(column_name="bylines")
    tags = fields.Field(column_name="tags")
    publisher = fields.Field(column_name="publisher")
    publish_at = fields.Field(column_name="publish_at")
    unpublish_at = fields.Field(column_name="unpublish_at")
    embargo_until = fields.Field(column_name="embargo_until")
    original_title = fields.Field(column_name="original_title", attribute="original_title")
    original_author = fields.Field(column_name="original_author", attribute="original_author")
    original_url = fields.Field(column_name="original_url", attribute="original_url")
    seo_title = fields.Field(column_name="seo_title", attribute="seo_title")
    seo_description = fields.Field(column_name="seo_description", attribute="seo_description")
    allows_comments = fields.Field(column_name="allows_comments")
    reads = fields.Field(column_name="reads")
    comments = fields.Field(column_name="comments")

    def dehydrate_number(self, article: Article) -> int:
        return article.pk

    def dehydrate_version(self, article: Article) -> int:
        return max(article.working_number, 1)

    def dehydrate_state(self, article: Article) -> str:
        return str(STANDINGS[standing_of(article)])

    def dehydrate_section(self, article: Article) -> str:
        return section_in(article)

    def dehydrate_source(self, article: Article) -> str:
        return article.source.slug if article.source else ""

    def dehydrate_bylines(self, article: Article) -> str:
        return credits_in(article)

    def dehydrate_tags(self, article: Article) -> str:
        return tags_in(article)

    def dehydrate_publisher(self, article: Article) -> str:
        return article.publisher.display_name if article.publisher else ""

    def dehydrate_publish_at(self, article: Article) -> str:
        return minute_of(article.publish_at)

    def dehydrate_unpublish_at(self, article: Article) -> str:
        return minute_of(article.unpublish_at)

    def dehydrate_embargo_until(self, article: Article) -> str:
        return minute_of(article.embargo_until)

    def dehydrate_allows_comments(self, article: Article) -> str:
        return said_so(article.allows_comments)

    def dehydrate_reads(self, article: Article) -> int:
        return article.stats.view_count if hasattr(article, "stats") else 0

    def dehydrate_comments(self, article: Article) -> int:
        return article.stats.comment_count if hasattr(article, "stats") else 0


def columns_for(user: Any) -> list[str]:
    """The columns this user may take out."""
    return [name for name in COLUMNS if name not in RIGHTS or user.has_perm(RIGHTS[name])]


def written(stories: Iterable[Article], columns: Collection[str], kind: str) -> bytes:
    """The stories as a file of one of FORMATS."""
    table = StorySheet().export(stories, export_fields=list(columns))
    if kind != "json":
        table = _harmless(table)
    content = FORMATS[kind][1]().export_data(table)
    if isinstance(content, str):
        content = content.encode()
    return BOM + content if kind == "csv" else content


def content_type(kind: str) -> str:
    """How a file of one of FORMATS is announced."""
    kind_of = FORMATS[kind][1]().get_content_type()
    return kind_of if kind == "xlsx" else f"{kind_of}; charset=utf-8"


def harmless(value: Any) -> Any:
    """A value no spreadsheet runs; a text of that look keeps its own apostrophes behind ours."""
    is_formula = isinstance(value, str) and value.lstrip(" '").startswith(FORMULA)
    return f"'{value}" if is_formula else value


def _harmless(table: tablib.Dataset) -> tablib.Dataset:
    rows = [tuple(map(harmless, row)) for row in table]
    return tablib.Dataset(*rows, headers=table.headers)
