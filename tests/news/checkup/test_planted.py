"""What is planted is found, and nothing else."""

import re
import time
from collections import Counter
from datetime import date

import pytest

from news import checkup, editing, revisions
from news.checkup.story import SourceFacts, Story, Twin
from news.models import Article, HouseWord
from portal.demo.city import FOLDER, city
from portal.demo.stories import load_stories
from tests import factories
from tests.news.checkup.city_desk import fifty

pytestmark = pytest.mark.django_db

PLANTED = Counter(
    {
        "editor": 1,
        "reprint_title": 1,
        "reprint_url": 1,
        "title_length": 1,
        "summary_length": 1,
        "card_title": 1,
        "card_focus": 1,
        "ai_picture": 1,
        "ai_text": 1,
        "picture_credit": 1,
        "picture_alt": 1,
        "picture_rights": 1,
        "picture_gone": 1,
        "punctuation": 1,
        "headings": 1,
        "word_banned": 1,
        "word_sensitive": 1,
        "word_advertising": 1,
        "word_style": 1,
        "numbers": 1,
        "dates": 1,
        "translation_numbers": 1,
        "translation_dates": 1,
        "names": 1,
        "alike": 1,
    }
)

TOLD_BEFORE = (
    "<p>北堤船厂停产十一年，龙门吊一直立在江边。船台、滑道和一间锯齿顶车间都留在原地，"
    "墙外的人只能从渡轮上看见它们。去年秋天，检测人员爬上钢结构，量出主梁的锈蚀比预想的轻，"
    "真正要换的是四只行走机构和全部电缆。方案公示以后，意见最多的一条是不要把灯打得太亮。</p>"
)


def planted() -> Article:
    """A reprint in which each of 25 things is wrong."""
    factories.make_article(title="先前的一篇", body=TOLD_BEFORE)
    for pattern, kind in zip(
        ("谣传", "维稳", "全城第一", "做为"), HouseWord.Kind.values, strict=True
    ):
        HouseWord.objects.create(pattern=pattern, kind=kind)
    cover = factories.make_image(width=800, height=1600)  # upright, no focal point
    bare = factories.make_image(credit=" ")
    mute = factories.make_image(alt_zh=" ")
    ended = factories.make_image(rights_end=date(2020, 5, 1))
    made = factories.make_image(ai_label="generated")
    shown = "".join(
        f'<figure data-image="{pk}"></figure>'
        for pk in (bare.pk, mute.pk, ended.pk, made.pk, 999_999)
    )
    body = (
        TOLD_BEFORE
        + "<h3>先拆的是墙</h3>"
        + "<p>首期步道长320米,九月可以走人。</p>"  # half-width; the title says 300
        + "<p>征求意见到9月12日为止，一共收到72份。</p>"
        + "<p>有人谣传要涨价，街道做了维稳工作，自称全城第一，做为回应贴出了账本。</p>"
        + "<p>记者林知夏，在现场看到工人砌墙。“慢一点好。”林之夏说。</p>"
        + "<p>本文由AI辅助整理。</p>"
        + shown
    )
    story = factories.make_article(
        state=Article.State.DRAFT,
        source=factories.make_source(kind="agency").pk,
        title=f"首期步道300米{'还给散步的人而且一路走到江边渡口再回来' * 4}",
        summary=f"征求意见到9月21日为止。{'龙门吊留下来。' * 20}",
        body=body,
        cover=cover.pk,
        bylines=[{"byline": None, "name": "林知夏", "role": "author"}],
    )
    english = re.sub(r"<p>征求意见.*?</p>", "<p>Comments close on 2 September; 27 came.</p>", body)
    factories.make_article(
        language="en",
        title="The first 300 metres",
        body=english,
        translation_group=str(story.translation_group),
    )
    return story


def test_twenty_five_planted_faults_are_twenty_five_findings(capsys):
    story = planted()
    findings = checkup.look_at(story, revisions.working_state(story))
    found = Counter(finding.kind for finding in findings)
    _print(capsys, found)
    assert found == PLANTED
    assert sum(PLANTED.values()) == 25


