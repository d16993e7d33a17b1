"""A stored body as readers see it: the design's markup, pictures and films by their ids.

Only what the grammar knows is written and every word is escaped, so that even a body which
never met the sanitiser cannot carry a script. Elements that are not known show their words.
"""

from collections.abc import Iterable

from django.template.defaultfilters import filesizeformat
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from .grammar import Provider, film_of, link_of, number_of
from .media import Media, RenderDocument, RenderImage
from .tree import Element, Node, escape, parse

IN_TEXT = "(width >= 44rem) 40rem, 100vw"
IN_PAIR = "(width >= 44rem) 20rem, 100vw"


def render(html: str, media: Media) -> SafeString:
    """Render a stored body, or one page of it; notes to colleagues are left out.

    A picture or document that `media` does not know is left out too, but for a caption that
    was written for it.
    """
    return mark_safe(_all(parse(html), media))


def _all(nodes: Iterable[Node], media: Media) -> str:
    return "".join(_one(node, media) for node in nodes)


def _one(node: Node, media: Media) -> str:
    if isinstance(node, str):
        return escape(node)
    if names := node.attributes.get("class"):
        if node.has_class("note"):
            return ""
        if writer := WRITERS.get(f"{node.tag}.{names}"):
            return writer(node, media)
    if writer := WRITERS.get(node.tag):
        return writer(node, media)
    if node.tag in AS_THEY_ARE:
        return f"<{node.tag}>{_all(node.children, media)}</{node.tag}>"
    return _all(node.children, media)


def _break(element: Element, media: Media) -> str:
    return "<br>"


def _link(element: Element, media: Media) -> str:
    words = _all(element.children, media)
    address = link_of(element.attributes.get("href", ""))
    if address is None:
        return words
    is_external = address.startswith(("http:", "https:", "//"))
    rel = ' rel="noopener"' if is_external else ""
    return f'<a href="{escape(address)}"{rel}>{words}</a>'


def _pull_quote(element: Element, media: Media) -> str:
    return f'<blockquote class="pull">{_all(element.children, media)}</blockquote>'


def _fact_box(element: Element, media: Media) -> str:
    label = _label(element, "h2", _("In numbers"))
    return f'<aside class="fact" aria-label="{label}">{_all(element.children, media)}</aside>'


def _table(element: Element, media: Media) -> str:
    """Put the table in a region that scrolls by itself and can be reached by keyboard."""
    label = _label(element, "caption", _("Table"))
    rows = _all(element.children, media)
    region = f'<div class="tbl" role="region" aria-label="{label}" tabindex="0">'
    return f"{region}<table>{rows}</table></div>"


def _table_head(element: Element, media: Media) -> str:
    return f"<thead>{_rows(element, media, scope='col')}</thead>"


def _table_body(element: Element, media: Media) -> str:
    return f"<tbody>{_rows(element, media, scope='row')}</tbody>"


def _rows(element: Element, media: Media, scope: str) -> str:
    written = []
    for row in element.elements():
        written.append("<tr>")
        for cell in row.elements():
            tag = "th" if cell.tag == "th" else "td"
            heads = f' scope="{scope}"' if tag == "th" else ""
            right = ' class="r"' if cell.has_class("r") else ""
            written.append(f"<{tag}{heads}{right}>{_all(cell.children, media)}</{tag}>")
        written.append("</tr>")
    return "".join(written)


def _timeline(element: Element, media: Media) -> str:
    moments = "".join(_moment(moment, media) for moment in element.elements())
    return f'<ol class="bigtl">{moments}</ol>'


def _moment(element: Element, media: Media) -> str:
    when = what = ""
    for part in element.elements():
        words = _all(part.children, media)
        if part.tag == "time":
            when = words
        elif part.tag == "h3":
            what += f"<h3>{words}</h3>"
        else:
            what += f'<p class="hint">{words}</p>'
    return f'<li><span class="w">{when}</span><div>{what}</div></li>'


def _questions(element: Element, media: Media) -> str:
    """Show the questions folded, the first one open to show how they work."""
    details = "".join(
        f"<details{'' if index else ' open'}>{_all(one.children, media)}</details>"
        for index, one in enumerate(element.elements())
    )
    return f'<section class="qa">{details}</section>'


def _page_break(element: Element, media: Media) -> str:
    """Head the page it begins, where a story is read on one page."""
    title = escape(element.attributes.get("data-title", ""))
    return f'<h2 class="page">{title}</h2>' if title else '<hr class="page">'


def _pair(element: Element, media: Media) -> str:
    return _pictures("duo", element, media)


def _gallery(element: Element, media: Media) -> str:
    return _pictures("duo gallery", element, media)


