"""Which part of a story is read: one of its pages, or the whole."""

from dataclasses import dataclass

from news import body


class NoSuchPage(Exception):
    """The story has fewer pages than that."""


@dataclass(frozen=True)
class Reading:
    """A story of one page is read whole; of several, page by page or whole (`number` None)."""

    pages: list[body.Page]
    number: int | None
    whole: str

    @property
    def html(self) -> str:
        return self.whole if self.number is None else self.pages[self.number - 1].html

    @property
    def name(self) -> str:
        """What tells this part from the story's others."""
        return "all" if self.number is None else str(self.number)

    @property
    def has_pages(self) -> bool:
        return len(self.pages) > 1

    @property
    def next(self) -> int | None:
        return self.number + 1 if self.number and self.number < len(self.pages) else None

    @property
    def previous(self) -> int | None:
        return self.number - 1 if self.number and self.number > 1 else None

    @property
    def heading(self) -> str:
        """What stands above a page after the first; within the whole, headings stand already."""
        return self.pages[self.previous].title if self.previous else ""

    @property
    def next_title(self) -> str:
        return self.pages[self.next - 1].title if self.next else ""

    @property
    def is_last(self) -> bool:
        return self.number is None or self.number == len(self.pages)


def read(html: str, *, number: int = 1, whole: bool = False) -> Reading:
    """Open a story at a page, counted from 1. Raises NoSuchPage."""
    pages = body.pages(html)
    if number > max(1, len(pages)):
        raise NoSuchPage
    is_whole = whole or len(pages) <= 1
    return Reading(pages, None if is_whole else number, html)
