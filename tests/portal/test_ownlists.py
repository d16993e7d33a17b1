"""Lists as people like them: saved views and columns, through the desk's own pages."""

import pytest

from comments.admin.lists import CommentAdmin
from portal.lib import savedviews
from portal.lib.models import ChosenColumns, SavedView
from tests import factories
from tests.desk_forms import told

pytestmark = pytest.mark.django_db

LIST = "/admin/news/article/"
NEW = f"{LIST}views/new/"
COLUMNS = f"{LIST}columns/"


@pytest.fixture
def desk(editor, client_of):
    return client_of(editor)


def keep(client, name: str, query: str, **more: str):
    return client.post(NEW, {"name": name, "query": query} | more)


def tabs(client, query: str = "") -> list[tuple[str, bool]]:
    response = client.get(f"{LIST}{query}")
    return [(tab.view.name, tab.is_current) for tab in response.context["tabs"]]


def test_a_view_is_saved_shown_and_chosen(desk):
    draft = factories.make_article(state="draft")
    factories.make_article()
    response = keep(desk, " 我的草稿箱 ", "state=draft&p=2&_facets=1&language__exact=zh-hans")
    assert response.url == f"{LIST}?language__exact=zh-hans&state=draft"
    assert list(desk.get(response.url).context["cl"].result_list) == [draft]
    assert tabs(desk) == [("我的草稿箱", False)]
    assert tabs(desk, "?state=draft&language__exact=zh-hans") == [("我的草稿箱", True)]
    keep(desk, "我的草稿箱", "state=review")
    assert SavedView.objects.get().query == "state=review"


def test_only_shared_views_are_seen_by_colleagues(desk, chief, moderator, client_of, editor):
    keep(desk, "自己的", "state=draft")
    keep(desk, "大家的", "state=review", is_shared="on")
    assert tabs(client_of(chief)) == [("大家的", False)]
    shared = SavedView.objects.get(name="大家的")
    address = f"{LIST}views/{shared.pk}/delete/"
    assert client_of(moderator).post(address).status_code == 403
    assert desk.get(address).status_code == 302
    assert SavedView.objects.count() == 2
    desk.post(address)
    assert tabs(desk) == [("自己的", False)]


@pytest.mark.parametrize(
    "query",
    [
        "title__icontains=x",
        "publisher__password__startswith=p",
        "nonsense=1",
        "language__exact=zh-hans&id__in=1",
        "source__id__exact=abc",
    ],
)
def test_a_view_holds_only_what_the_list_offers(desk, query):
    factories.make_source()
    response = keep(desk, "坏的", query)
    assert response.status_code == 200
    assert response.context["form"].errors
    assert response.context["form"]["name"].value() == "坏的"
    assert not SavedView.objects.exists()


def test_names_are_wanted_and_not_too_long(desk):
    assert keep(desk, "  ", "state=draft").context["form"].errors
    assert keep(desk, "长" * 61, "state=draft").context["form"].errors


def test_there_is_an_end_to_views(desk, monkeypatch):
    monkeypatch.setattr(savedviews, "MOST", 1)
    keep(desk, "一", "state=draft")
    assert keep(desk, "二", "state=draft").context["form"].errors
    assert keep(desk, "一", "state=review").status_code == 302


def test_an_order_is_kept_by_the_name_of_its_column(administrator, client_of):
    client = client_of(administrator)
    users = "/admin/accounts/user/"
    names = client.get(users).context["cl"].list_display
    number = names.index("username") if "username" in names else 1
    client.post(f"{users}views/new/", {"name": "按名", "query": f"o=-{number}"})
    view = SavedView.objects.get()
    assert view.query == f"o=-{names[number]}"
    tab = client.get(users).context["tabs"][0]
    assert tab.query == f"o=-{number}"
    savedviews.choose_columns("accounts.user", [], by=administrator)
    assert client.get(users).context["tabs"][0].query in {"", f"o=-{number}"}


def test_columns_are_chosen_ordered_and_brought_back(desk):
    factories.make_article(tags=["渡口", "城建"], source=factories.make_source("日报").pk)
    standard = desk.get(LIST).context["cl"].list_display
    chosen = {
        "show-tag_names": "on",
        "place-tag_names": "2",
        "show-source": "on",
        "place-source": "1",
    }
    assert desk.post(f"{COLUMNS}?state=live&p=3", chosen).url == f"{LIST}?state=live"
    response = desk.get(LIST)
    assert response.context["cl"].list_display == [
        "action_checkbox", "headline", "source", "tag_names"
    ]  # fmt: skip
    assert "城建, 渡口" in response.content.decode()
    assert "日报" in response.content.decode()
    desk.post(COLUMNS, {"reset": "1"})
    assert desk.get(LIST).context["cl"].list_display == standard


def test_columns_that_are_no_more_are_left_out(desk, editor):
    ChosenColumns.objects.create(
        user=editor, list_name="news.article", columns=["gone", "headline", 7, "section"]
    )
    assert desk.get(LIST).context["cl"].list_display[1:] == ["headline", "section"]
    wrong = desk.post(COLUMNS, {"show-section": "on", "place-section": "-1"})
    assert wrong.context["form"].errors


@pytest.mark.parametrize("count", [1, 5])
def test_all_columns_cost_the_same_for_one_and_five(
    desk, editor, count, django_assert_max_num_queries, django_capture_on_commit_callbacks
):
    columns = ["section", "source", "credits", "tag_names", "conversion", "number", "publisher"]
    savedviews.choose_columns("news.article", columns, by=editor)
    with django_capture_on_commit_callbacks(execute=True):
        for number in range(count):
            factories.make_article(
                source=factories.make_source().pk,
                tags=[f"标签{number}"],
                bylines=[{"byline": factories.make_byline().pk, "role": "author"}],
                by=editor,
            )
            savedviews.keep("news.article", f"第{number}", "", by=editor)
    desk.get(LIST)
    with django_assert_max_num_queries(16):
        assert len(desk.get(LIST).context["cl"].result_list) == count


def test_who_may_not_see_a_list_keeps_nothing_of_it(make_user, client_of, moderator):
    client = client_of(make_user("图片", role="picture editor"))
    for page in ("views/", "views/new/", "columns/"):
        assert client.get(f"/admin/accounts/user/{page}").status_code == 403
    assert told(client_of(moderator).get(f"{LIST}views/")) == []


def test_words_are_sought_among_the_newest_where_rows_are_many(moderator, client_of, monkeypatch):
    thread = factories.make_thread(factories.make_article())
    comments = [factories.make_comment(thread, body="好文章") for _number in range(3)]
    monkeypatch.setattr(CommentAdmin, "searched_among", 2)
    response = client_of(moderator).get("/admin/comments/comment/?q=好文章")
    assert {row.pk for row in response.context["cl"].result_list} == {c.pk for c in comments[1:]}
