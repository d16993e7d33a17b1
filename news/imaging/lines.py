"""Breaking a title into lines of a given width, between its clauses where they fit."""

from __future__ import annotations

import re
from collections.abc import Callable

from portal.lib.text import HAN, clauses

Measure = Callable[[str], float]

_OPENING = "“‘「『（《〈【("
_CLOSING = "，。、：；？！…—·”’」』）》〉】％%,.;:?!)"

#: What never parts: a number with its sign, a Latin word, or one other character; marks stay with
#: what they close or open.
_UNITS = re.compile(
    rf"[{_OPENING}]*(?:[^\s{HAN}{_OPENING}{_CLOSING}]+(?:[.,'’%:/-]+[^\s{HAN}{_OPENING}{_CLOSING}]+)*"
    rf"|[^\s{_CLOSING}])?[{_CLOSING}]*\s*"
)


def broken(title: str, breaks: str, width: float, measure: Measure) -> list[str]:
    """The lines of a title; Latin ones are made about equally long."""
    found = clauses(title, breaks)
    if len(found) == 1 and found[0].flows and not re.search(f"[{HAN}]", title):
        return _balanced(_units(title), width, measure)
    lines: list[str] = [""]
    for clause in found:
        text = clause.text
        if measure((lines[-1] + text).rstrip()) <= width:
            lines[-1] += text
        elif measure(text.rstrip()) <= width and not clause.flows:
            lines.append(text)
        else:
            lines += _filled(_units(text), width, measure)
    return [line.strip() for line in lines if line.strip()]


def clipped(text: str, width: float, measure: Measure) -> str:
    """As much of a text as fits, with … where something is left out."""
    if measure(text) <= width:
        return text
    while text and measure(f"{text}…") > width:
        text = text[:-1]
    return f"{text.rstrip('…')}…"


def _units(text: str) -> list[str]:
    return [unit for unit in _UNITS.findall(text) if unit]


def _filled(units: list[str], width: float, measure: Measure) -> list[str]:
    """Lines as full as they can be; what is wider than a line is cut anywhere."""
    lines = [""]
    for unit in units:
        if lines[-1] and measure((lines[-1] + unit).rstrip()) > width:
            lines.append("")
        for letter in [unit] if measure(unit.rstrip()) <= width else unit:
            if lines[-1] and measure((lines[-1] + letter).rstrip()) > width:
                lines.append("")
            lines[-1] += letter
    return [line.strip() for line in lines if line.strip()]


def _balanced(units: list[str], width: float, measure: Measure) -> list[str]:
    """The narrowest lines that are no more than the fullest would be."""
    fullest = _filled(units, width, measure)
    low, high = width / 2, width
    while high - low > 4:
        middle = (low + high) / 2
        if len(_filled(units, middle, measure)) > len(fullest):
            low = middle
        else:
            high = middle
    return _filled(units, high, measure)
