from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from portal.lib.fields import user_or_nobody


class Document(models.Model):
    """A file readers may fetch, or our own audio and video."""

    class Kind(models.TextChoices):
        DOCUMENT = "document", _("Document")
        AUDIO = "audio", _("Audio")
        VIDEO = "video", _("Video")

    file = models.FileField(_("file"), upload_to="documents/", max_length=255)
    name = models.CharField(_("file name"), max_length=255)
    title = models.CharField(_("title"), max_length=200, blank=True)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind, default=Kind.DOCUMENT)
    mime = models.CharField(_("media type"), max_length=100)
    size = models.PositiveBigIntegerField(_("size"), editable=False)
    checksum = models.CharField(_("checksum"), max_length=64, db_index=True, editable=False)
    uploader = user_or_nobody(_("uploaded by"), related_name="uploaded_documents")
    created_at = models.DateTimeField(_("uploaded"), auto_now_add=True)

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.title or self.name

    def get_absolute_url(self) -> str:
        return reverse("media:document", args=[self.pk, self.name])


class DocumentUse(models.Model):
    """Where a document stands, kept by the deed that saves the story or topic."""

    document = models.ForeignKey(Document, models.PROTECT, related_name="uses")
    article = models.ForeignKey(
        "news.Article", models.CASCADE, null=True, blank=True, related_name="document_uses"
    )
    topic = models.ForeignKey(
        "news.Topic", models.CASCADE, null=True, blank=True, related_name="document_uses"
    )

    class Meta:
        verbose_name = _("use of a document")
        verbose_name_plural = _("uses of documents")
        constraints = [
            models.UniqueConstraint(
                fields=["document", "article"],
                condition=models.Q(article__isnull=False),
                name="document_use_article_once",
            ),
            models.UniqueConstraint(
                fields=["document", "topic"],
                condition=models.Q(topic__isnull=False),
                name="document_use_topic_once",
            ),
            models.CheckConstraint(
                condition=models.Q(article__isnull=False, topic__isnull=True)
                | models.Q(article__isnull=True, topic__isnull=False),
                name="document_use_of_one_thing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document_id} · {self.article or self.topic}"
