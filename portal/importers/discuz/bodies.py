"""Turns the HTML of a Discuz! X article into the grammar of stored bodies."""

import re
from collections.abc import Callable
from html import escape, unescape

from lxml import html as lxml_html
from lxml.html import HtmlElement

from news.body import film_in

Find = Callable[[str], int | None]

CAPTION_LENGTH = 60
_ATTACHMENT = re.compile(r"(?:^|/)data/attachment/portal/([^?#]+)")
_DOCUMENT = re.compile(r"mod=attachment&(?:amp;)?id=(\d+)")
_FILM = re.compile(r"\[(flash|media)[^\]]*\](.*?)\[/\1\]", re.S | re.I)
_HIDDEN = re.compile(r"\[(hide|attach|attachimg|audio)[^\]]*\].*?\[/\1\]", re.S | re.I)
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_UNSAFE = re.compile(r"\s*(?:javascript|vbscript|data|file)\s*:", re.I)
_EDGE = " \t\r\n\u3000\xa0"
_INLINE = {"b": "strong", "strong": "strong", "i": "em", "em": "em", "sub": "sub", "sup": "sup"}
_HEADINGS = {"h1": "h2", "h2": "h2", "h3": "h3", "h4": "h3", "h5": "h3", "h6": "h3"}
_PARAGRAPHS = {"p", "div", "center", "section", "article", "pre", "dl", "dt", "dd", "figure"}
_DROPPED = {"script", "style", "noscript", "form", "input", "button", "title", "meta", "link"}
_FRAMES = {"iframe", "embed", "object"}


def to_grammar(html: str, *, image_id: Find, document_id: Find) -> str:
    """Answer `html` as blocks of the grammar; the caller cleans the result."""
    text = _FILM.sub(_film, _HIDDEN.sub("", _CONTROLS.sub("", html)))
    if not text.strip():
        return ""
    writer = _Writer(image_id, document_id)
    writer.children(lxml_html.fragment_fromstring(text, create_parent="div"))
    writer.flush()
    return "".join(writer.blocks)


def _film(found: re.Match[str]) -> str:
    """Write a film's code as an element the walk knows."""
    address = unescape(re.sub(r"<[^>]*>", "", found[2])).strip()
    return f'<iframe src="{escape(address)}"></iframe>'


