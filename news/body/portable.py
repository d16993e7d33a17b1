"""A rendered text as it can stand elsewhere: in a feed reader, in a letter."""

import nh3

_TEXT = {"p", "br", "h2", "h3", "ul", "ol", "li", "blockquote", "footer", "dl", "dt", "dd", "hr"}
_TABLE = {"table", "caption", "thead", "tbody", "tr", "th", "td"}
_INLINE = {"a", "strong", "em", "sub", "sup", "b", "small", "time"}
_PARTS = {"div", "section", "aside", "figure", "figcaption", "details", "summary"}
_MEDIA = {"img", "audio", "video"}

_ATTRIBUTES = {
    "a": {"href"},
    "img": {"src", "width", "height", "alt"},
    "audio": {"src", "controls", "preload"},
    "video": {"src", "controls", "preload"},
    "th": {"scope"},
    "time": {"datetime"},
}

_SCHEMES = {"http", "https", "mailto", "tel"}


def portable(html: str, base: str) -> str:
    """Keep what means the same anywhere: no classes, roles or hooks for scripts.

    Every address becomes a full one, seen from `base`, the address of the page.
    """
    return nh3.clean(
        html,
        tags=_TEXT | _TABLE | _INLINE | _PARTS | _MEDIA,
        attributes=_ATTRIBUTES,
        url_schemes=_SCHEMES,
        url_relative=("rewrite_with_base", base),
        link_rel=None,
    )
