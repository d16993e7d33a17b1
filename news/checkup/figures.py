"""Numbers and days in words and digits, Chinese and English, as values that can be compared."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

DIGITS = {"零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5}
DIGITS |= {"六": 6, "七": 7, "八": 8, "九": 9}
TENS = {"十": 10, "百": 100, "千": 1_000}
LARGE = {"万": 10**4, "亿": 10**8}
ENGLISH_LARGE = {"thousand": 10**3, "million": 10**6, "billion": 10**9}
_UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen"
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_MONTHS = "january february march april may june july august september october november december"
ENGLISH = {name: number for number, name in enumerate(_UNITS.split())}
ENGLISH_TENS = {name: 10 * number for number, name in enumerate(_TENS.split(), start=2)}
MONTHS = {name: number for number, name in enumerate(_MONTHS.split(), start=1)}

_ROUNDING_BEFORE = re.compile(r"(?:近|约|逾|超|超过|大约|上|多达|不到|不足|nearly|about|over) ?$")
_ROUNDING_AFTER = re.compile(r" ?(?:多|余|来|左右|上下|以上|以下)")

_ARABIC = re.compile(
    r"(?<![\w.])(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
    r"(\s?[万亿千百]+(?![\u4e00-\u9fff]*[万亿]))?(\s(?:thousand|million|billion))?",
    re.ASCII,
)
_CHINESE = re.compile(r"[零〇一二两三四五六七八九十百千万亿]+")
_WORDS = re.compile(
    rf"\b(?:({'|'.join(ENGLISH_TENS)})-({'|'.join(list(ENGLISH)[1:10])})"
    rf"|({'|'.join((*ENGLISH_TENS, *ENGLISH))}))\b",
    re.IGNORECASE,
)
_CHINESE_DAY = re.compile(
    r"(?:(\d{4})年)?(\d{1,2})月(\d{1,2})[日号]|(?<![\d.])(\d{1,2})[日号](?![楼线院店门])"
)
_ENGLISH_DAY = re.compile(
    rf"\b(?:(\d{{1,2}})(?:st|nd|rd|th)?\s+({'|'.join(MONTHS)})"
    rf"|({'|'.join(MONTHS)})\s+(\d{{1,2}})(?:st|nd|rd|th)?\b)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Figure:
    """A number as it stands in a text; `is_rounded` where the text says it is about so many."""

    value: Decimal
    text: str
    start: int
    end: int
    is_digits: bool
    is_rounded: bool = False

    @property
    def is_round(self) -> bool:
        """Whether it is in words and ends with noughts: 四千一百."""
        return not self.is_digits and self.value % 10 == 0


@dataclass(frozen=True)
class Day:
    """A day of a month."""

    month: int
    day: int
    start: int
    end: int


def figures_in(text: str) -> Iterator[Figure]:
    """Every number of a text: in digits, in Chinese characters, in English words."""
    taken: list[tuple[int, int]] = []
    for match in _ARABIC.finditer(text):
        value = Decimal(match[1].replace(",", ""))
        for unit in (match[2] or "").strip():
            value *= TENS.get(unit) or LARGE[unit]
        value *= ENGLISH_LARGE.get((match[3] or "").strip(), 1)
        taken.append(match.span())
        yield _figure(value, match, text, is_digits=True)
    for match in _CHINESE.finditer(text):
        if not any(start <= match.start() < end for start, end in taken):
            value_of = chinese_value(match[0])
            if value_of is not None:
                yield _figure(Decimal(value_of), match, text, is_digits=False)
    for match in _WORDS.finditer(text):
        yield _figure(Decimal(_english_value(match)), match, text, is_digits=False)


def days_in(text: str) -> Iterator[Day]:
    """Every day of a month that a text names with its month."""
    for match in _CHINESE_DAY.finditer(text):
        if match[2]:
            yield Day(int(match[2]), int(match[3]), *match.span())
    for match in _ENGLISH_DAY.finditer(text):
        month = MONTHS[(match[2] or match[3]).lower()]
        yield Day(month, int(match[1] or match[4]), *match.span())


def chinese_value(words: str) -> int | None:
    """三百二十三 is 323; what is no number, as 千万, 万一 or a row of digits, is None."""
    if words[0] in LARGE or words in ("千万", "百千", "十百") or words.endswith("零"):
        return None
    if not any(sign in TENS or sign in LARGE for sign in words):
        return _row_of_digits(words)
    total = part = digit = 0
    for sign in words:
        if sign in DIGITS:
            digit = DIGITS[sign]
        elif sign in TENS:
            part += (digit or 1) * TENS[sign]
            digit = 0
        else:
            total += (part + digit or 1) * LARGE[sign]
            part = digit = 0
    if digit and words[-2:-1] in ("百", "千", "万"):  # 三百二 is 320
        before = TENS.get(words[-2]) or LARGE[words[-2]]
        digit *= before // 10
    return total + part + digit


def _row_of_digits(words: str) -> int | None:
    """一九七九 is 1979; 三四 (three or four) is none."""
    if len(words) == 1:
        return DIGITS[words]
    if len(words) == 4:
        return int("".join(str(DIGITS[sign]) for sign in words))
    return None


def _english_value(match: re.Match[str]) -> int:
    if match[1]:
        return ENGLISH_TENS[match[1].lower()] + ENGLISH[match[2].lower()]
    word = match[3].lower()
    return ENGLISH_TENS.get(word) or ENGLISH[word]


def _figure(value: Decimal, match: re.Match[str], text: str, *, is_digits: bool) -> Figure:
    start, end = match.span()
    before, after = text[max(0, start - 8) : start], text[end : end + 3]
    is_rounded = bool(_ROUNDING_BEFORE.search(before) or _ROUNDING_AFTER.match(after))
    return Figure(value, match[0].strip(), start, end, is_digits, is_rounded)
