"""What `render()` is told about pictures and documents: plain data the desk fills."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True, slots=True)
class RenderImage:
    """A picture as a page shows it: addresses of its renditions and the words about it."""

    id: int
    src: str  # empty where the files are gone
    width: int
    height: int
    alt: str = ""
    caption: str = ""
    credit: str = ""
    label: str = ""  # what readers are told of a machine-made picture
    srcset: str = ""
    sources: tuple[tuple[str, str], ...] = ()  # (media type, srcset), best first
    large: str = ""  # the file that "Enlarge image" opens


@dataclass(frozen=True, slots=True)
class RenderDocument:
    """A file of ours as a page shows it; `kind` is document, audio or video, `size` in bytes."""

    id: int
    kind: str
    url: str
    title: str
    size: int
    mime: str = ""


class Media(Protocol):
    """Whoever can tell about pictures and documents by id; None for what is gone."""

    def image(self, pk: int, /) -> RenderImage | None:
        """Answer the picture, or None."""

    def document(self, pk: int, /) -> RenderDocument | None:
        """Answer the document, or None."""


@dataclass(frozen=True, slots=True)
class MediaShelf:
    """Media already fetched, by id."""

    images: Mapping[int, RenderImage] = field(default_factory=dict)
    documents: Mapping[int, RenderDocument] = field(default_factory=dict)

    def image(self, pk: int, /) -> RenderImage | None:
        """Answer the picture, or None when it is not on the shelf."""
        return self.images.get(pk)

    def document(self, pk: int, /) -> RenderDocument | None:
        """Answer the document, or None when it is not on the shelf."""
        return self.documents.get(pk)
