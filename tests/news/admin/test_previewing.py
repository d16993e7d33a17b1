"""The preview at the desk: any version, seen in every way, and nothing changed by looking."""

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from news import drafts, preview_links, revisions, workflow
from news.models import Article, PreviewLink, Revision, SearchText, Tag
from tests import factories

pytestmark = pytest.mark.django_db

SURFACES = ("phone", "desktop", "print", "card", "feed", "search")


@pytest.fixture
def story(editor):
    """Live, with a version that waits."""
    writer = factories.make_byline("林知夏")
    article = factories.make_article(title="龙门吊", body="<p>读者看到的。</p>", summary="旧摘要。")
    state = {
        "title": "龙门吊不拆了",
        "body": "<p>等着发表的。</p>",
        "summary": "新摘要。",
        "tags": ["步道"],
        "bylines": [
            {"byline": writer.pk, "name": "", "role": "author"},
            {"byline": None, "name": "罗一川", "role": "photographer"},
        ],
        "gallery": [{"image": factories.make_image().pk, "caption": "船台"}],
    }
    return revisions.save(article, state, by=editor).article


def base(story: Article) -> str:
    return f"/admin/news/article/{story.pk}/preview/"


def page(client, story, of, piece="page", language="zh-hans"):
    answer = client.get(f"{base(story)}{of}/{language}/{piece}/")
    assert answer.status_code == 200
    return answer.content.decode()


def test_every_version_is_shown_as_the_page_it_would_be(desk, editor, story):
    drafts.keep(
        story, {"body": "<p>还没存的。</p>"}, by=editor, base=story.working_number, version=0
    )
    assert "读者看到的" in page(desk, story, "live")
    waiting = page(desk, story, "newest")
    assert "等着发表的" in waiting
    assert all(words in waiting for words in ("龙门吊不拆了", "林知夏", "罗一川", "步道"))
    assert "还没存的" in page(desk, story, "mine")
    assert "读者看到的" in page(desk, story, "1")


def test_the_page_is_the_readers_own_after_publishing(desk, client, editor, story):
    before = page(desk, story, "newest")
    workflow.publish(story, by=editor)
    after = client.get(Article.objects.get(pk=story.pk).get_absolute_url()).content.decode()

    def text(html):
        return html.split('id="text">')[1].split('<div class="fin">')[0]

    assert text(before) == text(after)


def test_looking_changes_nothing(desk, story):
    def everything():
        return (
            list(Article.objects.values()),
            list(Revision.objects.values_list("hash")),
            list(SearchText.objects.values()),
            list(Tag.objects.values()),
            list(story.article_bylines.values()),
        )

    before = everything()
    for surface in SURFACES:
        assert desk.get(f"{base(story)}newest/?on={surface}").status_code == 200
    for piece in ("page", "feed", "hit"):
        page(desk, story, "newest", piece)
    assert everything() == before
    assert "读者看到的" in desk.get(story.get_absolute_url()).content.decode()


def test_answers_are_for_one_editor_now(desk, story):
    answer = desk.get(f"{base(story)}newest/zh-hans/page/")
    assert "private, no-store" in answer["Cache-Control"]
    assert answer["Content-Language"] == "zh-hans"
    assert "data-seen" not in answer.content.decode()
    screen = desk.get(base(story))
    assert "frame-src 'self'" in screen["Content-Security-Policy"]


def test_card_is_drawn_of_the_version(desk, story):
    drawn = [desk.get(f"{base(story)}{of}/zh-hans/card.jpg") for of in ("live", "newest")]
    assert [answer["Content-Type"] for answer in drawn] == ["image/jpeg"] * 2
    assert drawn[0].content[:2] == b"\xff\xd8"
    assert drawn[0].content != drawn[1].content


def test_feed_and_search_show_the_version(desk, story):
    assert "新摘要" in page(desk, story, "newest", "feed")
    assert "等着发表的" in page(desk, story, "newest", "feed")
    assert "龙门吊不拆了" in page(desk, story, "newest", "hit")
    found = desk.get(f"{base(story)}newest/?on=search").content.decode()
    assert "新摘要" in found
    assert "旧摘要" in desk.get(f"{base(story)}live/?on=search").content.decode()


