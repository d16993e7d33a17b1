"""What an importer reads, whatever system it reads: plain data with the source's own ids.

Texts are plain, unescaped once, unless a field says HTML; times are aware; ids are the source's, as
text. An importer yields records in an order in which each comes after what it points at; `writer`
alone turns them into rows.
"""

from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from hashlib import sha256
from json import dumps
from typing import ClassVar

from django.utils.crypto import salted_hmac


@dataclass(frozen=True, kw_only=True)
class Record:
    """One thing of the source. `foreign_id` is unique within its kind, at most 100 characters."""

    kind: ClassVar[str] = ""

    added: ClassVar[frozenset[str]] = frozenset()
    """Fields that came later: while empty they do not count, so that what an earlier version
    brought stays unchanged."""

    foreign_id: str

    @property
    def label(self) -> str:
        """What people call it: its title, its name or its words."""
        named = (getattr(self, name, "") for name in ("title", "name", "username", "text"))
        return next(filter(None, named), self.foreign_id)

    def source_hash(self) -> str:
        """Tells whether the source changed since it was last read."""
        facts = {
            name: value for name, value in asdict(self).items() if value or name not in self.added
        }
        text = dumps(facts, sort_keys=True, default=str, ensure_ascii=False)
        return sha256(text.encode()).hexdigest()


@dataclass(frozen=True, kw_only=True)
class Member(Record):
    kind = "member"
    added = frozenset({"is_muted", "muted_until", "shown_name"})

    username: str
    shown_name: str = ""
    """What readers see; empty is the user name."""
    email: str = ""
    is_email_verified: bool = False
    joined: datetime | None = None
    is_active: bool = True
    is_muted: bool = False
    """Barred from writing, though not from signing in."""
    muted_until: datetime | None = None
    password: str = field(default="", repr=False)
    """As the source stored it."""
    password_salt: str = field(default="", repr=False)

    def source_hash(self) -> str:
        """Keyed where it covers a password: a bare digest would tell it to whoever tries words."""
        keyed = salted_hmac("portal.importers.member", f"{self.password}:{self.password_salt}")
        hidden = keyed.hexdigest() if self.password else ""
        return super(Member, replace(self, password=hidden, password_salt="")).source_hash()


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
class Byline(Record):
    """A person who signs stories, and the member who that is, if one came."""

    kind = "byline"
    added = frozenset({"member_id"})

    name: str
    biography: str = ""
    member_id: str = ""


@dataclass(frozen=True, kw_only=True)
class Portrait(Record):
    """The picture of the member that has this id, for the page of one who signs stories."""

    kind = "portrait"

    path: str
    name: str
    credit: str


@dataclass(frozen=True, kw_only=True)
class Tag(Record):
    """A subject of stories; its id is the name in the old addresses."""

    kind = "tag"

    name: str


@dataclass(frozen=True, kw_only=True)
class Page(Record):
    """A flat page; `body` is HTML of the grammar, its figures name foreign ids."""

    kind = "page"
    added = frozenset({"allows_comments"})

    title: str
    slug: str = ""
    body: str = ""
    language: str = ""
    is_published: bool = True
    allows_comments: bool = False


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
    added = frozenset({"slug", "language", "byline_ids", "more_category_ids", "is_pinned"})

    title: str
    category_id: str
    published: datetime
    state: str = "published"
    """published, review, withdrawn, draft or binned."""
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
    tags: tuple[str, ...] = ()
    slug: str = ""
    language: str = ""
    """A language of stories here; empty is the site's own."""
    byline_ids: tuple[str, ...] = ()
    more_category_ids: tuple[str, ...] = ()
    is_pinned: bool = False
    """On top of its section until an editor takes it down."""


@dataclass(frozen=True, kw_only=True)
class Relations(Record):
    """The related stories of the story that has this id, in order; each way is a row there."""

    kind = "related"

    related_ids: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Thread(Record):
    """What was talked about under an address: a story that is here already, and never written."""

    kind = "thread"

    links: tuple[str, ...]
    """Addresses of the story, old ones or ours, the likeliest first."""


@dataclass(frozen=True, kw_only=True)
class Comment(Record):
    """What a reader said of a story, or of the topic or page that is named; plain text."""

    kind = "comment"
    added = frozenset({"parent_id", "topic_id", "page_id"})

    article_id: str
    text: str
    written: datetime
    member_id: str = ""
    guest_name: str = ""
    state: str = "published"
    """published, pending or rejected."""
    address: str = ""
    topic_id: str = ""
    page_id: str = ""
    parent_id: str = ""
    """The comment that this one answers; where that did not come, it stands alone."""


@dataclass(frozen=True, kw_only=True)
class Favourite(Record):
    """A story that a member saved."""

    kind = "favourite"

    article_id: str
    member_id: str
    saved: datetime


@dataclass(frozen=True, kw_only=True)
class Grant(Record):
    """What one member may do in a section and all below it."""

    kind = "grant"

    category_id: str
    member_id: str
    may_publish: bool = False
    may_manage: bool = False


@dataclass(frozen=True, kw_only=True)
class Topic(Record):
    """A topic with its stories in order; `body` is HTML of the grammar."""

    kind = "topic"
    added = frozenset({"cover_id"})

    title: str
    published: datetime
    slug: str = ""
    summary: str = ""
    body: str = ""
    is_published: bool = True
    cover_id: str = ""
    article_ids: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Address(Record):
    """Another name under which old addresses knew a record; its id is made by `alias`."""

    kind = "address"

    target_kind: str
    target_id: str


def alias(subject: str, name: str) -> str:
    """The id of an old name, which may be longer than an id."""
    plain = f"{subject}:{name}"
    return plain if len(plain) <= 100 else f"{subject}:{sha256(name.encode()).hexdigest()}"


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
