"""One page is in one language, and the way to the other languages keeps the place."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
from django.test import Client

from news.models import Tag
from portal.lib.addresses import in_language
from portal.site.models import Page, SiteSettings
from tests import factories

pytestmark = pytest.mark.django_db

VOID = {"area", "br", "col", "hr", "img", "input", "link", "meta", "source", "track", "use", "path"}
SPOKEN = ("alt", "title", "aria-label", "placeholder", "data-done")
HAN = re.compile("[\u3400-\u9fff]")
LATIN = re.compile("[A-Za-z]{2,}")
# Names of formats and addresses are the same in every language.
EVERYWHERE = re.compile(r"RSS|Atom|JSON Feed|ninjs|\S+@\S+|https?://\S+|EN|English")


class Words(HTMLParser):
    """The words of a page that are in its own language: (text, where)."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[tuple[str, bool]] = []
        self.found: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        foreign = ("lang" in named and tag != "html") or named.get("translate") == "no"
        is_left_out = foreign or tag in ("script", "style", "svg") or (self.open and self._is_out())
        if not is_left_out:
            self.found += [named[name] or "" for name in SPOKEN if name in named]
        if tag not in VOID:
            self.open.append((tag, bool(is_left_out)))

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if data.strip() and not self._is_out():
            self.found.append(" ".join(data.split()))

    def _is_out(self) -> bool:
        return bool(self.open) and self.open[-1][1]


def strangers(html: str, language: str) -> Iterator[str]:
    """The words of a page that are not in its language."""
    for text in Words(html).found:
        if EVERYWHERE.fullmatch(text):
            continue
        if language == "en":
            wrong = HAN.search(text)
        elif HAN.search(text):
            codec = "big5" if language == "zh-hant" else "gb2312"
            wrong = any(_is_of_other_script(letter, codec) for letter in HAN.findall(text))
        else:
            wrong = LATIN.search(text)
        if wrong:
            yield text


def _is_of_other_script(letter: str, codec: str) -> bool:
    """Big5 holds what Traditional prints, GB 2312 what Simplified does."""
    try:
        letter.encode(codec)
    except UnicodeEncodeError:
        return True
    return False


@pytest.fixture
def places() -> list[str]:
    """The Simplified addresses of a small bilingual site, one of each kind of page."""
    SiteSettings(name_zh="澄浦新闻", name_en="Chengpu News").save()
    section = factories.make_category("城建", slug="building", name_en="Building")
    writer = factories.make_byline("林知夏", slug="lin", name_en="Lin Zhixia")
    source = factories.make_source("水文站", slug="gauge", name_en="Gauge")
    shared = {
        "category": section,
        "source": source.pk,
        "bylines": [{"byline": writer.pk, "name": "", "role": "author"}],
    }
    chinese = factories.make_article(title="龙门吊不拆了", slug="cranes", tags=["步道"], **shared)
    factories.make_article(
        title="Cranes stay",
        body="<p>At six in the morning.</p>",
        language="en",
        translation_group=str(chinese.translation_group),
        **shared,
    )
    Tag.objects.filter(name="步道").update(name_en="Walk", slug="walk")
    Page.objects.create(
        slug="about",
        title_zh="关于我们",
        title_en="About",
        body_zh="<p>编辑部。</p>",
        body_en="<p>Us.</p>",
    )
    return [
        "/",
        "/section/building/",
        f"/article/{chinese.pk}/",
        "/tag/walk/",
        "/source/gauge/",
        "/author/lin/",
        "/archive/",
        "/corrections/",
        "/feeds/",
        "/search/",
        "/page/about/",
        "/offline/",
        "/nowhere/",
        "/accounts/login/",
        "/accounts/signup/",
        "/accounts/password/reset/",
    ]


@pytest.mark.parametrize("language", ["zh-hans", "zh-hant", "en"])
def test_no_page_mixes_languages(places: list[str], language: str) -> None:
    found = {}
    for place in places:
        html = Client().get(in_language(place, language), follow=True).content.decode()
        if mixed := list(strangers(html, language)):
            found[place] = mixed
    assert found == {}


@pytest.mark.parametrize(
    ("html", "language"),
    [
        ("<p>Sign in</p>", "zh-hans"),
        ("<p>登录</p>", "en"),
        ('<img alt="登录">', "en"),
        ("<p>頭條</p>", "zh-hans"),
        ("<p>头条</p>", "zh-hant"),
    ],
)
def test_a_stranger_is_noticed(html: str, language: str) -> None:
    assert list(strangers(html, language))


def switch(html: str) -> dict[str, tuple[str, bool]]:
    """Where the switch leads, by language, and whether it says that there is no translation."""
    nav = html.split('<nav class="langs"')[1].split("</nav>")[0]
    links = re.findall(r'<a href="([^"]+)" lang="([^"]+)"([^>]*)>', nav)
    return {code: (path.replace("&amp;", "&"), " title=" in rest) for path, code, rest in links}


def test_the_switch_keeps_the_place(places: list[str]) -> None:
    for place in ("/section/building/", "/archive/", "/accounts/login/", "/page/about/"):
        ways = switch(Client().get(place).content.decode())
        assert ways["en"] == (in_language(place, "en"), False), place
        assert ways["zh-Hant"] == (in_language(place, "zh-hant"), False), place


def test_the_switch_keeps_what_was_sought(places: list[str]) -> None:
    ways = switch(Client().get("/search/?q=cranes").content.decode())
    assert ways["en"] == ("/en/search/?q=cranes", False)


def test_the_switch_says_that_a_story_has_no_translation() -> None:
    story = factories.make_article(title="只有中文", slug="chinese")
    client = Client()
    ways = switch(client.get(f"/article/{story.pk}/chinese/").content.decode())
    assert ways["en"] == ("/en/", True)
    assert ways["zh-Hant"] == (f"/zh-hant/article/{story.pk}/chinese/", False)
    answer = client.get(f"/en/article/{story.pk}/")
    assert answer.status_code == 404
    said = answer.content.decode()
    assert "This story is not in this language" in said
    assert switch(said)["zh-Hans"] == (f"/article/{story.pk}/chinese/", False)