def test_traditional_page_is_converted(desk, story):
    assert "龍門吊不拆了" in page(desk, story, "newest", language="zh-hant")
    assert desk.get(f"{base(story)}newest/en/page/").status_code == 404


@pytest.mark.parametrize("of", ["99", "mine", "x", "１", "9" * 12])
def test_versions_there_are_not_answer_404(of, desk, story):
    assert desk.get(f"{base(story)}{of}/").status_code == 404
    assert desk.get(f"{base(story)}{of}/zh-hans/page/").status_code == 404


def test_erased_version_is_not_shown(desk, editor, administrator):
    story = factories.make_article(state="draft")
    story = revisions.save(story, {"body": "<p>又一稿。</p>"}, by=editor).article
    revisions.erase(story.revisions.get(number=1), by=administrator, why="法院裁定")
    assert desk.get(f"{base(story)}1/").status_code == 302
    assert desk.get(f"{base(story)}1/zh-hans/page/").status_code == 404


def test_new_story_without_a_word_can_be_looked_at(desk, editor):
    article = drafts.begin(by=editor, category=factories.make_category())
    for surface in SURFACES:
        assert desk.get(f"{base(article)}newest/?on={surface}").status_code == 200
    page(desk, article, "newest")


def test_hostile_words_in_an_old_version_are_harmless(desk, editor):
    article = factories.make_article(state="draft")
    row = revisions.save(article, {"body": "<p>好。</p>"}, by=editor).revision
    state = row.state | {"body": "<p onclick=x>好<script>alert(1)</script></p>", "title": "<b>"}
    Revision.objects.filter(pk=row.pk).update(state=json.loads(json.dumps(state)))
    shown = page(desk, article, str(row.number)) + page(desk, article, str(row.number), "feed")
    assert "alert(1)" not in shown
    assert "onclick=x" not in shown
    assert "<b></h1>" not in shown


@pytest.mark.parametrize("role", ["moderator", "picture editor"])
def test_only_who_may_edit_looks(role, make_user, client_of, story):
    client = client_of(make_user("别人", role=role))
    assert client.get(base(story)).status_code == 403
    assert client.get(f"{base(story)}newest/zh-hans/page/").status_code == 403


def test_link_is_made_shown_once_and_revoked(desk, story, client):
    answer = desk.post(f"{base(story)}links/", {"hours": "24", "note": "律师"}, follow=True)
    html = answer.content.decode()
    address = html.split('class="address" value="')[1].split('"')[0]
    path = address.removeprefix("http://testserver")
    path = path[path.index("/preview/") :]
    assert "等着发表的" in client.get(path).content.decode()
    link = PreviewLink.objects.get()
    assert link.expires_at - link.created_at == timedelta(days=1)
    again = desk.get(base(story)).content.decode()
    assert "律师" in again and address not in again
    assert "127.0.0.0/24" in again
    assert "律师" in desk.get(f"/admin/news/article/{story.pk}/change/").content.decode()
    desk.post(f"{base(story)}links/{link.pk}/revoke/")
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("hours", ["0", "337", "x", ""])
def test_impossible_times_make_no_link(hours, desk, story):
    answer = desk.post(f"{base(story)}links/", {"hours": hours}, follow=True)
    assert not PreviewLink.objects.exists()
    assert 'class="errorlist"' in answer.content.decode() or "error" in answer.content.decode()


def test_queries_do_not_grow_with_links_and_uses(desk, editor, story, client):
    def count():
        desk.get(base(story))
        with CaptureQueriesContext(connection) as asked:
            desk.get(base(story))
        return len(asked)

    preview_links.make(story, by=editor, lasts=timedelta(hours=2))
    one = count()
    for _number in range(4):
        _link, token = preview_links.make(story, by=editor, lasts=timedelta(hours=2))
        client.get(f"/preview/{token}/")
    assert count() == one
