"""Traditional Chinese of single stories: their own terms, and who has read the conversion."""

import json

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils.translation import override

from news import editing, revisions, traditional
from news.models import Article
from portal.lib.addresses import in_language
from portal.site.models import SiteSettings
from tests import factories

pytestmark = pytest.mark.django_db

TITLE = "后海的船只|和皇后"
BODY = '<p>后海边的<a href="https://x.cn/后海">后海</a>，只有三只船。</p>'
UNSEEN = '<meta property="article:conversion" content="automatic">'


@pytest.fixture
def lake() -> Article:
    return factories.make_article(
        title=TITLE, slug="lake", summary="后海一景", body=BODY, traditional_terms="后海 = 后海"
    )


def traditional_page(client: Client, path: str) -> str:
    response = client.get(in_language(path, "zh-hant"))
    assert response.status_code == 200
    return response.content.decode()


def test_a_story_keeps_its_own_terms_on_its_page(client: Client, lake: Article) -> None:
    html = traditional_page(client, lake.get_absolute_url())
    assert "後海" not in html
    assert '<a href="https://x.cn/后海"' in html
    assert "<title>后海的船隻和皇后" in html
    assert '"headline":"后海的船隻和皇后"' in html
    assert '<meta property="og:description" content="后海一景">' in html
    assert "三隻船" in html


@pytest.mark.parametrize("path", ["/", "/rss.xml", "/atom.xml", "/feed.json"])
def test_terms_of_a_story_hold_for_it_alone(client: Client, lake: Article, path: str) -> None:
    factories.make_article(category=lake.category, title="另一篇在后海的报道")
    text = traditional_page(client, path)
    assert "另一篇在後海的報道" in text
    assert "后海一景" in text


def test_simplified_pages_know_nothing_of_it(client: Client, lake: Article) -> None:
    html = client.get(lake.get_absolute_url()).content.decode()
    assert "后海一景" in html
    assert UNSEEN not in html
    assert not {"\ufdd0", "\ufdd1"} & set(html)


def test_no_mark_of_ours_leaves_the_house(client: Client, lake: Article) -> None:
    address = lake.get_absolute_url()
    paths = [address, "/", f"/article/{lake.pk}.json", f"/oembed/?url=http://testserver{address}"]
    for path in paths:
        said = client.get(f"/zh-hant{path}", follow=True).content.decode()
        assert not {"\ufdd0", "\ufdd1"} & set(said), path
        assert "\\ufdd0" not in said and "%EF%B7%90" not in said, path


def test_agencies_get_the_words_of_the_story(client: Client, lake: Article) -> None:
    data = json.loads(client.get(f"/zh-hant/article/{lake.pk}.json").content)
    assert data["title"] == "后海的船隻和皇后"


def test_a_page_says_that_it_is_converted_until_somebody_read_it(
    client: Client, lake: Article, committed
) -> None:
    assert UNSEEN in traditional_page(client, lake.get_absolute_url())
    with committed():
        editing.apply(lake, {"is_traditional_checked": True}, by=None)
    assert UNSEEN not in traditional_page(client, lake.get_absolute_url())


def test_another_text_has_to_be_read_again(lake: Article) -> None:
    checked = editing.apply(lake, {"is_traditional_checked": True}, by=None)
    same = editing.apply(checked, {"is_highlighted": True}, by=None)
    assert same.is_traditional_checked
    assert not editing.apply(same, {"title": "换了标题"}, by=None).is_traditional_checked


def test_what_is_no_pair_is_refused(lake: Article) -> None:
    with pytest.raises(ValidationError):
        editing.apply(lake, {"traditional_terms": "后海"}, by=None)


def test_versions_from_before_still_apply(lake: Article) -> None:
    old = {
        name: value
        for name, value in editing.state_of(lake).items()
        if name not in ("traditional_terms", "is_traditional_checked")
    }
    state = revisions.upgraded(old, schema=1)
    assert editing.apply(lake, state, by=None).traditional_terms == ""


def test_editors_are_shown_ambiguous_words(lake: Article) -> None:
    found = {hint.simplified: hint.traditional for hint in traditional.hints(lake)}
    assert found["，只有三只船。"] == "，只有三隻船。"
    assert all("後海" not in said for said in found.values())


def test_words_of_the_newsroom_renew_the_pages(client: Client, lake: Article, committed) -> None:
    with committed():
        other = factories.make_article(category=lake.category, title="三里屯的夜", slug="night")
    assert "三里屯" in traditional_page(client, other.get_absolute_url())
    with committed():
        SiteSettings(traditional_terms="三里屯 = 三裏屯").save()
    assert "<title>三裏屯的夜" in traditional_page(client, other.get_absolute_url())


def test_terms_are_put_in_on_traditional_pages_alone(lake: Article) -> None:
    assert traditional.in_own_terms(lake, "后海") == "后海"
    with override("zh-hant"):
        assert traditional.in_own_terms(lake, "后海") != "后海"
