"""The body engine: the grammar of a story's text, how it is cleaned, split, read and shown.

Data in, data out: nothing here asks the database. Stored HTML names pictures and documents
by id only; `render()` turns ids into addresses, and every public surface reads from it or
from `text()`.
"""

from .grammar import BLOCKS, MARKS, PROVIDERS, Block, Provider, film_in
from .media import Media, MediaShelf, RenderDocument, RenderImage
from .pages import Page, References, pages, references
from .portable import portable
from .render import render
from .sanitise import clean
from .text import sentences, summary, text
from .tidy import tidy

__all__ = [
    "BLOCKS",
    "MARKS",
    "PROVIDERS",
    "Block",
    "Media",
    "MediaShelf",
    "Page",
    "Provider",
    "References",
    "RenderDocument",
    "RenderImage",
    "clean",
    "film_in",
    "pages",
    "portable",
    "references",
    "render",
    "sentences",
    "summary",
    "text",
    "tidy",
]
