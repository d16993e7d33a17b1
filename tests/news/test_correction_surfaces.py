"""Where a correction shows: one record, and every surface that must tell of it.

A surface that forgets fails under its own name.
"""

import json
import re
from collections.abc import Callable
from datetime import timedelta
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.utils import timezone, translation

from news import corrections
from news.models import Article, Correction
from news.social_card import social_card
from tests.factories import make_article, make_category

pytestmark = pytest.mark.django_db

Kind = Correction.Kind
TEXT = "岸线长三百米，不是五百米。"
BODY = "<p>墙后面是船台，岸线长五百米。</p>"
ATOM = "{http://www.w3.org/2005/Atom}"


def get(path: str) -> str:
    answer = Client().get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


def main_of(path: str) -> str:
    return get(path).split("<main")[1].split("</main>")[0]


def page_of(story: Article) -> str:
    return main_of(story.get_absolute_url())


def ninjs_of(story: Article) -> dict:
    return json.loads(get(f"/article/{story.pk}.json"))


def json_item(story: Article) -> dict:
    (item,) = json.loads(get("/feed.json"))["items"]
    return item


def article_data(story: Article) -> dict:
    scripts = re.findall(r'application/ld\+json">(.*?)</script>', get(story.get_absolute_url()))
    return next(item for item in map(json.loads, scripts) if item["@type"] == "NewsArticle")


def card_name(story: Article) -> str:
    with translation.override("zh-hans"):
        return social_card(Article.objects.get(pk=story.pk), []).name


def updated_in(feed: str, tag: str) -> str:
    return next(ElementTree.fromstring(get(feed)).iter(tag)).text or ""


def hit_of(story: Article) -> str:
    return main_of("/search/?q=龙门吊")


# Each surface: what it says of a story, from which the correction must be seen.
SURFACES: dict[str, Callable[[Article], object]] = {
    "the story's page": lambda story: TEXT in page_of(story),
    "the steps below the story": lambda story: 'class="steps"' in page_of(story),
    "the page's time of change": lambda story: (
        "article:modified_time" in get(story.get_absolute_url())
    ),
    "JSON-LD": lambda story: article_data(story).get("correction"),
    "JSON-LD's time of change": lambda story: article_data(story)["dateModified"],
    "the page of corrections": lambda story: TEXT in main_of("/corrections/"),
    "the corrections' RSS": lambda story: TEXT in get("/corrections/rss.xml"),
    "the corrections' Atom": lambda story: TEXT in get("/corrections/atom.xml"),
    "the corrections' JSON feed": lambda story: TEXT in get("/corrections/feed.json"),
    "the text in RSS": lambda story: TEXT in get("/rss.xml"),
    "the text in Atom": lambda story: TEXT in get("/atom.xml"),
    "the text in the JSON feed": lambda story: "corrections" in json_item(story).get("_portal", {}),
    "updated in RSS": lambda story: updated_in("/rss.xml", f"{ATOM}updated"),
    "updated in Atom": lambda story: updated_in("/atom.xml", f"{ATOM}updated"),
    "date_modified in the JSON feed": lambda story: json_item(story)["date_modified"],
    "the note in ninjs": lambda story: TEXT in ninjs_of(story).get("edNote", ""),
    "the version in ninjs": lambda story: int(ninjs_of(story)["version"]),
    "the time of the version in ninjs": lambda story: ninjs_of(story)["versionCreated"],
    "the search result": lambda story: str(Kind.CORRECTION.label) in hit_of(story),
    "the share card": card_name,
    "the timeline of the front": lambda story: f"{Kind.CORRECTION.label}：旧船厂" in main_of("/"),
    "the sitemap": lambda story: get(f"/sitemap-stories-{story.pk // 1000}.xml"),
}


@pytest.fixture
def story() -> Article:
    return make_article(
        category=make_category(slug="city"),
        title="旧船厂的龙门吊不拆了",
        kicker="滨河",
        summary="墙后面是船台。",
        body=BODY,
        publish_at=timezone.now() - timedelta(hours=3),
    )


