"""The figures of a body name the source's pictures and documents; stored, they name our rows."""

import re
from html import unescape

from portal.importers import records
from portal.importers.records import Record
from portal.importers.writer.desk import Scribe

_FIGURE = re.compile(
    r"<figure data-(?P<kind>image|document)=\"(?P<id>[^\"]*)\">(?P<rest>.*?)</figure>", re.S
)
_KINDS = {"image": records.Picture.kind, "document": records.Document.kind}


def with_our_ids(scribe: Scribe, body: str) -> str:
    """Let the figures name our rows; of one that was not brought its words stay."""

    def ours(figure: re.Match[str]) -> str:
        pk = scribe.id_of(_KINDS[figure["kind"]], unescape(figure["id"]))
        if pk is None:
            return f"<p>{figure['rest']}</p>"
        return f'<figure data-{figure["kind"]}="{pk}">{figure["rest"]}</figure>'

    return _FIGURE.sub(ours, body)


def files_of(record: Record) -> list[tuple[str, str]]:
    """The kinds and ids of the pictures and documents that a record shows."""
    found = _FIGURE.finditer(getattr(record, "body", ""))
    shown = [(_KINDS[figure["kind"]], unescape(figure["id"])) for figure in found]
    cover = getattr(record, "cover_id", "")
    return [*shown, (records.Picture.kind, cover)] if cover else shown
