"""Whether title, summary, text and translation agree in numbers, days and names.

Nothing is said about which of two is right.
"""

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from news.checkup.figures import Day, Figure, days_in, figures_in
from news.checkup.finding import Finding, Place
from news.checkup.registry import kind
from news.checkup.story import Passage, Story
from news.models.checkup import Severity

SMALLEST = 10
"""Smaller numbers (一个, 三处, Line 5) are seldom a claim that anybody would check."""

NEAR, ROUND = Decimal("0.25"), Decimal("0.05")
"""近三百人 may be 298 in the text; 四百个车位, without a word of about, at most 404."""

LIKE = Decimal("1.5")
"""40 minutes and 20 minutes are two facts; 320 metres and 300 metres may be one."""

THING = 2
"""Characters after a number, or before it, that say what is counted."""


@kind("numbers", gettext_lazy("Numbers that differ"), Severity.WARNING)
def numbers(story: Story) -> Iterator[Finding]:
    """A number of the title or summary where the text has another one.

    One in digits should stand in the text; one in words may be said nowhere else, and is named
    only where the text counts the same thing otherwise.
    """
    if not story.lines:
        return
    told = [(line.text, figure) for line in story.lines for figure in figures_in(line.text)]
    values = [figure for _text, figure in told]
    for passage in _heads(story):
        days = [(day.start, day.end) for day in days_in(passage.text)]
        for figure in figures_in(passage.text):
            is_small = figure.value < SMALLEST and figure.value == int(figure.value)
            if is_small or _is_within(figure, days) or _is_told(figure, values):
                continue
            place = passage.at(figure.start, figure.end)
            other = next((b for a, b in told if _counts_the_same(passage.text, figure, a, b)), None)
            if other is not None:
                text = _("“%(here)s” is “%(there)s” in the text.")
                said = text % {"here": figure.text, "there": other.text}
                yield Finding("numbers", said, place)
            elif figure.is_digits:
                text = _("“%s” does not stand in the text.") % figure.text
                yield Finding("numbers", text, place)


def _counts_the_same(text: str, figure: Figure, other_text: str, other: Figure) -> bool:
    """Whether numbers of one size have the same words after them, or a unit and words before."""
    if max(figure.value, other.value) > LIKE * min(figure.value, other.value):
        return False
    after, other_after = text[figure.end :], other_text[other.end :]
    if not after[:1].strip() or after[:1] != other_after[:1] or not after[0].isalpha():
        return False
    is_same_after = after[:THING] == other_after[:THING] and after[:THING].isalpha()
    before = text[max(0, figure.start - THING) : figure.start]
    other_before = other_text[max(0, other.start - THING) : other.start]
    is_same_before = len(before) == THING and before.isalpha() and before == other_before
    return is_same_after or is_same_before


@kind("dates", gettext_lazy("Days that differ"), Severity.WARNING)
def dates(story: Story) -> Iterator[Finding]:
    """A day of the title or summary where the text names other days, and not this one."""
    told = {(day.month, day.day) for line in story.lines for day in days_in(line.text)}
    if not told:
        return
    for passage in _heads(story):
        for day in days_in(passage.text):
            if (day.month, day.day) not in told:
                said = passage.text[day.start : day.end]
                text = _("The text names other days than “%s”.") % said
                yield Finding("dates", text, passage.at(day.start, day.end))


@kind("translation_numbers", gettext_lazy("Translation: numbers"), Severity.WARNING)
def translation_numbers(story: Story) -> Iterator[Finding]:
    """A number here that is another one in the same paragraph of the translation."""
    for passage, other in _side_by_side(story):
        here = list(_strong(passage.text))
        there = list(_strong(other))
        all_here, all_there = list(figures_in(passage.text)), list(figures_in(other))
        only_here = [figure for figure in here if not _is_told(figure, all_there)]
        only_there = [figure for figure in there if not _is_told(figure, all_here)]
        for figure, twin in zip(only_here, only_there, strict=False):
            if len(only_here) == len(only_there):
                text = _("“%(here)s” is “%(there)s” in the translation.")
                said = text % {"here": figure.text, "there": twin.text}
                place = passage.at(figure.start, figure.end)
                yield Finding("translation_numbers", said, place)


@kind("translation_dates", gettext_lazy("Translation: days"), Severity.WARNING)
def translation_dates(story: Story) -> Iterator[Finding]:
    """A day here that is another one in the same paragraph of the translation."""
    for passage, other in _side_by_side(story):
        here, there = list(days_in(passage.text)), list(days_in(other))
        only_here = [day for day in here if _key(day) not in map(_key, there)]
        only_there = [day for day in there if _key(day) not in map(_key, here)]
        if len(here) == len(there):
            for day, twin in zip(only_here, only_there, strict=False):
                text = _("“%(here)s” is “%(there)s” in the translation.")
                said = {
                    "here": passage.text[day.start : day.end],
                    "there": other[twin.start : twin.end],
                }
                place = passage.at(day.start, day.end)
                yield Finding("translation_dates", text % said, place)


def _heads(story: Story) -> list[Passage]:
    return [passage for passage in story.passages if passage.field != "body"]


def _strong(text: str) -> Iterator[Figure]:
    """Numbers in digits that a translation keeps; those of days are compared as days."""
    days = [(day.start, day.end) for day in days_in(text)]
    for figure in figures_in(text):
        if figure.is_digits and figure.value >= SMALLEST and not _is_within(figure, days):
            yield figure


def _is_told(figure: Figure, told: Iterable[Figure]) -> bool:
    for other in told:
        if figure.value == other.value:
            return True
        gap = abs(figure.value - other.value) / max(figure.value, other.value, Decimal(1))
        if gap <= NEAR and (figure.is_rounded or other.is_rounded):
            return True
        if gap <= ROUND and (figure.is_round or other.is_round):
            return True
    return False


