"""The one declaration of what a body may hold.

Every block gives its canonical HTML and the elements, attributes and classes it needs; the
sanitiser's allow-list is made from that, so nothing else can be stored. A golden sample of
each (input, stored, rendered) lies in `tests/data/body/<name>/`.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.utils.translation import gettext_lazy

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

NOTHING: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Block:
    """One block of the grammar: its name, a canonical example and its sanitiser entry."""

    name: str
    html: str
    elements: Mapping[str, frozenset[str]]
    classes: Mapping[str, frozenset[str]] = field(default_factory=dict)


def _block(name: str, html: str, elements: str, classes: str = "") -> Block:
    """Read `elements` as "tag tag[attribute]" and `classes` as "tag.class tag.class"."""
    attributes: dict[str, frozenset[str]] = {}
    for entry in elements.split():
        tag, _, attribute = entry.rstrip("]").partition("[")
        attributes[tag] = attributes.get(tag, NOTHING) | ({attribute} if attribute else NOTHING)
    named = dict(entry.split(".") for entry in classes.split())
    return Block(name, html, attributes, {tag: frozenset({name}) for tag, name in named.items()})


# Inline marks, outermost first. The editor nests them in the same order, so that a body which
# is only opened and saved does not change.
MARKS = ("a", "strong", "em", "sub", "sup")

BLOCKS = (
    _block("paragraph", "<p>Text</p>", "p br strong em sub sup a[href]"),
    _block("heading", "<h2>Heading</h2>", "h2"),
    _block("subheading", "<h3>Heading</h3>", "h3"),
    _block("bullet_list", "<ul><li>Item</li></ul>", "ul li"),
    _block("ordered_list", "<ol><li>Item</li></ol>", "ol li"),
    _block("quote", "<blockquote><p>Words</p></blockquote>", "blockquote p"),
    _block(
        "pull_quote",
        '<blockquote class="pull"><p>Words</p><footer>Who</footer></blockquote>',
        "blockquote p footer",
        "blockquote.pull",
    ),
    _block(
        "fact_box",
        '<aside class="fact"><h2>In numbers</h2>'
        "<dl><div><dt>Length</dt><dd>300 m</dd></div></dl></aside>",
        "aside h2 dl div dt dd",
        "aside.fact",
    ),
    _block(
        "table",
        "<table><caption>Plan</caption>"
        '<thead><tr><th>Phase</th><th class="r">Cost</th></tr></thead>'
        '<tbody><tr><th>One</th><td class="r">2,180</td></tr></tbody></table>',
        "table caption thead tbody tr th td",
        "th.r td.r",
    ),
    _block(
        "timeline",
        '<ol class="timeline"><li><time>June 2026</time><h3>The wall comes down</h3>'
        "<p>Comments until July.</p></li></ol>",
        "ol li time h3 p",
        "ol.timeline",
    ),
    _block(
        "questions",
        '<section class="qa"><details><summary>When?</summary>'
        "<p>In September.</p></details></section>",
        "section details summary p",
        "section.qa",
    ),
    _block(
        "figure",
        '<figure data-image="12"><figcaption>The slipway</figcaption></figure>',
        "figure[data-image] figcaption",
    ),
    _block(
        "figure_pair",
        '<div class="duo"><figure data-image="1"></figure><figure data-image="2"></figure></div>',
        "div figure[data-image] figcaption",
        "div.duo",
    ),
    _block(
        "gallery",
        '<div class="gallery"><figure data-image="1"></figure>'
        '<figure data-image="2"></figure><figure data-image="3"></figure></div>',
        "div figure[data-image] figcaption",
        "div.gallery",
    ),
    _block(
        "video",
        '<figure data-video="bilibili:BV1xx411c7mD"><figcaption>The film</figcaption></figure>',
        "figure[data-video] figcaption",
    ),
    _block(
        "document",
        '<figure data-document="5"><figcaption>The plan</figcaption></figure>',
        "figure[data-document] figcaption",
    ),
    _block("page_break", '<hr class="page" data-title="Books">', "hr[data-title]", "hr.page"),
    _block("note", '<aside class="note"><p>Check this.</p></aside>', "aside p", "aside.note"),
)

# What comes in from other editors and old databases and is turned into the grammar.
MARK_ALIASES = {"b": "strong", "i": "em"}
HEADING_ALIASES = {"h1": "h2", "h4": "h3", "h5": "h3", "h6": "h3"}
# Wrappers that only say "a new block begins here"; their contents are kept, they are not.
WRAPPERS = frozenset(
    {"address", "article", "center", "dir", "fieldset", "footer", "form", "header"}
    | {"main", "menu", "nav", "pre", "search", "tfoot"}
)
BLOCK_LEVEL = (
    frozenset(tag for block in BLOCKS for tag in block.elements) - {*MARKS, "br", "time"}
    | WRAPPERS
    | HEADING_ALIASES.keys()
)
# Foreign elements whose contents are not a story's words.
DISCARDED = frozenset(
    {"button", "canvas", "head", "iframe", "math", "noembed", "noframes", "noscript", "object"}
    | {"option", "script", "select", "style", "svg", "template", "textarea", "title"}
)

LINK_SCHEMES = frozenset({"", "http", "https", "mailto", "tel"})
# Our own files are named by id only: an address would outlive a moved or replaced file.
MEDIA_PATHS = ("/media/",)


@dataclass(frozen=True)
class Provider:
    """A video site whose films may be embedded, named by the site's own id."""

    key: str
    name: "str | StrPromise"
    id_pattern: str
    addresses: str  # finds the id in an address or an embedding code; JavaScript reads it too
    page: str
    player: str

    def page_url(self, film: str) -> str:
        """Answer the address of the film's own page, which needs no script of ours."""
        return self.page.format(film)

    def player_url(self, film: str) -> str:
        """Answer the address of the player that a reader's click loads."""
        return self.player.format(film)

    @property
    def origin(self) -> str:
        """Answer the player's origin, for the `frame-src` of pages that show it."""
        return "{0.scheme}://{0.netloc}".format(urlsplit(self.player))