def test_each_finding_names_a_place_that_holds_it():
    story = planted()
    by_kind = {each.kind: each for each in checkup.look_at(story, editing.state_of(story))}
    places = {kind: finding.place for kind, finding in by_kind.items()}
    assert (places["punctuation"].field, places["punctuation"].block) == ("body", 2)
    assert "320米,九月" in places["punctuation"].excerpt
    assert places["dates"].field == "summary"
    assert places["numbers"].field == "title"
    assert places["picture_gone"].block == 11
    assert places["card_focus"].field == "cover"
    assert places["editor"].field == "article_bylines"
    assert places["reprint_url"].field == "original_url"


def test_fifty_clean_stories_give_none(capsys):
    source = factories.make_source(kind="own").pk
    section = factories.make_category()
    stories = [
        factories.make_article(
            state=Article.State.DRAFT,
            category=section,
            source=source,
            title=copy.title,
            summary=copy.summary,
            body=copy.body,
            tags=list(copy.tags),
            cover=factories.make_image().pk,
            bylines=[
                {"byline": None, "name": "罗一川", "role": "author"},
                {"byline": None, "name": "何敏", "role": "editor"},
            ],
        )
        for copy in fifty()
    ]
    for pattern, kind in zip(
        ("谣传", "维稳", "全城第一", "做为"), HouseWord.Kind.values, strict=True
    ):
        HouseWord.objects.create(pattern=pattern, kind=kind)
    found = [
        (finding.kind, finding.text, story.title)
        for story in stories
        for finding in checkup.look_at(story, editing.state_of(story))
    ]
    with capsys.disabled():
        print(f"\n{len(stories)} clean stories: {len(found)} findings")  # noqa: T201
    assert found == []
    assert len(stories) == 50


def test_the_demo_city_is_clean(capsys):
    """Its texts, each beside its translation; pictures and rows are no part of this."""
    people = {row["key"]: row for row in city()["bylines"]}
    stories = load_stories(FOLDER / "stories")
    found = []
    for told in stories:
        ending = "name_en" if told.language == "en" else "name_zh"
        story = Story(
            language=told.language,
            title=told.title,
            summary=told.summary,
            body=told.body,
            ai_label=told.ai_label,
            source=SourceFacts("澄浦新闻", is_reprint=False),
            bylines=(
                *((people[row.byline][ending], row.role) for row in told.bylines if row.byline),
                ("何敏", "editor"),
            ),
            tags=told.tags,
            twin=_twin_of(told, stories),
        )
        found += [(told.key, each.kind, each.text) for each in checkup.findings_in(story, {})]
    with capsys.disabled():
        print(f"\n{len(stories)} demo stories: {len(found)} findings")  # noqa: T201
    assert found == []


def _twin_of(told, stories):
    for other in stories:
        if other.translation_of == told.key or told.translation_of == other.key:
            return Twin(other.language, other.title, other.summary, other.body)
    return None


@pytest.mark.alone
def test_a_story_of_five_thousand_characters_is_looked_at_in_time(capsys):
    paragraphs = [text for copy in fifty()[::5] for text in copy.paragraphs]
    body = "".join(f"<p>{text}</p>" for text in paragraphs * 4)[:6_500].rpartition("<p>")[0]
    assert len(re.sub(r"<[^>]+>", "", body)) >= 5_000
    story = factories.make_article(state=Article.State.DRAFT, body=body, tags=["北堤路", "澄河"])
    state = editing.state_of(story)
    checkup.look_at(story, state)
    took = []
    for _time in range(3):
        start = time.process_time()
        checkup.look_at(story, state)
        took.append(time.process_time() - start)
    with capsys.disabled():
        print(f"\n5,000 characters are looked at in {min(took) * 1000:.0f} ms")  # noqa: T201
    assert min(took) <= 0.3


def _print(capsys, found: Counter) -> None:
    with capsys.disabled():
        print("\nkind                 found/planted")  # noqa: T201
        for kind in sorted(PLANTED | found):
            print(f"{kind:20} {found[kind]}/{PLANTED[kind]}")  # noqa: T201
        print(f"{'all':20} {sum(found.values())}/{sum(PLANTED.values())}")  # noqa: T201
