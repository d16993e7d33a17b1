"""What people send us: pictures and documents become rows of the library, whole or not at all.

Everything is checked, and the first renditions of a picture are drawn, before the first byte is
written; a refusal leaves nothing behind. The same bytes sent again are the row we have.
"""

from news.uploads.documents import FILE_TYPES, DocumentError, add_document, delete_document
from news.uploads.images import (
    add_image,
    delete_image,
    describe_image,
    keep_image,
    known_image,
    open_upload,
)
from news.uploads.limits import StillUsedError

__all__ = [
    "FILE_TYPES",
    "DocumentError",
    "StillUsedError",
    "add_document",
    "add_image",
    "delete_document",
    "delete_image",
    "describe_image",
    "keep_image",
    "known_image",
    "open_upload",
]
