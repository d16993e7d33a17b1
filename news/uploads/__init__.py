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
    look_into,
    near_images,
    open_upload,
    replace_file,
)
from news.uploads.limits import StillUsedError
from news.uploads.stories import FromWord, add_story

__all__ = [
    "FILE_TYPES",
    "DocumentError",
    "FromWord",
    "StillUsedError",
    "add_document",
    "add_image",
    "add_story",
    "delete_document",
    "delete_image",
    "describe_image",
    "keep_image",
    "known_image",
    "look_into",
    "near_images",
    "open_upload",
    "replace_file",
]
