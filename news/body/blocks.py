"""Blocks in canonical form: whatever comes in leaves as blocks of the grammar.

Each block has one function that repairs it. Words are never dropped: what a block cannot
hold becomes paragraphs, and pictures, films, page breaks and notes found inside another block
are set after it.
"""

from collections.abc import Iterable, Iterator

from .grammar import BLOCK_LEVEL, HEADING_ALIASES, film_of, number_of
from .inline import SPACES, UNSTORABLE, line, paragraphs
from .tree import Element, Node, has, take, take_first

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
# A pasted "colspan=10000" shall not make ten thousand cells.
MAX_SPAN = 30


def blocks(nodes: Iterable[Node]) -> list[Element]:
    """Turn any nodes into canonical blocks; loose text becomes paragraphs."""
    found: list[Element] = []
    loose: list[Node] = []
    for node in nodes:
        if isinstance(node, Element) and _holds_blocks(node):
            found += paragraphs(loose)
            loose = []
            found += _block(node)
        else:
            loose.append(node)
    return found + paragraphs(loose)


def _holds_blocks(element: Element) -> bool:
    return element.tag in BLOCK_LEVEL or has(element, lambda child: child.tag in BLOCK_LEVEL)


def _block(element: Element) -> list[Element]:
    """Repair one block and set after it what was found inside and may stand only alone."""
    kind = _kind(element)
    if kind not in REPAIRS:
        return blocks(element.children)
    alone = [] if kind in KEEPS_ALL else take(element, _stands_alone)
    return [*REPAIRS[kind](element), *blocks(alone)]


def _kind(element: Element) -> str:
    """Name the repair: the element, with its class where the grammar gives it one."""
    tag = HEADING_ALIASES.get(element.tag, element.tag)
    names = element.attributes.get("class", "").split()
    if "note" in names:
        return f"{tag}.note"
    return f"{tag}.{names[0]}" if names else tag


def _stands_alone(element: Element) -> bool:
    return _kind(element) in ("aside.note", "hr.page") or _media(element) is not None


def _paragraphs(element: Element) -> list[Element]:
    return paragraphs(element.children)


def _heading(element: Element) -> list[Element]:
    words = line(element.children)
    return [Element(HEADING_ALIASES.get(element.tag, element.tag), {}, words)] if words else []


def _list(element: Element) -> list[Element]:
    items = [Element("li", {}, _item(item)) for item in _items(element)]
    return [Element(element.tag, {}, [*items])] if items else []


def _items(element: Element) -> Iterator[list[Element]]:
    """Yield each item's paragraphs; the items of an inner list follow the one that holds it."""
    for child in element.children:
        holder = child if isinstance(child, Element) else Element("li", {}, [child])
        if holder.tag in ("ul", "ol"):
            yield from _items(holder)
            continue
        inner = take(holder, lambda found: found.tag in ("ul", "ol"))
        if words := paragraphs([holder]):
            yield words
        for nested in inner:
            yield from _items(nested)


def _item(words: list[Element]) -> list[Node]:
    return words[0].children if len(words) == 1 else [*words]


def _quote(element: Element) -> list[Element]:
    words = paragraphs(element.children)
    return [Element("blockquote", {}, [*words])] if words else []


def _pull_quote(element: Element) -> list[Element]:
    footer = take_first(element, "footer")
    words = paragraphs(element.children)
    who = line(footer.children) if footer else []
    if not words:
        return [Element("p", {}, who)] if who else []
    signature = [Element("footer", {}, who)] if who else []
    return [Element("blockquote", {"class": "pull"}, [*words, *signature])]


def _fact_box(element: Element) -> list[Element]:
    title = take_first(element, *HEADINGS)
    lists = take(element, lambda child: child.tag == "dl")
    entries = [Element("div", {}, [*entry]) for one in lists for entry in _entries(one)]
    words = line(title.children) if title else []
    heading = [Element("h2", {}, words)] if words else []
    rest = blocks(element.children)
    if not entries:
        return [*heading, *rest]
    return [Element("aside", {"class": "fact"}, [*heading, Element("dl", {}, [*entries])]), *rest]


def _entries(element: Element) -> Iterator[tuple[Element, Element]]:
    """Yield labels with their values; either may be missing, several values become lines."""
    label: list[Node] = []
    values: list[Element] = []
    for part in [*take(element, lambda child: child.tag in ("dt", "dd")), Element("dt")]:
        if part.tag == "dd":
            values.append(part)
            continue
        value = line(values)
        if label or value:
            yield Element("dt", {}, label), Element("dd", {}, value)
        label, values = line(part.children), []


def _table(element: Element) -> list[Element]:
    caption = take_first(element, "caption")
    heads = take(element, lambda child: child.tag == "thead")
    head_rows = _grid([row for head in heads for row in _rows(head)])
    body_rows = _grid(_rows(element))
    if not head_rows and body_rows and all(cell.tag == "th" for cell in body_rows[0]):
        head_rows = [body_rows.pop(0)]
    width = max((len(row) for row in [*head_rows, *body_rows]), default=0)
    words = line(caption.children) if caption else []
    rest = blocks(element.children)
    if not width:
        return [*([Element("p", {}, words)] if words else []), *rest]
    parts = [
        *([Element("caption", {}, words)] if words else []),
        *_section("thead", head_rows, width),
        *_section("tbody", body_rows, width),
    ]
    return [Element("table", {}, [*parts]), *rest]


def _rows(element: Element) -> list[Element]:
    return take(element, lambda child: child.tag == "tr")


