"""Finds the stories that comments of another system were written under."""

from collections.abc import Mapping
from typing import Any

from news.models import Article
from portal.importers import addresses, records
from portal.importers.writer.desk import Scribe, Skip


class ThreadScribe(Scribe):
    """Writes nothing but the ledger's line."""

    kind = records.Thread.kind
    model = Article

    def create(self, record: records.Thread) -> tuple[Article, str]:
        for link in record.links:
            if article := addresses.article_at(link):
                return article, "matched"
        self.desk.report.note("Addresses that lead to no story here", record.links[0])
        raise Skip("its address leads to no story here")

    def update(self, row: Article, record: records.Thread) -> Article:
        """A story once found stays the same."""
        return row

    def content(self, row: Article) -> Mapping[str, Any]:
        return {}

    def trace(self, row: Article) -> str:
        """Nothing of the story was written, so that nothing of it can have been edited."""
        return ""
