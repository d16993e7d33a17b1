from django.db import models
from django.utils.translation import gettext_lazy as _

from news.models.listing import Listing, ListingQuerySet


class SearchDocument(Listing):
    """A story, or a part of a very long one, as the search knows it: whatever its state.

    Rows are narrow, for a search reads thousands; the words lie in an index of the database's own
    kind under the same key (see `news.search.backends`). Keys run by language and time.
    """

    key = models.BigIntegerField(primary_key=True)
    article = models.ForeignKey("news.Article", models.CASCADE, related_name="search_documents")
    part = models.PositiveSmallIntegerField()
    heading = models.TextField()
    section = models.PositiveBigIntegerField()
    source = models.PositiveBigIntegerField()
    kind = models.CharField(max_length=8)

    objects = ListingQuerySet.as_manager()

    class Meta:
        verbose_name = _("search entry")
        verbose_name_plural = _("search entries")
        constraints = [
            models.UniqueConstraint(fields=["article", "part"], name="search_document_once"),
        ]

    def __str__(self) -> str:
        return self.heading


class SearchText(models.Model):
    """All words of a document, folded: what phrases are looked up in."""

    key = models.BigIntegerField(primary_key=True)
    text = models.TextField()

    class Meta:
        verbose_name = _("text for searching")
        verbose_name_plural = _("texts for searching")

    def __str__(self) -> str:
        return self.text[:40]


class SearchSpelling(models.Model):
    """A term, under itself and under each way of writing it with one character left out."""

    variant = models.CharField(max_length=40)
    term = models.CharField(max_length=40)
    rank = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name = _("spelling")
        verbose_name_plural = _("spellings")
        constraints = [
            models.UniqueConstraint(fields=["variant", "term"], name="search_spelling_once"),
        ]

    def __str__(self) -> str:
        return f"{self.variant} → {self.term}"


class SearchState(models.Model):
    """The one row that says how far the index goes; `after` empty means to the end."""

    version = models.PositiveIntegerField()
    after = models.PositiveBigIntegerField(null=True)

    class Meta:
        verbose_name = _("state of the search")
        verbose_name_plural = _("states of the search")

    def __str__(self) -> str:
        return f"{self.version} · {self.after}"
