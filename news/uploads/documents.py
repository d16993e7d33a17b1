"""Documents, and audio and video of our own, that people send us."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext as _

from news.models import Document
from news.uploads.limits import delete_unused, most_bytes, too_heavy
from portal.lib import files
from portal.lib.text import safe_filename


class DocumentError(Exception):
    """A file cannot be taken; the message tells whoever sent it what to do."""


@dataclass(frozen=True)
class FileType:
    """A type of document taken: how it is served, and what its file must hold, and where."""

    mime: str
    kind: str
    signatures: tuple[tuple[int, bytes], ...] = ()

    def fits(self, start: bytes) -> bool:
        """Say whether a file begins as this type does; plain text has no byte that is zero."""
        if not self.signatures:
            return b"\0" not in start
        return any(start[at : at + len(sign)] == sign for at, sign in self.signatures)


_ZIP = ((0, b"PK\x03\x04"),)
_OLE = ((0, b"\xd0\xcf\x11\xe0"),)
_MP3 = ((0, b"ID3"), (0, b"\xff\xfb"), (0, b"\xff\xf3"), (0, b"\xff\xf2"), (0, b"\xff\xfa"))
_MP4 = ((4, b"ftyp"),)
_WORD = "application/vnd.openxmlformats-officedocument"
_ODF = "application/vnd.oasis.opendocument"
_SIGNATURE_WITHIN = 1024

LONGEST_TITLE = 200

Kind = Document.Kind

#: What is taken, by the ending of its name; the content must agree.
FILE_TYPES = {
    "pdf": FileType("application/pdf", Kind.DOCUMENT, ((0, b"%PDF-"),)),
    "doc": FileType("application/msword", Kind.DOCUMENT, _OLE),
    "xls": FileType("application/vnd.ms-excel", Kind.DOCUMENT, _OLE),
    "ppt": FileType("application/vnd.ms-powerpoint", Kind.DOCUMENT, _OLE),
    "docx": FileType(f"{_WORD}.wordprocessingml.document", Kind.DOCUMENT, _ZIP),
    "xlsx": FileType(f"{_WORD}.spreadsheetml.sheet", Kind.DOCUMENT, _ZIP),
    "pptx": FileType(f"{_WORD}.presentationml.presentation", Kind.DOCUMENT, _ZIP),
    "odt": FileType(f"{_ODF}.text", Kind.DOCUMENT, _ZIP),
    "ods": FileType(f"{_ODF}.spreadsheet", Kind.DOCUMENT, _ZIP),
    "zip": FileType("application/zip", Kind.DOCUMENT, _ZIP),
    "txt": FileType("text/plain", Kind.DOCUMENT),
    "csv": FileType("text/csv", Kind.DOCUMENT),
    "mp3": FileType("audio/mpeg", Kind.AUDIO, _MP3),
    "m4a": FileType("audio/mp4", Kind.AUDIO, _MP4),
    "ogg": FileType("audio/ogg", Kind.AUDIO, ((0, b"OggS"),)),
    "wav": FileType("audio/wav", Kind.AUDIO, ((8, b"WAVE"),)),
    "mp4": FileType("video/mp4", Kind.VIDEO, _MP4),
    "webm": FileType("video/webm", Kind.VIDEO, ((0, b"\x1a\x45\xdf\xa3"),)),
}


def add_document(upload: File, *, by: Any | None = None, title: str = "") -> Document:
    """Take a document, or audio or video of our own. Raises DocumentError."""
    name = safe_filename(upload.name or "")
    file_type = file_type_of(upload, name)
    checksum = _checksum_of(upload)
    known = Document.objects.filter(checksum=checksum).order_by("pk").first()
    if known is not None:
        return known
    document = Document(
        name=name,
        title=title or PurePath(name).stem[:LONGEST_TITLE],
        kind=file_type.kind,
        mime=file_type.mime,
        size=upload.size,
        checksum=checksum,
        uploader=by,
    )
    document.full_clean(exclude=["file"])
    stored = f"documents/{checksum[:2]}/{checksum[:32]}{PurePath(name).suffix.lower()}"
    with files.all_or_nothing([stored]):
        document.file = files.write(stored, upload)
        document.save()
    return document


def file_type_of(upload: File, name: str) -> FileType:
    """Answer the type of a document by its name and content. Raises DocumentError."""
    if not upload.size:
        raise DocumentError(_("This file is empty. Choose the file again."))
    if upload.size > most_bytes():
        raise DocumentError(too_heavy(upload.size))
    file_type = FILE_TYPES.get(PurePath(name).suffix.lower().removeprefix("."))
    if file_type is None:
        raise DocumentError(
            _("Files of this type are not taken. These are: %s.") % ", ".join(FILE_TYPES)
        )
    upload.seek(0)
    if not file_type.fits(upload.read(_SIGNATURE_WITHIN)):
        raise DocumentError(
            _("The content of this file is not what its name says. Save it anew and send that.")
        )
    return file_type


def _checksum_of(upload: File) -> str:
    digest = hashlib.sha256()
    for chunk in upload.chunks():
        digest.update(chunk)
    return digest.hexdigest()


@transaction.atomic
def delete_document(document: Document) -> None:
    """Delete a document with its file. Raises StillUsedError."""
    twins = Document.objects.filter(checksum=document.checksum).exclude(pk=document.pk)
    names = {document.file.name} - set(twins.values_list("file", flat=True))
    delete_unused(document)
    transaction.on_commit(lambda: files.delete(names))
