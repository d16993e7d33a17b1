"""The check-up in the form of a story."""

import pytest
from django.urls import reverse

from news import workflow
from news.models import Article, Checkup, CheckupOverride, HouseWord, Revision
from news.views import unseen
from tests import factories
from tests.desk_forms import errors_of, save

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft():
    return factories.make_article(state=Article.State.DRAFT)


def address_of(article, door="change"):
    return reverse(f"admin:news_article_{door}", args=[article.pk])


def panel_of(response):
    text = response.content.decode()
    start = text.index('id="checkup"')
    return text[start : text.index("</section>", start)]


def test_the_button_looks_at_what_is_typed_and_saves_nothing(desk, draft):
    response = save(desk, address_of(draft), title="半角,逗号的标题", _checkup="1")
    assert response.status_code == 200
    assert "，" in panel_of(response)
    assert 'href="#id_title"' in panel_of(response)
    assert "errornote" not in response.content.decode()
    assert response.context["adminform"].form["title"].value() == "半角,逗号的标题"
    assert not Revision.objects.exists()
    draft.refresh_from_db()
    assert draft.title != "半角,逗号的标题"


def test_the_button_looks_at_the_whole_page(desk, draft, monkeypatch):
    drawn = []

    def crooked(pk, state):
        drawn.append(unseen_page(pk, state))
        return drawn[-1].replace("</main>", "", 1)

    unseen_page = unseen.page
    assert "&lt;" not in panel_of(save(desk, address_of(draft), _checkup="1"))
    monkeypatch.setattr(unseen, "page", crooked)
    assert "&lt;/body&gt;" in panel_of(save(desk, address_of(draft), _checkup="1"))
    assert "<html" in drawn[0]


def test_errors_bring_the_form_back_with_its_text(desk, draft):
    HouseWord.objects.create(pattern="谣言", kind=HouseWord.Kind.BANNED)
    typed = {"title": "一条谣言的来历", "body": "<p>写了很久的一段话。</p>", "_publish": "1"}
    response = save(desk, address_of(draft), **typed)
    assert response.status_code == 200
    assert "#checkup" in str(errors_of(response))
    assert "谣言" in panel_of(response)
    assert 'name="checkup_reason"' in panel_of(response)
    form = response.context["adminform"].form
    assert form["title"].value() == typed["title"]
    assert form["body"].value() == typed["body"]
    draft.refresh_from_db()
    assert draft.state == Article.State.DRAFT
    assert not Checkup.objects.exists()


def test_a_reason_publishes_over_errors_and_is_shown(desk, draft):
    HouseWord.objects.create(pattern="谣言", kind=HouseWord.Kind.BANNED)
    typed = {"title": "一条谣言的来历", "_publish": "1", "checkup_reason": "辟谣稿，引用原话"}
    assert save(desk, address_of(draft), **typed).status_code == 302
    draft.refresh_from_db()
    assert draft.is_live()
    assert CheckupOverride.objects.get().reason == "辟谣稿，引用原话"
    page = desk.get(address_of(draft, "checkups")).content.decode()
    assert "辟谣稿，引用原话" in page
    assert "谣言" in page


def test_a_suggestion_is_put_into_the_form_and_not_saved(desk, draft):
    typed = {"title": "北堤路|围墙拆了,行人多了", "body": "<p>他说,<strong>好</strong>.</p>"}
    response = save(desk, address_of(draft), **typed, _mend="all")
    form = response.context["adminform"].form
    assert form["title"].value() == "北堤路|围墙拆了，行人多了"
    assert form["body"].value() == "<p>他说，<strong>好</strong>。</p>"
    assert not Revision.objects.exists()


def test_many_stories_are_published_except_those_with_errors(desk, draft):
    bad = factories.make_article(
        state=Article.State.DRAFT, cover=factories.make_image(credit=" ").pk
    )
    data = {"action": "publish_chosen", "_selected_action": [draft.pk, bad.pk]}
    desk.post(reverse("admin:news_article_changelist"), data)
    assert set(Article.objects.filter(state=Article.State.PUBLISHED)) == {draft}


def test_earlier_checkups_ask_the_same_for_one_and_for_five(
    desk, draft, editor, django_assert_num_queries
):
    workflow.publish(draft, by=editor)
    page = address_of(draft, "checkups")
    desk.get(page)
    with django_assert_num_queries(6):
        desk.get(page)
    for _time in range(4):
        workflow.publish(draft, by=editor)
    with django_assert_num_queries(6):
        desk.get(page)


def test_a_reporter_without_the_story_sees_no_checkups(client_of, make_user, draft):
    reader = make_user("摄影编辑", role="moderator")
    assert client_of(reader).get(address_of(draft, "checkups")).status_code == 403