def _grid(rows: list[Element]) -> list[list[Element]]:
    """Lay the rows' cells on a plain grid, spans filled with empty cells, empty rows left out."""
    grid: list[list[Element]] = []
    held: dict[int, int] = {}  # column -> rows that a cell from above still covers
    for row in rows:
        cells: list[Element] = []
        for cell in take(row, lambda child: child.tag in ("td", "th")):
            _fill_held(cells, held)
            down = _span(cell, "rowspan") - 1
            for number in range(_span(cell, "colspan")):
                held[len(cells)] = down
                cells.append(_cell(cell) if number == 0 else Element(cell.tag))
        _fill_held(cells, held)
        grid.append(cells)
    return [cells for cells in grid if any(cell.children for cell in cells)]


def _fill_held(cells: list[Element], held: dict[int, int]) -> None:
    while held.get(len(cells), 0) > 0:
        held[len(cells)] -= 1
        cells.append(Element("td"))


def _span(cell: Element, name: str) -> int:
    return min(number_of(cell.attributes.get(name, "")) or 1, MAX_SPAN)


def _cell(cell: Element) -> Element:
    attributes = {"class": "r"} if cell.has_class("r") else {}
    return Element(cell.tag, attributes, line(cell.children))


def _section(tag: str, rows: list[list[Element]], width: int) -> list[Element]:
    """Write rows of equal width: headings throughout the head, in the body only at the left."""
    written: list[Node] = []
    for row in rows:
        row += [Element("td") for _ in range(width - len(row))]
        for column, cell in enumerate(row):
            if tag == "thead":
                cell.tag = "th"
            elif column:
                cell.tag = "td"
        written.append(Element("tr", {}, [*row]))
    return [Element(tag, {}, written)] if written else []


def _timeline(element: Element) -> list[Element]:
    moments = [Element("li", {}, parts) for item in _moments(element) if (parts := _moment(item))]
    return [Element("ol", {"class": "timeline"}, [*moments])] if moments else []


def _moments(element: Element) -> list[Element]:
    return [
        child if isinstance(child, Element) else Element("li", {}, [child])
        for child in element.children
    ]


def _moment(item: Element) -> list[Node]:
    """Answer when, what and more of one moment, each where it is given."""
    parts: list[Node] = []
    for tag, found in (("time", take_first(item, "time")), ("h3", take_first(item, *HEADINGS))):
        if found and (words := line(found.children)):
            parts.append(Element(tag, {}, words))
    return [*parts, *paragraphs([item])]


def _questions(element: Element) -> list[Element]:
    details = take(element, lambda child: child.tag == "details")
    return [*blocks(element.children), *_asked(details)]


def _question(element: Element) -> list[Element]:
    return _asked([element])


def _asked(details: list[Element]) -> list[Element]:
    answered: list[Node] = []
    for one in details:
        summary = take_first(one, "summary")
        words = line(summary.children) if summary else []
        answers = paragraphs(one.children)
        if not words and answers:
            words = answers.pop(0).children
        if words:
            answered.append(Element("details", {}, [Element("summary", {}, words), *answers]))
    return [Element("section", {"class": "qa"}, answered)] if answered else []


def _figure(element: Element) -> list[Element]:
    media = _media(element)
    if media is None:
        return blocks(element.children)
    caption = take_first(element, "figcaption")
    words = line(caption.children) if caption else []
    children: list[Node] = [Element("figcaption", {}, words)] if words else []
    return [Element("figure", media, children), *blocks(element.children)]


def _media(element: Element) -> dict[str, str] | None:
    """Answer the attribute that names a figure's picture, document or film, if it names one."""
    if element.tag != "figure":
        return None
    for name in ("data-image", "data-document"):
        if number := number_of(element.attributes.get(name, "")):
            return {name: str(number)}
    if film := film_of(element.attributes.get("data-video", "")):
        return {"data-video": f"{film[0].key}:{film[1]}"}
    return None


def _pictures(element: Element) -> list[Element]:
    """Repair a pair or a gallery by the number of its pictures: one is a plain figure."""
    pictures = take(element, lambda child: "data-image" in (_media(child) or {}))
    repaired = [part for picture in pictures for part in _block(picture)]
    figures = [part for part in repaired if "data-image" in part.attributes]
    others = [part for part in repaired if "data-image" not in part.attributes]
    if len(figures) > 1:
        is_pair = element.has_class("duo") and len(figures) == 2
        figures = [Element("div", {"class": "duo" if is_pair else "gallery"}, [*figures])]
    return [*figures, *others, *blocks(element.children)]


def _page_break(element: Element) -> list[Element]:
    title = SPACES.sub(" ", UNSTORABLE.sub("", element.attributes.get("data-title", ""))).strip()
    return [Element("hr", {"class": "page"} | ({"data-title": title} if title else {}))]


def _rule(element: Element) -> list[Element]:
    return []


def _note(element: Element) -> list[Element]:
    """Keep everything inside a note, whatever it is: nothing of it may reach a reader."""
    words = paragraphs(element.children)
    return [Element("aside", {"class": "note"}, [*words])] if words else []


REPAIRS = {
    "p": _paragraphs,
    "h2": _heading,
    "h3": _heading,
    "ul": _list,
    "ol": _list,
    "blockquote": _quote,
    "blockquote.pull": _pull_quote,
    "aside.fact": _fact_box,
    "table": _table,
    "ol.timeline": _timeline,
    "section.qa": _questions,
    "details": _question,
    "figure": _figure,
    "div.duo": _pictures,
    "div.gallery": _pictures,
    "hr": _rule,
    "hr.page": _page_break,
    "aside.note": _note,
}
# Notes keep all they hold; pairs and galleries sort their own pictures.
KEEPS_ALL = ("aside.note", "div.duo", "div.gallery")
