"""The one sanitiser: an allow-list made from the grammar, then the canonical form.

Everything that saves a body goes through `clean()`: the form, the importer, the seed. Only
attributes and elements of the grammar survive; `rel` and addresses of pictures are added when
a page is rendered.
"""

import nh3

from .blocks import blocks
from .grammar import (
    BLOCKS,
    DISCARDED,
    HEADING_ALIASES,
    LINK_SCHEMES,
    MARK_ALIASES,
    WRAPPERS,
    merged,
)
from .inline import UNSTORABLE
from .tree import parse, to_html

# Spans are read so that a pasted table keeps its columns; they are not stored.
READ_ONLY = {"td": frozenset({"colspan", "rowspan"}), "th": frozenset({"colspan", "rowspan"})}

_ELEMENTS = merged([*(block.elements for block in BLOCKS), READ_ONLY])

_cleaner = nh3.Cleaner(
    tags={*_ELEMENTS, *MARK_ALIASES, *HEADING_ALIASES, *WRAPPERS, "q"},
    attributes=_ELEMENTS,
    allowed_classes=merged(block.classes for block in BLOCKS),
    clean_content_tags=set(DISCARDED),
    url_schemes=set(LINK_SCHEMES) - {""},
    link_rel=None,
)


def clean(html: str) -> str:
    """Answer the body in its one stored form; cleaning it again changes nothing."""
    return to_html(blocks(parse(_cleaner.clean(UNSTORABLE.sub("", html)))))
