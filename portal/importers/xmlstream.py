"""Reads large XML of unknown make element by element, in constant memory.

The encoding is the declared one, whatever it is, with broken characters replaced; entities and
DTDs are refused by defusedxml. What a file that breaks off holds before that place still comes.
"""

import codecs
import gzip
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import IO
from xml.etree.ElementTree import Element

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser, ParseError, iterparse

from portal.importers.report import CannotImport, Report

MOST_AT_ONCE = 64 * 1024 * 1024
"""Bytes between two elements' ends; no story is that long."""

HEAD = 512

_DECLARED = re.compile(rb"^\s*<\?xml[^>]*?encoding\s*=\s*[\"']([\w.:-]+)[\"']")
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_ENTITIES = {"gb2312": "gb18030", "gbk": "gb18030"}


class _TooLong(Exception):
    """Nothing ended for longer than any story is."""


class _Characters(io.RawIOBase):
    """The characters of a file as clean UTF-8."""

    def __init__(self, stream: IO[bytes]) -> None:
        self.stream = stream
        head = stream.read(HEAD)
        self.waiting = head.removeprefix(codecs.BOM_UTF8)
        self.decoder = codecs.getincrementaldecoder(_encoding(head))(errors="replace")
        self.since = 0
        self.broken = 0

    def read(self, size: int = -1) -> bytes:
        """The next bytes; of which an element must end now and then."""
        raw = self.waiting or self.stream.read(max(size, HEAD))
        self.waiting = b""
        self.since += len(raw)
        if self.since > MOST_AT_ONCE:
            raise _TooLong
        words = self.decoder.decode(raw, final=not raw)
        self.broken += words.count("\ufffd")
        clean = _CONTROLS.sub("", words).encode("utf-8", "replace")
        return clean or (b" " if raw else b"")


def _encoding(head: bytes) -> str:
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    found = _DECLARED.match(head.removeprefix(codecs.BOM_UTF8))
    name = found[1].decode("ascii").lower() if found else "utf-8"
    try:
        return codecs.lookup(_ENTITIES.get(name, name)).name
    except LookupError:
        return "utf-8"


def elements(path: Path, names: frozenset[str], report: Report) -> Iterator[Element]:
    """Give the elements of these names, each gone after its turn; damage is told in a line.

    A name is the local one, without its namespace; an element within another given one is part of
    that. Raises CannotImport if the file cannot be opened.
    """
    try:
        with path.open("rb") as plain, _unpacked(plain) as stream:
            characters = _Characters(stream)
            try:
                yield from _elements(characters, names)
            except ParseError as error:
                line, _column = error.position
                report.note(
                    "Files that break off", f"{path.name}, line {line:,}: what stands before came"
                )
            except DefusedXmlException:
                report.note(
                    "Files that break off",
                    f"{path.name}: declares entities; what stands before came",
                )
            except _TooLong:
                report.note("Files that break off", f"{path.name}: one element of more than 64 MB")
            if characters.broken:
                report.note(
                    "Broken data",
                    f"{path.name}: {characters.broken:,} bytes are no characters of its encoding",
                )
    except (OSError, EOFError) as error:
        raise CannotImport(f"{path} cannot be read: {error}.") from error


def _unpacked(plain: IO[bytes]) -> IO[bytes]:
    is_packed = plain.read(2) == b"\x1f\x8b"
    plain.seek(0)
    return gzip.GzipFile(fileobj=plain) if is_packed else plain  # type: ignore[return-value]


def _elements(characters: _Characters, names: frozenset[str]) -> Iterator[Element]:
    parser = DefusedXMLParser(encoding="utf-8", forbid_dtd=False, forbid_entities=True)
    above: list[Element] = []
    inside = 0
    for event, element in iterparse(characters, events=("start", "end"), parser=parser):
        characters.since = 0
        if event == "start":
            above.append(element)
            inside += local(element) in names
            continue
        above.pop()
        is_wanted = local(element) in names
        inside -= is_wanted
        if is_wanted and not inside:
            yield element
        if above and not inside:
            above[-1].remove(element)


def local(element: Element) -> str:
    """The name of an element without its namespace."""
    return str(element.tag).rpartition("}")[2]


def words_of(element: Element | None) -> str:
    return (element.text or "") if element is not None else ""