class _Writer:
    """Collects blocks; inline text gathers until a block ends."""

    def __init__(self, image_id: Find, document_id: Find) -> None:
        self.image_id = image_id
        self.document_id = document_id
        self.blocks: list[str] = []
        self._inline: list[str] = []
        self._open: list[tuple[str, str]] = []
        self._picture: int | None = None
        """The picture that is the last block and has no caption yet."""

    def flush(self, tag: str = "p") -> None:
        """End the paragraph; what is open inside it goes on in the next."""
        closing = "".join(f"</{name}>" for name, _ in reversed(self._open))
        inner = "".join(self._inline) + closing
        self._inline = [start for _, start in self._open]
        inner = re.sub(rf"^(?:[{_EDGE}]|<br>)+|(?:[{_EDGE}]|<br>)+$", "", inner)
        inner = re.sub(rf"^((?:<(?:strong|em)>)+)[{_EDGE}]+", r"\1", inner)
        if re.sub(r"<[^>]*>", "", inner).strip(_EDGE):
            self.add(f"<{tag}>{inner}</{tag}>")

    def add(self, block: str) -> None:
        """Append a block."""
        self.blocks.append(block)
        self._picture = None

    def children(self, element: HtmlElement) -> None:
        """Write what is inside an element."""
        self._text(element.text)
        for child in element:
            if isinstance(child.tag, str):
                self._element(child)
            self._text(child.tail)

    def _text(self, text: str | None) -> None:
        """Write text."""
        if text:
            self._inline.append(escape(text.replace("\xa0", " "), quote=False))

    def _element(self, element: HtmlElement) -> None:
        """Write one element."""
        tag = str(element.tag).lower()
        if tag in _DROPPED:
            return
        if tag == "br":
            self._break()
        elif tag == "img":
            self._image(element.get("src") or "")
        elif tag in _FRAMES:
            self._frame(element)
        elif tag == "a":
            self._link(element)
        elif tag in _INLINE:
            self._wrapped(element, _INLINE[tag], f"<{_INLINE[tag]}>")
        elif tag in _PARAGRAPHS or tag in _HEADINGS:
            self.flush()
            if not self._caption(element):
                self.children(element)
                self.flush(_HEADINGS.get(tag, "p"))
        elif tag in ("ul", "ol", "blockquote", "table"):
            self.flush()
            self._container(element, tag)
        else:
            self.children(element)

    def _break(self) -> None:
        """Write a break; the second in a row ends the paragraph."""
        if "".join(self._inline).rstrip(_EDGE).endswith("<br>"):
            self.flush()
        else:
            self._inline.append("<br>")

    def _wrapped(self, element: HtmlElement, name: str, start: str) -> None:
        """Write an inline element."""
        self._open.append((name, start))
        self._inline.append(start)
        self.children(element)
        self._open.pop()
        self._inline.append(f"</{name}>")

    def _image(self, address: str) -> None:
        """Write a picture: ours as a figure, another site's as a link, a smiley not at all."""
        if "static/image/" in address or not address:
            return
        found = _ATTACHMENT.search(address)
        path = found[1].removesuffix(".thumb.jpg") if found else ""
        number = self.image_id(path) if path else None
        if number:
            self.flush()
            self.add(f'<figure data-image="{number}"></figure>')
            self._picture = number
        elif re.match(r"(?:https?:)?//", address):
            self.flush()
            self._address(address)

    def _address(self, address: str) -> None:
        """Write an address as a link of its own."""
        if address and not _UNSAFE.match(address):
            self.add(f'<p><a href="{escape(address)}">{escape(address, quote=False)}</a></p>')

    def _frame(self, element: HtmlElement) -> None:
        """Write an embedded film, as a link where its provider is not known."""
        address = element.get("src") or element.get("data") or ""
        self.flush()
        if film := film_in(address):
            self.add(f'<figure data-video="{escape(film)}"></figure>')
        else:
            self._address(address)

    def _link(self, element: HtmlElement) -> None:
        """Write a link; a document's as a figure, a picture's as the picture alone."""
        address = element.get("href") or ""
        document = _DOCUMENT.search(address)
        number = self.document_id(document[1]) if document else None
        if number:
            name = escape(element.text_content().strip(), quote=False)
            self.flush()
            self.add(f'<figure data-document="{number}"><figcaption>{name}</figcaption></figure>')
        elif not address or _UNSAFE.match(address) or element.find(".//img") is not None:
            self.children(element)
        else:
            self._wrapped(element, "a", f'<a href="{escape(address)}">')

    def _caption(self, element: HtmlElement) -> bool:
        """Take a paragraph right after a picture as its caption, if it looks like one."""
        text = " ".join(element.text_content().split()).strip(_EDGE)
        if not self._picture or not text or len(text) >= CAPTION_LENGTH:
            return False
        if element.find(".//img") is not None or element.find(".//iframe") is not None:
            return False
        style = (element.get("style") or "").replace(" ", "").lower()
        is_centred = (
            element.tag == "center"
            or "text-align:center" in style
            or (element.get("align") or "").lower() == "center"
        )
        is_font = [child.tag for child in element] == ["font"] and not (element.text or "").strip(
            _EDGE
        )
        if not (is_centred or is_font or text.startswith("▲")):
            return False
        caption = escape(text.lstrip("▲" + _EDGE), quote=False)
        self.blocks[-1] = (
            f'<figure data-image="{self._picture}"><figcaption>{caption}</figcaption></figure>'
        )
        self._picture = None
        return True

    def _container(self, element: HtmlElement, tag: str) -> None:
        """Write a list, a quote or a table."""
        if tag == "blockquote":
            self._wrap("blockquote", self._inside(element))
        elif tag == "table":
            rows = (
                "".join(f"<td>{self._line(cell)}</td>" for cell in row.xpath("./td|./th"))
                for row in element.iter("tr")
            )
            self._wrap("table", "".join(f"<tr>{row}</tr>" for row in rows if row), "tbody")
        else:
            items = (self._line(item) for item in element.iterchildren("li"))
            self._wrap(tag, "".join(f"<li>{item}</li>" for item in items if item))

    def _wrap(self, tag: str, inner: str, within: str = "") -> None:
        """Append a container unless it is empty."""
        if inner:
            inner = f"<{within}>{inner}</{within}>" if within else inner
            self.add(f"<{tag}>{inner}</{tag}>")

    def _inside(self, element: HtmlElement) -> str:
        """Answer the blocks inside an element; its pictures follow as blocks of ours."""
        inner = _Writer(self.image_id, self.document_id)
        inner.children(element)
        inner.flush()
        for block in inner.blocks:
            if block.startswith("<figure"):
                self.add(block)
        return "".join(block for block in inner.blocks if not block.startswith("<figure"))

    def _line(self, element: HtmlElement) -> str:
        """Answer what is inside an element as one run of inline text."""
        inner = re.sub(r"</(?:p|h2|h3)><(?:p|h2|h3)>", "<br>", self._inside(element))
        return re.sub(r"</?(?:p|h2|h3|ul|ol|li|blockquote|table|tbody|tr|td)>", "", inner)