def correct(
    story: Article, kind: Correction.Kind = Kind.CORRECTION, text: str = TEXT
) -> Correction:
    return corrections.correct(story, kind=kind, text=text, by=None)


@pytest.mark.parametrize("surface", SURFACES)
def test_one_record_drives_every_surface(surface, story):
    look = SURFACES[surface]
    before = look(story)
    correct(story)
    after = look(story)
    assert after, surface
    assert after != before, surface


def test_amending_moves_every_time_of_change(story):
    correction = correct(story)
    Correction.objects.update(at=timezone.now() - timedelta(hours=1))
    names = [name for name in SURFACES if "time" in name and "front" not in name]
    names += [name for name in SURFACES if "updated" in name or "date_" in name]
    before = {name: SURFACES[name](story) for name in names if "page's" not in name}
    correction.refresh_from_db()
    correction.text = "岸线长三百二十米。"
    corrections.amend(correction, by=None)
    assert [name for name in before if SURFACES[name](story) == before[name]] == []


RETRACTED: dict[str, Callable[[Article], str]] = {
    "the story's page": page_of,
    "the head of the page": lambda story: page_of(story).split("</h1>")[0],
    "the title of the page": lambda story: get(story.get_absolute_url()).split("</title>")[0],
    "the front": lambda story: main_of("/"),
    "the section": lambda story: main_of("/section/city/"),
    "the archive": lambda story: main_of("/archive/"),
    "search": hit_of,
    "RSS": lambda story: get("/rss.xml"),
    "Atom": lambda story: get("/atom.xml"),
    "the JSON feed": lambda story: json_item(story)["title"],
    "ninjs": lambda story: ninjs_of(story)["title"],
    "oEmbed": lambda story: json.loads(
        get(f"/oembed/?url=http://testserver{story.get_absolute_url()}")
    )["title"],
}


@pytest.mark.parametrize("surface", RETRACTED)
def test_retracted_story_is_marked_and_its_text_is_gone(surface, story, settings):
    settings.SITE_URL = "http://testserver"
    correct(story, Kind.RETRACTION)
    told = RETRACTED[surface](story)
    assert str(Kind.RETRACTION.label) in told, surface
    assert "五百米。</p>" not in told
    assert "墙后面是船台" not in told


def test_address_of_a_retracted_story_answers_with_the_notice(story):
    correct(story, Kind.RETRACTION)
    page = page_of(story)
    assert page.index("<s>") < page.index(TEXT)
    data = article_data(story)
    assert data["creativeWorkStatus"] == "Retracted"
    assert ninjs_of(story)["pubStatus"] == "canceled"
    assert "bodies" not in ninjs_of(story)
    assert "<news:title>" not in get("/sitemap-news.xml")


def test_retraction_taken_back_gives_the_text_back(story):
    correction = correct(story, Kind.RETRACTION)
    corrections.take_back(correction, by=None)
    assert "岸线长五百米" in page_of(story)
    assert Article.objects.get(pk=story.pk).corrected_as == ""


def test_gravest_stands_first(story):
    for kind in (Kind.APOLOGY, Kind.CORRECTION, Kind.CLARIFICATION, Kind.UPDATE):
        correct(story, kind, f"{kind.value}：岸线长三百米，不是五百米。")
    page = page_of(story)
    places = [page.index(f"{kind.value}：") for kind in (Kind.APOLOGY, Kind.CORRECTION)]
    places += [page.index(f"{kind.value}：") for kind in (Kind.CLARIFICATION, Kind.UPDATE)]
    assert places == sorted(places)
    assert Article.objects.get(pk=story.pk).corrected_as == Kind.APOLOGY


def test_each_step_is_noted_down(story, editor):
    correction = corrections.correct(story, text=TEXT, by=editor)
    correction.text = "岸线长三百二十米。"
    corrections.amend(correction, by=editor)
    corrections.take_back(correction, by=editor)
    entries = story.workflow_entries.filter(by=editor).order_by("pk")
    assert [entry.move for entry in entries] == ["correct", "amend", "take back"]
    assert TEXT in entries[0].reason