def _pictures(names: str, element: Element, media: Media) -> str:
    figures = "".join(_figure(figure, media, IN_PAIR) for figure in element.elements())
    return f'<div class="{names}">{figures}</div>' if figures else ""


def _figure(element: Element, media: Media, sizes: str = IN_TEXT) -> str:
    """Write a figure by what it names; what is gone leaves only a caption written for it."""
    words = next((part.children for part in element.elements() if part.tag == "figcaption"), [])
    caption = _all(words, media)
    if number := number_of(element.attributes.get("data-image", "")):
        if image := media.image(number):
            return _picture(image, caption, sizes)
    elif number := number_of(element.attributes.get("data-document", "")):
        if document := media.document(number):
            title = _plain(words) or document.title
            return DOCUMENTS.get(document.kind, _download)(document, escape(title))
    elif film := film_of(element.attributes.get("data-video", "")):
        return _film(*film, caption)
    return f"<figure>{_caption(caption)}</figure>" if caption else ""


def _picture(image: RenderImage, caption: str, sizes: str) -> str:
    shot = (
        _shot(image, sizes)
        if image.src
        else f'<p class="gone">{escape(_("This picture is not available at the moment."))}</p>'
    )
    credit = _("Photograph: %s") % image.credit if image.credit else ""
    return (
        f"<figure>{shot}{_caption(caption or escape(image.caption), credit, image.label)}</figure>"
    )


def _shot(image: RenderImage, sizes: str) -> str:
    sources = "".join(
        f'<source type="{escape(kind)}" srcset="{escape(srcset)}" sizes="{sizes}">'
        for kind, srcset in image.sources
    )
    srcset = f' srcset="{escape(image.srcset)}" sizes="{sizes}"' if image.srcset else ""
    shot = (
        f'<picture>{sources}<img src="{escape(image.src)}"{srcset} '
        f'width="{image.width}" height="{image.height}" alt="{escape(image.alt)}" '
        'loading="lazy" decoding="async"></picture>'
    )
    if image.large:
        shot = (
            f'<a class="shot" href="{escape(image.large)}" data-lb>{shot}'
            '<svg class="i" aria-hidden="true"><use href="#i-expand"/></svg>'
            f'<span class="vh">{escape(_("Enlarge image"))}</span></a>'
        )
    return shot


def _caption(words: str, *asides: str) -> str:
    small = "".join(f"<small>{escape(aside)}</small>" for aside in asides if aside)
    return f"<figcaption>{words}{small}</figcaption>" if words or small else ""


def _film(provider: Provider, film: str, caption: str) -> str:
    """Link to the film's own page; a script may put the player there once it is clicked."""
    link = (
        f'<a class="btn" href="{escape(provider.page_url(film))}" rel="noopener" '
        f'data-embed="{escape(provider.player_url(film))}">'
        f"{escape(_('Watch on %s') % provider.name)}</a>"
    )
    return f'<figure class="film">{link}{_caption(caption)}</figure>'


def _download(document: RenderDocument, title: str) -> str:
    link = f'<a class="btn" href="{escape(document.url)}" download>{title}</a>'
    return f'<figure class="file">{link} <small>{filesizeformat(document.size)}</small></figure>'


def _audio(document: RenderDocument, title: str) -> str:
    player = f'<audio controls preload="none" src="{escape(document.url)}"></audio>'
    return f"<figure>{player}{_caption(title)}</figure>"


def _video(document: RenderDocument, title: str) -> str:
    player = f'<video controls preload="metadata" src="{escape(document.url)}"></video>'
    return f"<figure>{player}{_caption(title)}</figure>"


def _label(element: Element, tag: str, otherwise: str) -> str:
    """Name a region by the words of its heading or caption."""
    for part in element.elements():
        if part.tag == tag:
            return escape(_plain(part.children))
    return escape(otherwise)


def _plain(nodes: Iterable[Node]) -> str:
    return "".join(
        node if isinstance(node, str) else " " if node.tag == "br" else _plain(node.children)
        for node in nodes
    )


AS_THEY_ARE = frozenset(
    {"p", "h2", "h3", "ul", "ol", "li", "blockquote", "footer", "dl", "div", "dt", "dd"}
    | {"caption", "summary", "strong", "em", "sub", "sup"}
)
WRITERS = {
    "br": _break,
    "a": _link,
    "blockquote.pull": _pull_quote,
    "aside.fact": _fact_box,
    "table": _table,
    "thead": _table_head,
    "tbody": _table_body,
    "ol.timeline": _timeline,
    "section.qa": _questions,
    "hr.page": _page_break,
    "div.duo": _pair,
    "div.gallery": _gallery,
    "figure": _figure,
}
DOCUMENTS = {"audio": _audio, "video": _video}
