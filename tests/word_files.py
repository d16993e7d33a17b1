"""Word documents made in memory: the parts Word writes, as small as they can be."""

import zipfile
from io import BytesIO
from xml.sax.saxutils import escape, quoteattr

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006"
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_NAMES = (
    f'xmlns:w="{_WORD}" xmlns:r="{_OFFICE}" xmlns:a="{_DRAWING}/main" '
    f'xmlns:wp="{_DRAWING}/wordprocessingDrawing" xmlns:pic="{_DRAWING}/picture"'
)
_TYPES = (
    f'<?xml version="1.0"?><Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.'
    'relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
    '<Default Extension="jpeg" ContentType="image/jpeg"/>'
    '<Default Extension="emf" ContentType="image/x-emf"/></Types>'
)
STYLES = {"Title": "Title", "1": "heading 1", "2": "heading 2", "Cap": "caption"}
LINK, NOTES = "rLink", "rNotes"


def run(words: str, *, bold: bool = False) -> str:
    marks = "<w:rPr><w:b/></w:rPr>" if bold else ""
    return f'<w:r>{marks}<w:t xml:space="preserve">{escape(words)}</w:t></w:r>'


def paragraph(words: str = "", *, style: str = "", inner: str = "", listed: bool = False) -> str:
    facts = f'<w:pStyle w:val="{style}"/>' if style else ""
    facts += '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>' if listed else ""
    return f"<w:p><w:pPr>{facts}</w:pPr>{inner or run(words)}</w:p>"


def link(words: str) -> str:
    return f'<w:hyperlink r:id="{LINK}">{run(words)}</w:hyperlink>'


def footnote(number: int) -> str:
    return f'<w:r><w:footnoteReference w:id="{number}"/></w:r>'


def table(*rows: tuple[str, ...]) -> str:
    written = "".join(
        "<w:tr>" + "".join(f"<w:tc>{paragraph(cell)}</w:tc>" for cell in row) + "</w:tr>"
        for row in rows
    )
    return f"<w:tbl>{written}</w:tbl>"


def picture(number: int, *, alt: str = "", is_elsewhere: bool = False) -> str:
    """A paragraph that shows picture `number`, counted from 1, or one that is only linked."""
    blip = f'r:link="{LINK}"' if is_elsewhere else f'r:embed="rPicture{number}"'
    return paragraph(
        inner="<w:r><w:drawing><wp:inline>"
        f'<wp:docPr id="{number}" name="p" descr={quoteattr(alt)}/><a:graphic><a:graphicData>'
        f"<pic:pic><pic:blipFill><a:blip {blip}/></pic:blipFill></pic:pic>"
        "</a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    )


def document(
    *blocks: str,
    pictures: tuple[bytes, ...] = (),
    ending: str = "jpeg",
    href: str = "https://a.example/",
    notes: tuple[str, ...] = (),
    more: dict[str, bytes] | None = None,
) -> bytes:
    """The bytes of a .docx that holds these blocks, and members of any name beside them."""
    parts = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _relations(
            ("rDocument", "officeDocument", "word/document.xml", ""),
        ),
        "word/document.xml": f"<w:document {_NAMES}><w:body>{''.join(blocks)}</w:body>"
        "</w:document>",
        "word/_rels/document.xml.rels": _relations(
            ("rStyles", "styles", "styles.xml", ""),
            ("rNumbers", "numbering", "numbering.xml", ""),
            (NOTES, "footnotes", "footnotes.xml", ""),
            (LINK, "hyperlink", href, "External"),
            *(
                (f"rPicture{number}", "image", f"media/image{number}.{ending}", "")
                for number in range(1, len(pictures) + 1)
            ),
        ),
        "word/styles.xml": f"<w:styles {_NAMES}>{''.join(map(_style, STYLES.items()))}</w:styles>",
        "word/numbering.xml": (
            f'<w:numbering {_NAMES}><w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0">'
            '<w:numFmt w:val="bullet"/></w:lvl></w:abstractNum>'
            '<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num></w:numbering>'
        ),
        "word/footnotes.xml": f"<w:footnotes {_NAMES}>"
        + "".join(
            f'<w:footnote w:id="{number}">{paragraph(words)}</w:footnote>'
            for number, words in enumerate(notes, 1)
        )
        + "</w:footnotes>",
    }
    members = {name: part.encode() for name, part in parts.items()}
    for number, content in enumerate(pictures, 1):
        members[f"word/media/image{number}.{ending}"] = content
    return zipped(members | (more or {}))


def zipped(members: dict[str, bytes]) -> bytes:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return stream.getvalue()


def _style(style: tuple[str, str]) -> str:
    key, name = style
    return (
        f'<w:style w:type="paragraph" w:styleId="{key}"><w:name w:val={quoteattr(name)}/></w:style>'
    )


def _relations(*rows: tuple[str, str, str, str]) -> str:
    written = "".join(
        f'<Relationship Id="{key}" Type="{_OFFICE}/{kind}" Target={quoteattr(target)}'
        + (f' TargetMode="{mode}"/>' if mode else "/>")
        for key, kind, target, mode in rows
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{written}</Relationships>'
