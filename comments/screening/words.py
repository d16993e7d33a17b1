"""The word rules against one text: what they mean, and where they hit."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from comments.screening.automaton import Automaton
from comments.screening.sight import Sight, see, squeeze, without_invisible

MOST_BETWEEN = 3
"""Characters somebody may put between two of a word to get past; more is another sentence."""

_GAP = re.compile(r"\{(\d{1,2})\}")
_HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff]")
_STOPS = frozenset("。！？!?\n")
_PROSE = _STOPS | frozenset("，、；：（）《》“”…")
"""What parts two words of an honest sentence, as in 没办，证据; between 办 and 证 alone."""
_ENGLISH_PROSE = re.compile(r"[.,;:!?]\s")

MOST_SPELT = 9
"""Characters between letters where there are some between all of them: f r e e   m o n e y."""


@dataclass(frozen=True)
class Rule:
    """A rule as the matcher needs it; `key` is whatever tells its owner which one it is."""

    key: int
    pattern: str
    exceptions: tuple[str, ...] = ()
    is_phrase: bool = field(init=False)
    parts: tuple[str, ...] = field(init=False)
    gaps: tuple[int, ...] = field(init=False)

    def __post_init__(self) -> None:
        pieces = _GAP.split(self.pattern)
        set_now = object.__setattr__
        set_now(self, "parts", tuple(squeeze(see(piece)).text for piece in pieces[::2]))
        set_now(self, "gaps", tuple(int(gap) for gap in pieces[1::2]))
        set_now(self, "is_phrase", bool(_HAN.search(self.pattern)))


@dataclass(frozen=True)
class Hit:
    """A rule that holds, and the part of the original in which it does."""

    rule: Rule
    start: int
    end: int


class Matcher:
    """All rules together; made once for a set of rules and used for every text."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self._rules: dict[str, list[Rule]] = defaultdict(list)
        exceptions: set[str] = set()
        for rule in rules:
            if rule.parts[0]:
                self._rules[rule.parts[0]].append(rule)
                exceptions.update(map(_squeezed, rule.exceptions))
        self._automaton = Automaton(self._rules)
        self._exceptions = Automaton(exceptions)

    def hits(self, text: str) -> list[Hit]:
        """Every rule that holds, once each, in the order of the text."""
        sight = see(text)
        tight = squeeze(sight)
        excepted = self._excepted(tight.text)
        found: dict[int, Hit] = {}
        for start, word in self._automaton.find(tight.text):
            for rule in self._rules[word]:
                end = _end_of(rule, tight.text, start)
                if (
                    end
                    and rule.key not in found
                    and self._is_meant(rule, text, tight, start, end)
                    and not _is_excepted(rule, excepted, start, end)
                ):
                    found[rule.key] = Hit(rule, *tight.span(start, end))
        return sorted(found.values(), key=lambda hit: (hit.start, hit.end))

    def _excepted(self, tight: str) -> list[tuple[int, int, str]]:
        return [(start, start + len(word), word) for start, word in self._exceptions.find(tight)]

    @staticmethod
    def _is_meant(rule: Rule, text: str, tight: Sight, start: int, end: int) -> bool:
        if rule.gaps:
            return True
        between = list(_between(text, tight, start, end))
        if rule.is_phrase:
            return _is_phrase_meant(between)
        return _is_word_meant(rule, text, tight, start, end, between)


def _squeezed(text: str) -> str:
    return squeeze(see(text)).text


def _end_of(rule: Rule, tight: str, start: int) -> int:
    """Where the rule ends that begins at `start`; 0 if its further parts do not follow."""
    end = start + len(rule.parts[0])
    for gap, part in zip(rule.gaps, rule.parts[1:], strict=True):
        at = tight.find(part, end, end + gap + len(part))
        if at < 0:
            return 0
        end = at + len(part)
    return end


def _is_excepted(rule: Rule, excepted: list[tuple[int, int, str]], start: int, end: int) -> bool:
    own = set(map(_squeezed, rule.exceptions))
    return any(first <= start and end <= last and word in own for first, last, word in excepted)


def _between(text: str, tight: Sight, start: int, end: int) -> Iterator[str]:
    """What stands in the original between each two characters of the find."""
    for index in range(start, end - 1):
        yield text[tight.ends[index] : tight.starts[index + 1]]


def _is_phrase_meant(between: list[str]) -> bool:
    """Han words have no borders; across the end of a sentence they are two words."""
    if _is_spelt_out(between):
        return True
    seen = [gap for gap in map(_bare, between) if gap]
    return not any(len(gap) > MOST_BETWEEN or _parts_sentences(gap) for gap in seen)


def _is_word_meant(
    rule: Rule, text: str, tight: Sight, start: int, end: int, between: list[str]
) -> bool:
    """Latin words count whole, or with signs inside: spelt out, or as cas*ino and free_money."""
    if not _stands_alone(text, tight, start, end):
        return False
    if _is_spelt_out(between):
        return True
    wanted = map(bool, map(_bare, _own_between(rule.pattern)))
    return all(
        _is_border(_bare(gap)) if is_wanted else _is_joint(_bare(gap))
        for gap, is_wanted in zip(between, wanted, strict=True)
    )


def _is_spelt_out(between: list[str]) -> bool:
    seen = list(map(_bare, between))
    return len(seen) > 1 and all(0 < len(gap) <= MOST_SPELT for gap in seen)


def _is_border(gap: str) -> bool:
    """What may stand where the rule has a space."""
    return 0 < len(gap) <= MOST_BETWEEN and not _parts_sentences(gap)


def _is_joint(gap: str) -> bool:
    """What may stand within a word: nothing, or signs without a space."""
    return len(gap) <= MOST_BETWEEN and not any(sign.isspace() or sign in _PROSE for sign in gap)


def _parts_sentences(gap: str) -> bool:
    return bool(_PROSE & set(gap) or _ENGLISH_PROSE.search(gap))


def _own_between(pattern: str) -> Iterator[str]:
    tight = squeeze(see(pattern))
    return _between(pattern, tight, 0, len(tight.text))


def _stands_alone(text: str, tight: Sight, start: int, end: int) -> bool:
    """No Latin letter or digit touches the find on either side."""
    touches_before = (
        start > 0
        and tight.ends[start - 1] == tight.starts[start]
        and _is_latin(tight.text[start - 1])
    )
    touches_after = (
        end < len(tight.text)
        and tight.starts[end] == tight.ends[end - 1]
        and _is_latin(tight.text[end])
    )
    return not touches_before and not touches_after


def _is_latin(character: str) -> bool:
    return character.isalnum() and not _HAN.match(character)


def _bare(gap: str) -> str:
    """The signs between two letters that can be seen."""
    return without_invisible(gap) if gap else ""
