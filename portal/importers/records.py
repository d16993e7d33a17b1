"""What an importer reads, whatever system it reads: plain data with the source's own ids.

Texts are plain, unescaped once, unless a field says HTML; times are aware; ids are the source's, as
text. An importer yields records in an order in which each comes after what it points at; `writer`
alone turns them into rows.
"""

from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256
from json import dumps
from typing import ClassVar


@dataclass(frozen=True, kw_only=True)
class Record:
    """One thing of the source. `foreign_id` is unique within its kind, at most 100 characters."""

    kind: ClassVar[str] = ""

    foreign_id: str

    def source_hash(self) -> str:
        """Tells whether the source changed since it was last read."""
        text = dumps(asdict(self), sort_keys=True, default=str, ensure_ascii=False)
        return sha256(text.encode()).hexdigest()


@dataclass(frozen=True, kw_only=True)
class Member(Record):
    kind = "member"

    username: str
    email: str = ""
    joined: datetime | None = None
    is_active: bool = True


@dataclass(frozen=True, kw_only=True)
class Category(Record):
    kind = "category"

    name: str
    parent_id: str = ""
    slug: str = ""
    """Empty: the writer makes one of the foreign id."""
    position: int = 0
    description: str = ""
    seo_title: str = ""
    jump_url: str = ""
    is_open: bool = True
    in_navigation: bool = True
    allows_publishing: bool = True
    allows_comments: bool = True
    shows_summary: bool = True
    page_size: int = 20


@dataclass(frozen=True, kw_only=True)
class Source(Record):
    """Where stories come from; its id is the folded name, since sources have no rows there."""

    kind = "source"

    name: str
    url: str = ""
    is_own: bool = False


@dataclass(frozen=True, kw_only=True)
class Picture(Record):
    """A picture of the source; its id is the path by which bodies and covers name it."""

    kind = "picture"

    name: str
    caption: str = ""
    alt: str = ""
    credit: str = ""
    """What the source says of this picture."""
    credit_otherwise: str = ""
    """Whom to name where neither the source nor the file says anything."""
    uploader_id: str = ""


@dataclass(frozen=True, kw_only=True)
class Document(Record):
    """A file that stories link; its id is the one in the links."""

    kind = "document"

    path: str
    name: str
    uploader_id: str = ""


@dataclass(frozen=True, kw_only=True)
class Article(Record):
    """A story. `body` is HTML of the grammar, all pages; its figures name foreign ids."""

    kind = "article"

    title: str
    category_id: str
    published: datetime
    state: str = "published"
    """published, review or withdrawn."""
    body: str = ""
    summary: str = ""
    author: str = ""
    source_id: str = ""
    source_url: str = ""
    publisher_id: str = ""
    cover_id: str = ""
    jump_url: str = ""
    is_highlighted: bool = False
    allows_comments: bool = True


@dataclass(frozen=True, kw_only=True)
class Relations(Record):
    """The related stories of the story that has this id, in order; each way is a row there."""

    kind = "related"

    related_ids: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Comment(Record):
    """What a reader said of a story, plain text."""

    kind = "comment"

    article_id: str
    text: str
    written: datetime
    member_id: str = ""
    guest_name: str = ""
    state: str = "published"
    """published, pending or rejected."""
    address: str = ""


@dataclass(frozen=True, kw_only=True)
class ReactionKind(Record):
    kind = "reaction kind"

    name: str
    position: int = 0


@dataclass(frozen=True, kw_only=True)
class Giver:
    """A member who is known to have reacted, and when."""

    member_id: str
    reaction_id: str
    given: datetime


@dataclass(frozen=True, kw_only=True)
class Reactions(Record):
    """All reactions to the story that has this id; many totals, fewer givers still known."""

    kind = "reactions"

    totals: dict[str, int]
    """By the id of the kind."""
    givers: tuple[Giver, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Reads(Record):
    """How often the story that has this id was read."""

    kind = "reads"

    view_count: int
