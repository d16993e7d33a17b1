"""Pages, references, plain text, summaries, and what readers get of them."""

import pytest
from django.utils import translation

from news.body import PROVIDERS, MediaShelf, Page, film_in, pages, references, render, summary, text
from news.body.grammar import film_of

from .shelf import SHELF

NOBODY = MediaShelf()


def test_a_story_without_breaks_is_one_untitled_page() -> None:
    assert pages("<p>a</p><p>b</p>") == [Page("", "<p>a</p><p>b</p>")]
    assert pages("") == []


def test_a_break_names_the_page_it_begins_and_one_may_stand_first() -> None:
    story = (
        '<hr class="page" data-title="围墙 &amp; 河"><p>a</p>'
        '<hr class="page"><hr class="page" data-title="图纸"><p>b</p><hr class="page">'
    )
    assert pages(story) == [Page("围墙 & 河", "<p>a</p>"), Page("图纸", "<p>b</p>")]


def test_references_come_once_each_in_order() -> None:
    story = (
        '<figure data-image="3"></figure><figure data-document="5"></figure>'
        '<div class="duo"><figure data-image="1"></figure><figure data-image="3"></figure></div>'
    )
    assert references(story).images == [3, 1]
    assert references(story).documents == [5]


def test_text_has_a_line_for_each_paragraph_and_row_and_no_notes() -> None:
    story = (
        '<h2>数字</h2><p>一<strong>二</strong><br>三</p><aside class="note"><p>密</p></aside>'
        "<table><caption>表</caption><tbody><tr><th>a</th><td>1</td></tr></tbody></table>"
        "<ul><li>项</li><li><p>甲</p><p>乙</p></li></ul>"
        '<figure data-image="1"><figcaption>图注</figcaption></figure>'
    )
    assert text(story) == "数字\n一二 三\n表\na 1\n项\n甲\n乙\n图注"


def test_a_summary_takes_whole_paragraphs_when_they_fit() -> None:
    story = "<h2>题</h2><p>第一段。</p><blockquote><p>引</p></blockquote><p>第二段。</p>"
    assert summary(story) == "第一段。第二段。"
    assert summary("<p>One.</p><p>Two.</p>") == "One. Two."
    assert summary("") == ""


def test_a_summary_ends_with_a_sentence_or_an_ellipsis() -> None:
    assert (
        summary("<p>他说：“不拆。”墙后面是一块四十年没有开过门的地方</p>", 12) == "他说：“不拆。”"
    )
    assert summary("<p>墙后面是一块四十年没有开过门的地方</p>", 10) == "墙后面是一块四十年…"
    assert summary("<p>The wall of the yard had a gap</p>", 20) == "The wall of the…"
    assert len(summary(f"<p>{'长' * 500}</p>")) == 120


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_numbers_of_pictures_do_not_break_when_nothing_is_known(language: str) -> None:
    story = (
        '<figure data-image="12"></figure><div class="duo"><figure data-image="1"></figure></div>'
        '<figure data-document="5"></figure><p>a</p>'
    )
    with translation.override(language):
        assert render(story, NOBODY) == "<p>a</p>"


def test_unknown_blocks_show_their_words() -> None:
    story = '<section class="poll"><p>a</p><b>b</b></section><p class="x">c</p><u>d</u>'
    assert render(story, NOBODY) == "<p>a</p>b<p>c</p>d"
    assert render("<p>not closed <strong>at all", NOBODY)
    assert render("</p></div>a & b < c", NOBODY) == "a &amp; b &lt; c"


def test_only_links_that_leave_the_site_are_marked() -> None:
    story = '<p><a href="/article/1/">a</a><a href="https://b.example/">b</a></p>'
    assert render(story, NOBODY) == (
        '<p><a href="/article/1/">a</a><a href="https://b.example/" rel="noopener">b</a></p>'
    )


def test_a_film_asks_nothing_of_its_site_before_the_click() -> None:
    html = render('<figure data-video="youtube:dQw4w9WgXcQ"></figure>', SHELF)
    assert "<iframe" not in html
    assert "src=" not in html
    assert 'href="https://www.youtube.com/watch?v=dQw4w9WgXcQ"' in html


def test_providers_name_the_origins_of_their_players() -> None:
    assert {provider.origin for provider in PROVIDERS.values()} == {
        "https://player.bilibili.com",
        "https://www.youtube-nocookie.com",
        "https://v.qq.com",
    }
    assert film_of("qq:a0012abcdef") == (PROVIDERS["qq"], "a0012abcdef")


@pytest.mark.parametrize(
    ("address", "film"),
    [
        ("https://www.bilibili.com/video/BV1xx411c7mD/?p=2", "bilibili:BV1xx411c7mD"),
        ("//player.bilibili.com/player.html?aid=1&bvid=BV1xx411c7mD", "bilibili:BV1xx411c7mD"),
        ("https://youtu.be/dQw4w9WgXcQ?t=3", "youtube:dQw4w9WgXcQ"),
        ("https://www.youtube.com/watch?app=m&v=dQw4w9WgXcQ", "youtube:dQw4w9WgXcQ"),
        ("https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ", "youtube:dQw4w9WgXcQ"),
        ("https://v.qq.com/x/page/a0012abcdef.html", "qq:a0012abcdef"),
        ("https://v.qq.com/x/cover/mzc00200/a0012abcdef.html", "qq:a0012abcdef"),
        ("https://v.qq.com/txp/iframe/player.html?vid=a0012abcdef", "qq:a0012abcdef"),
        ("https://example.com/video/1", None),
        ("https://youtu.be/short", None),
    ],
)
def test_films_are_found_in_the_addresses_that_people_copy(address: str, film: str | None) -> None:
    assert film_in(address) == film
