"""What changed between two texts: first block by block, then character by character.

Han characters count one by one, Latin words and numbers as a whole, and so does each mark of
the HTML. Data in, data out.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from html import unescape
from itertools import groupby
from typing import Literal

from news.body.tree import parse, to_html

Op = Literal["same", "added", "removed"]

TOKENS = re.compile(r"<[^>]*>|&[#\w]+;|[A-Za-z0-9À-ɏ]+|\s+|.", re.DOTALL)
SENTENCES = re.compile(r"[^。！？；\n]*[。！？；\n]?[”’」』]*", re.DOTALL)

MARK = re.compile(r"</?[a-z][^>]*>")

MOST_CELLS = 1_000_000
"""Pairs of tokens that are compared one by one; longer texts are compared by sentences first."""

SHORTEST_SAME = 2
"""Fewer characters left standing between two changes only tear them apart."""

ALIKE = 0.3
"""Blocks that share so much are one block that changed."""


@dataclass(frozen=True)
class Piece:
    """A stretch of text that stayed, came or went; or a mark of the HTML that did."""

    op: Op
    text: str

    @property
    def is_mark(self) -> bool:
        """Whether the stretch is a mark of the HTML and no words."""
        return MARK.fullmatch(self.text) is not None

    @property
    def plain(self) -> str:
        """The words of a stretch, its marks left out."""
        return unescape(MARK.sub("", self.text))


@dataclass(frozen=True)
class Block:
    """A paragraph, a heading, a picture: as it stands in both, or what changed in it."""

    pieces: tuple[Piece, ...]

    @property
    def shown(self) -> tuple[Piece, ...]:
        """Its pieces; a block without words, such as a picture, shows its marks."""
        if any(piece.plain.strip() for piece in self.pieces) or self.op == "changed":
            return self.pieces
        mark = "".join(piece.text for piece in self.pieces).lstrip("<").partition(">")[0]
        return (Piece(self.pieces[0].op, f"‹{mark}›"),)

    @property
    def op(self) -> str:
        """One of same, added, removed, changed."""
        ops = {piece.op for piece in self.pieces}
        return ops.pop() if len(ops) == 1 else "changed"


@dataclass(frozen=True)
class Chunk:
    """A stretch of blocks of two versions that began from one."""

    base: tuple[str, ...]
    theirs: tuple[str, ...]
    mine: tuple[str, ...]

    @property
    def is_same(self) -> bool:
        return self.theirs == self.mine

    @property
    def takes_theirs(self) -> bool:
        """Which side is offered first: the one that changed it, else theirs."""
        return self.theirs != self.base or self.mine == self.base

    @property
    def is_conflict(self) -> bool:
        """Whether both changed it, and differently."""
        return self.theirs != self.mine and self.base not in (self.theirs, self.mine)


def blocks(html: str) -> list[str]:
    """A stored body as its top-level blocks."""
    return [block for node in parse(html) if (block := to_html([node])).strip()]


def compare_text(before: str, after: str) -> tuple[Piece, ...]:
    """What came and went between two texts."""
    if before == after:
        return (Piece("same", before),) if before else ()
    return tuple(_joined(_whole(_pieces(before, after))))


def compare_blocks(before: str, after: str) -> list[Block]:
    """Two stored bodies side by side, block by block."""
    old, new = blocks(before), blocks(after)
    found: list[Block] = []
    for op, i, j, m, n in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if op == "equal":
            found += [Block((Piece("same", block),)) for block in old[i:j]]
        else:
            found += _changed(old[i:j], new[m:n])
    return found


def merge(base: Sequence[str], theirs: Sequence[str], mine: Sequence[str]) -> list[Chunk]:
    """Lay two versions of a list of blocks over the one they began from."""
    chunks, at, left, right = [], 0, 0, 0
    for start, there, here in _anchors(base, theirs, mine):
        if (start, there, here) != (at, left, right):
            chunks.append(_chunk(base[at:start], theirs[left:there], mine[right:here]))
        if start < len(base):
            chunks.append(_chunk(*[[base[start]]] * 3))
        at, left, right = start + 1, there + 1, here + 1
    return chunks


def _chunk(base: Sequence[str], theirs: Sequence[str], mine: Sequence[str]) -> Chunk:
    return Chunk(tuple(base), tuple(theirs), tuple(mine))


def _anchors(
    base: Sequence[str], theirs: Sequence[str], mine: Sequence[str]
) -> Iterator[tuple[int, int, int]]:
    """The blocks that stand in all three, and the end."""
    there, here = _places(base, theirs), _places(base, mine)
    for place in range(len(base)):
        if place in there and place in here:
            yield place, there[place], here[place]
    yield len(base), len(theirs), len(mine)


def _places(base: Sequence[str], other: Sequence[str]) -> dict[int, int]:
    matches = SequenceMatcher(None, base, other, autojunk=False).get_matching_blocks()
    return {match.a + step: match.b + step for match in matches for step in range(match.size)}


def _changed(old: list[str], new: list[str]) -> Iterator[Block]:
    """Pair what was replaced, in order; blocks that have little in common came and went."""
    rest = list(new)
    for block in old:
        partner = next((place for place, other in enumerate(rest) if _is_alike(block, other)), None)
        if partner is None:
            yield Block((Piece("removed", block),))
            continue
        yield from (Block((Piece("added", other),)) for other in rest[:partner])
        yield Block(compare_text(block, rest[partner]))
        del rest[: partner + 1]
    yield from (Block((Piece("added", other),)) for other in rest)


def _is_alike(one: str, other: str) -> bool:
    matcher = SequenceMatcher(None, one[:400], other[:400], autojunk=False)
    return matcher.quick_ratio() >= ALIKE


def _pieces(before: str, after: str) -> Iterator[Piece]:
    old, new = TOKENS.findall(before), TOKENS.findall(after)
    if len(old) * len(new) <= MOST_CELLS:
        yield from _matched(old, new)
        return
    sentences = _matched(SENTENCES.findall(before), SENTENCES.findall(after))
    for is_same, run in groupby(sentences, lambda piece: piece.op == "same"):
        changed = list(run)
        gone = "".join(piece.text for piece in changed if piece.op != "added")
        come = "".join(piece.text for piece in changed if piece.op != "removed")
        words, others = TOKENS.findall(gone), TOKENS.findall(come)
        if is_same or len(words) * len(others) > MOST_CELLS:
            yield from changed
        else:
            yield from _matched(words, others)


def _matched(old: list[str], new: list[str]) -> Iterator[Piece]:
    for op, i, j, m, n in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if op == "equal":
            yield from (Piece("same", token) for token in old[i:j])
            continue
        yield from (Piece("removed", token) for token in old[i:j])
        yield from (Piece("added", token) for token in new[m:n])


def _whole(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """Let a change swallow the few characters that stayed in the midst of it."""
    runs = [(op, list(run)) for op, run in groupby(pieces, lambda piece: piece.op)]
    for place, (op, run) in enumerate(runs):
        text = "".join(piece.text for piece in run)
        is_inside = 0 < place < len(runs) - 1
        is_words = any(character.isalnum() for character in text) and "<" not in text
        if op == "same" and is_inside and is_words and len(text) < SHORTEST_SAME:
            yield Piece("removed", text)
            yield Piece("added", text)
        else:
            yield from run


def _joined(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """Join neighbours; between two that stayed, first what went, then what came."""
    for is_same, run in groupby(pieces, lambda piece: piece.op == "same"):
        stretch = list(run)
        ops: tuple[Op, ...] = ("same",) if is_same else ("removed", "added")
        for op in ops:
            ofkind = [piece.text for piece in stretch if piece.op == op]
            for is_mark, texts in groupby(ofkind, lambda text: text.startswith("<")):
                if is_mark:
                    yield from (Piece(op, text) for text in texts)
                else:
                    yield Piece(op, "".join(texts))
