"""Pictures and documents go through the same gate as an editor's uploads."""

from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.core.files import File

from news.models import Document, Image
from news.uploads import add_document, keep_image, known_image, open_upload
from portal.importers import records
from portal.importers.writer.desk import Scribe, Skip, content_of

NOT_THERE = "not among the attachments"


class PictureScribe(Scribe):
    kind = records.Picture.kind
    model = Image

    def create(self, record: records.Picture) -> tuple[Image, str]:
        with _found(self, record.foreign_id).open("rb") as stream:
            picture = open_upload(File(stream, record.name))
        if known := known_image(picture):
            return known, "matched"
        credit = record.credit or picture.metadata.credit_line
        if not credit:
            self.desk.report.note(
                "Pictures credited to their story's writer or to the site",
                f"{record.foreign_id}: {record.credit_otherwise}",
            )
        facts: dict[str, Any] = self._facts(record) | {
            "credit": self._credit(credit or record.credit_otherwise)
        }
        image = keep_image(
            picture, name=record.name, by=self.desk.user(record.uploader_id), **facts
        )
        cuts = image.renditions.values_list("file", flat=True)
        self.desk.files.extend((str(image.file.name), *cuts))
        return image, "created"

    def update(self, row: Image, record: records.Picture) -> Image:
        """The words about it; the file behind a path never changes."""
        for name, text in self._facts(record).items():
            setattr(row, name, text or getattr(row, name))
        row.credit = self._credit(record.credit) or row.credit
        row.save()
        return row

    def content(self, row: Image) -> Mapping[str, Any]:
        words = ("alt_zh", "alt_en", "caption_zh", "caption_en", "credit", "credit_en")
        return content_of(row, *words, "rights_holder", "licence", "focal_x", "focal_y")

    def _facts(self, record: records.Picture) -> dict[str, str]:
        alt = self.desk.fitting(Image, "alt_zh", record.alt, record.foreign_id)
        return {"alt_zh": alt, "caption_zh": record.caption}

    def _credit(self, credit: str) -> str:
        return self.desk.fitting(Image, "credit", credit, credit[:20])


class DocumentScribe(Scribe):
    kind = records.Document.kind
    model = Document

    def create(self, record: records.Document) -> tuple[Document, str]:
        place = _found(self, record.path)
        known = Document.objects.filter(checksum=sha256(place.read_bytes()).hexdigest()).first()
        if known is not None:
            return known, "matched"
        with place.open("rb") as stream:
            upload = File(stream, record.name or place.name)
            document = add_document(upload, by=self.desk.user(record.uploader_id))
        self.desk.files.append(str(document.file.name))
        return document, "created"

    def update(self, row: Document, record: records.Document) -> Document:
        return row

    def content(self, row: Document) -> Mapping[str, Any]:
        return content_of(row, "title", "name")


def _found(scribe: Scribe, path: str) -> Path:
    place = scribe.desk.attachments.find(path)
    if place is None:
        raise Skip(NOT_THERE)
    return place
