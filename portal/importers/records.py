"""What an importer reads, whatever system it reads: plain data with the source's own ids.

Texts are plain (unescaped once) unless a field says HTML; times are aware; ids are the source's,
as text. A reader yields records; `writer` alone turns them into rows.
"""

from dataclasses import asdict, dataclass, field
from datetime import datetime
from hashlib import sha256
from json import dumps


@dataclass(frozen=True, kw_only=True)
class Record:
    """One thing of the source. `foreign_id` is unique within its kind."""

    foreign_id: str

    def source_hash(self) -> str:
        """Tells whether the source changed since it was last read."""
        text = dumps(asdict(self), sort_keys=True, default=str, ensure_ascii=False)
        return sha256(text.encode()).hexdigest()


@dataclass(frozen=True, kw_only=True)
class Member(Record):
    username: str
    email: str = ""
    joined: datetime | None = None
    is_locked: bool = False


@dataclass(frozen=True, kw_only=True)
class Category(Record):
    name: str
    parent_id: str = ""
    slug: str = ""
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
    """Named by the stories; its id is the folded name."""

    name: str
    url: str = ""
    is_own: bool = False


@dataclass(frozen=True, kw_only=True)
class File(Record):
    """A picture or document of the source; `path` is how the attachments and bodies name it."""

    path: str
    name: str = ""
    is_image: bool = True
    article_id: str = ""
    uploader_id: str = ""


@dataclass(frozen=True, kw_only=True)
class Page:
    """One page of a story; HTML as the source has it."""

    title: str
    html: str


@dataclass(frozen=True, kw_only=True)
class Article(Record):
    title: str
    category_id: str
    pages: tuple[Page, ...] = ()
    summary: str = ""
    author: str = ""
    source_name: str = ""
    source_url: str = ""
    publisher_id: str = ""
    publisher_name: str = ""
    published: datetime
    state: str = "published"
    """published, review or withdrawn."""
    cover_path: str = ""
    jump_url: str = ""
    is_highlighted: bool = False
    allows_comments: bool = True
    view_count: int = 0
    related_ids: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Comment(Record):
    """What a reader said of a story, plain text."""

    article_id: str
    text: str
    written: datetime
    member_id: str = ""
    guest_name: str = ""
    state: str = "published"
    """published or pending."""
    address: str = ""


@dataclass(frozen=True, kw_only=True)
class Reactions(Record):
    """All reactions to one story; `totals` counts each kind, `givers` are those still known."""

    article_id: str
    totals: dict[str, int] = field(default_factory=dict)
    givers: tuple[tuple[str, str, datetime | None], ...] = ()
    """(member id, kind, when); the kind is named as in `totals`."""
