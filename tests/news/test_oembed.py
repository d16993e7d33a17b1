"""What pages elsewhere learn of a link to a story."""

from xml.etree import ElementTree

import pytest

from news import workflow
from news.models import Article
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def story():
    writer = factories.make_byline("林知夏", slug="lin")
    return factories.make_article(
        kicker="滨河",
        title="龙门吊<不拆了>",
        slug="cranes",
        summary="岸线 & 散步的人。",
        bylines=[{"byline": writer.pk, "name": "", "role": "author"}],
    )


def ask(client, path, **more):
    return client.get("/oembed/", {"url": f"http://testserver{path}"} | more)


def test_story_is_quoted_with_its_card(client, story):
    response = ask(client, story.get_absolute_url())
    assert response["Access-Control-Allow-Origin"] == "*"
    data = response.json()
    assert (data["version"], data["type"]) == ("1.0", "rich")
    assert data["title"] == "【滨河】龙门吊<不拆了>"
    assert data["author_name"] == "林知夏"
    assert data["author_url"] == "http://testserver/author/lin/"
    assert (data["thumbnail_width"], data["thumbnail_height"]) == (1200, 630)
    assert client.get(data["thumbnail_url"]).getvalue().startswith(b"\xff\xd8")
    assert data["html"] == (
        f'<blockquote lang="zh-Hans"><p><a href="http://testserver/article/{story.pk}/cranes/">'
        "【滨河】龙门吊&lt;不拆了&gt;</a></p><p>岸线 &amp; 散步的人。</p></blockquote>"
    )


def test_xml_says_the_same(client, story):
    response = ask(client, story.get_absolute_url(), format="xml")
    assert response["Content-Type"] == "text/xml; charset=utf-8"
    found = {row.tag: row.text for row in ElementTree.fromstring(response.content)}
    plain = ask(client, story.get_absolute_url()).json()
    assert found == {name: str(value) for name, value in plain.items()}


def test_language_is_that_of_the_link(client, story):
    data = ask(client, f"/zh-hant{story.get_absolute_url()}").json()
    assert data["title"] == "【濱河】龍門吊<不拆了>"
    assert "/zh-hant/article/" in data["html"]


def test_less_room_gets_less(client, story):
    data = ask(client, story.get_absolute_url(), maxwidth="400", maxheight="100").json()
    assert (data["width"], data["height"]) == (400, 100)
    assert "thumbnail_url" not in data


@pytest.mark.parametrize("more", [{"maxwidth": "0"}, {"maxwidth": "x"}, {"maxheight": "-5"}])
def test_nonsense_is_refused(client, story, more):
    assert ask(client, story.get_absolute_url(), **more).status_code == 404


def test_other_formats_are_not_spoken(client, story):
    assert ask(client, story.get_absolute_url(), format="yaml").status_code == 501


@pytest.mark.parametrize(
    "address",
    [
        *("", "http://", "http://[", "http://elsewhere.example/article/1/"),
        *("ftp://testserver/article/1/", "http://testserver/", "http://testserver/section/none/"),
        "http://testserver/article/999/",
    ],
)
def test_what_is_no_story_of_ours_is_not_described(client, story, address):
    assert client.get("/oembed/", {"url": address}).status_code == 404


def test_what_readers_cannot_read_is_not_described(client, story):
    draft = factories.make_article(state=Article.State.DRAFT)
    assert ask(client, f"/article/{draft.pk}/").status_code == 404
    assert ask(client, f"/en/article/{story.pk}/").status_code == 404
    workflow.withdraw(story, by=None)
    assert ask(client, story.get_absolute_url()).status_code == 404


def test_story_page_leads_to_both_forms(client, story):
    html = client.get(story.get_absolute_url()).content.decode()
    asked = f"/oembed/?url=http%3A%2F%2Ftestserver%2Farticle%2F{story.pk}%2Fcranes%2F"
    assert f'type="application/json+oembed" href="{asked}"' in html
    assert f'type="text/xml+oembed" href="{asked}&amp;format=xml"' in html


def test_description_is_kept_like_a_page_until_the_story_changes(client, committed):
    with committed():
        story = factories.make_article()
    first = ask(client, story.get_absolute_url())
    assert first["Cache-Control"].startswith("public, max-age=0, s-maxage=")
    again = client.get(
        "/oembed/",
        {"url": f"http://testserver{story.get_absolute_url()}"},
        headers={"If-None-Match": first["ETag"]},
    )
    assert again.status_code == 304
    with committed():
        workflow.withdraw(story, by=None)
    assert ask(client, story.get_absolute_url()).status_code == 404
