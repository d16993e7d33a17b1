"""The house's list of words: a first list to begin with, and what a word would have found."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction

from news.checkup.gather import word_of
from news.checkup.story import Passage, passages_of
from news.checkup.writing import places_of
from news.models import Article, HouseWord

RECENT = 300
"""Stories a word is tried on: some weeks of a small paper, read in well under a second."""

AROUND = 12
"""Characters shown on each side of a hit."""

FIRST_LIST: dict[str, tuple[str, ...]] = {
    # 中华人民共和国广告法 (2021), article 9 (3), and what market supervision counts as the same.
    HouseWord.Kind.ADVERTISING: (
        *("国家级", "最高级", "最佳", "全国第一", "全网第一", "销量第一", "第一品牌", "顶级"),
        *("极品", "全网最低价", "史无前例", "绝无仅有", "万能", "包治百病", "根治", "零风险"),
        *("稳赚不赔", "保本保息", "国家领导人推荐", "特供", "专供"),
    ),
    # Common slips of the pen (现代汉语词典, 第7版): what is written, and what is meant.
    HouseWord.Kind.STYLE: (
        *("做为→作为", "既使→即使", "按装→安装", "帐号→账号", "帐单→账单"),
        *("渡假→度假", "欢渡→欢度", "松驰→松弛", "一愁莫展→一筹莫展", "再接再励→再接再厉"),
        *("鬼鬼崇崇→鬼鬼祟祟", "甘败下风→甘拜下风", "迫不急待→迫不及待", "金壁辉煌→金碧辉煌"),
    ),
}


@dataclass(frozen=True)
class Hit:
    """Where a word stands in a story: the words around it, split at it."""

    article: Article
    before: str
    said: str
    after: str


@transaction.atomic
def take_in_first_list() -> int:
    """Add what is not on the list yet; answers how many words that were."""
    known = set(HouseWord.objects.values_list("pattern", flat=True))
    rows = [row for row in _first_rows() if row.pattern not in known]
    HouseWord.objects.bulk_create(rows)
    return len(rows)


def _first_rows() -> Iterable[HouseWord]:
    for kind, entries in FIRST_LIST.items():
        for entry in entries:
            pattern, _arrow, suggestion = entry.partition("→")
            yield HouseWord(pattern=pattern, kind=kind, suggestion=suggestion)


def tried_on_recent(row: HouseWord) -> tuple[int, list[Hit]]:
    """How many stories were read, and where among the newest the word would have been found."""
    stories = Article.objects.exclude(state=Article.State.BINNED).order_by("-updated_at")
    recent = list(stories[:RECENT])
    return len(recent), [hit for article in recent for hit in _hits(row, article)]


def _hits(row: HouseWord, article: Article) -> Iterable[Hit]:
    word = word_of(row)
    heads = [Passage("title", article.title), Passage("summary", article.summary)]
    for passage in [*heads, *passages_of(article.body)]:
        for start in places_of(word, passage.text):
            end, text = start + len(word.pattern), passage.text
            before, after = text[max(0, start - AROUND) : start], text[end : end + AROUND]
            yield Hit(article, before, text[start:end], after)