PROVIDERS = {
    provider.key: provider
    for provider in (
        Provider(
            "bilibili",
            "bilibili",
            r"BV[0-9A-Za-z]{10}",
            r"bilibili\.com/(?:video/|\S*[?&]bvid=)(BV[0-9A-Za-z]{10})",
            "https://www.bilibili.com/video/{}/",
            "https://player.bilibili.com/player.html?bvid={}&autoplay=1",
        ),
        Provider(
            "youtube",
            "YouTube",
            r"[0-9A-Za-z_-]{11}",
            r"(?:youtube(?:-nocookie)?\.com/(?:watch\?(?:\S*&)?v=|embed/|shorts/|live/)|youtu\.be/)"
            r"([0-9A-Za-z_-]{11})(?![0-9A-Za-z_-])",
            "https://www.youtube.com/watch?v={}",
            "https://www.youtube-nocookie.com/embed/{}?autoplay=1",
        ),
        Provider(
            "qq",
            gettext_lazy("Tencent Video"),
            r"[0-9a-z]{11}",
            r"v\.qq\.com/(?:x/page/|x/cover/\w+/|\S*[?&]vid=)([0-9a-z]{11})(?![0-9a-z])",
            "https://v.qq.com/x/page/{}.html",
            "https://v.qq.com/txp/iframe/player.html?vid={}&autoplay=true",
        ),
    )
}


def film_of(value: str) -> tuple[Provider, str] | None:
    """Read a stored "provider:id", or answer None when we know no such provider or id."""
    key, _, film = value.strip().partition(":")
    provider = PROVIDERS.get(key)
    if provider and re.fullmatch(provider.id_pattern, film):
        return provider, film
    return None


def film_in(address: str) -> str | None:
    """Find a film in a page's address or an embedding code; answer it as "provider:id"."""
    for provider in PROVIDERS.values():
        if found := re.search(provider.addresses, address):
            return f"{provider.key}:{found[1]}"
    return None


def number_of(value: str) -> int | None:
    """Read a stored id: digits that fit a database key, never zero."""
    value = value.strip()
    if value.isascii() and value.isdigit() and len(value) <= 18:
        return int(value) or None
    return None


def link_of(value: str) -> str | None:
    """Answer an address fit for a link, or None: web, mail, telephone or our own pages."""
    # Browsers ignore control characters in addresses, so a scheme could hide behind one.
    address = re.sub(
        r"[\x00-\x20\x7f-\xa0]+", lambda gap: "%20" if gap[0] == " " else "", value.strip()
    )
    try:
        scheme = urlsplit(address).scheme
    except ValueError:
        return None
    if not address or scheme not in LINK_SCHEMES or address.startswith(MEDIA_PATHS):
        return None
    return address


def merged(entries: Iterable[Mapping[str, frozenset[str]]]) -> dict[str, set[str]]:
    """Join the entries of several blocks into one allow-list by element."""
    joined: dict[str, set[str]] = {}
    for entry in entries:
        for tag, values in entry.items():
            joined.setdefault(tag, set()).update(values)
    return joined