def _is_within(figure: Figure, spans: Iterable[tuple[int, int]]) -> bool:
    return any(start <= figure.start < end for start, end in spans)


def _key(day: Day) -> tuple[int, int]:
    return day.month, day.day


def _side_by_side(story: Story) -> Iterator[tuple[Passage, str]]:
    """Each passage beside its translation: heads always, lines where there are as many."""
    twin = story.twin
    if twin is None:
        return
    yield Passage("title", story.title), twin.title
    if story.summary and twin.summary:
        yield Passage("summary", story.summary), twin.summary
    if len(story.lines) == len(twin.lines):
        yield from zip(story.lines, twin.lines, strict=True)


# Names ------------------------------------------------------------------------------------

SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许邓韩冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕"
    "丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱"
    "戴严莫孔向常汤"
)
SAID = "说|表示|介绍|认为|告诉|指出|回忆|透露|解释|坦言|补充|强调|觉得|笑道|摄|文"
ROLES = (
    "记者|通讯员|市长|区长|县长|镇长|书记|主任|局长|处长|科长|院长|校长|所长|站长|经理|老师|教师|教授"
    "|工程师|医生|护士|居民|村民|市民|店主|老板|馆长|负责人|队长|设计师|研究员|专家|律师|司机|摄影|编辑"
)
_SPEAKER = re.compile(rf"(?<![\u4e00-\u9fff])([{SURNAMES}][\u4e00-\u9fff]{{2}})(?={SAID})")
_TITLED = re.compile(rf"(?:{ROLES})([{SURNAMES}][\u4e00-\u9fff]{{2}})(?={SAID}|[，。、：；）])")
_PLACE_ENDS = (
    "有限公司|公司|集团|银行|医院|大学|中学|小学|学校|社区|广场|大厦|码头|渡口|船厂|公园|图书馆|博物馆"
    "|大桥|新村|小区|街道|厂|桥|路|街|巷|村|镇|馆|站|院|局|湖|河|江|山|园|寺|港|湾"
)
_PLACE = re.compile(rf"([\u4e00-\u9fff]{{2,}}?)({_PLACE_ENDS})$")
NOT_SLIPS = frozenset("零一二两三四五六七八九十东西南北上下前后左右新老大小内外中")
"""第一中学 and 第二中学, 南门 and 北门 are two things, and no slip of the pen."""

_LATIN = re.compile(r"\b[A-Z][a-z]{3,}(?: [A-Z][a-z]+)+\b")


@kind("names", gettext_lazy("Names spelt two ways"), Severity.WARNING)
def names(story: Story) -> Iterator[Finding]:
    """A name of the text that is one character away from a byline, a tag or itself elsewhere."""
    told: set[tuple[str, str]] = set()
    for passage, start, said, known in _alike(story):
        if (said, known) in told or (known, said) in told:
            continue
        told.add((said, known))
        text = _("“%(said)s” and “%(known)s”: is it one name?")
        place = passage.at(start, start + len(said)) if passage else Place("article_bylines")
        yield Finding("names", text % {"said": said, "known": known}, place)


def _alike(story: Story) -> Iterator[tuple[Passage | None, int, str, str]]:
    people = list(_people(story)) if story.is_chinese else list(_latin_names(story))
    bylines = [name for name, _role in story.bylines]
    order = [*bylines, *story.tags, *_by_number(name for _p, _s, name in people)]
    trusted = {name: place for place, name in reversed(list(enumerate(order)))}
    for passage, start, said in people:
        for name in trusted:
            if trusted[name] < trusted[said] and is_slip(said, name):
                yield passage, start, said, name
                break
    if story.is_chinese:
        for tag in story.tags:
            yield from _misspelt(story, tag)


def _by_number(names_said: Iterable[str]) -> list[str]:
    """Names, the one said most often first."""
    counted: dict[str, int] = {}
    for name in names_said:
        counted[name] = counted.get(name, 0) + 1
    return sorted(counted, key=lambda name: -counted[name])


def _people(story: Story) -> Iterator[tuple[Passage, int, str]]:
    """Persons the text lets speak, or names with what they are."""
    for passage in story.passages:
        found = {
            match.start(1): match[1]
            for pattern in (_SPEAKER, _TITLED)
            for match in pattern.finditer(passage.text)
        }
        for start, name in sorted(found.items()):
            yield passage, start, name


def _latin_names(story: Story) -> Iterator[tuple[Passage, int, str]]:
    for passage in story.passages:
        for match in _LATIN.finditer(passage.text):
            yield passage, match.start(), match[0]


def _misspelt(story: Story, tag: str) -> Iterator[tuple[Passage, int, str, str]]:
    """A place or house whose name is a tag, with another character in what is its own."""
    match = _PLACE.fullmatch(tag)
    if match is None or len(tag) < 4:
        return
    own, end = match[1], match[2]
    for place in range(len(own)):
        pattern = re.compile(f"{own[:place]}([\u4e00-\u9fff]){own[place + 1 :]}{end}")
        for passage in story.passages:
            for found in pattern.finditer(passage.text):
                pair = {found[1], own[place]}
                if found[0] not in story.tags and len(pair) > 1 and not pair & NOT_SLIPS:
                    yield passage, found.start(), found[0], tag


def is_slip(said: str, known: str) -> bool:
    """Whether two names of at least three letters differ in one of them, the first excepted."""
    if said == known or len(said) != len(known) or len(said) < 3 or said[0] != known[0]:
        return False
    differing = [pair for pair in zip(said, known, strict=True) if pair[0] != pair[1]]
    return len(differing) == 1 and not set(differing[0]) & NOT_SLIPS
