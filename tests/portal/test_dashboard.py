"""The first page of the desk and its menu."""

from datetime import timedelta

import pytest
from django.utils import timezone

from comments.models import Comment
from tests import factories
from tests.conftest import give_second_factor

pytestmark = pytest.mark.django_db


def menu_of(response) -> dict[str, list[str]]:
    return {
        group["app_label"]: [table["object_name"] for table in group["models"]]
        for group in response.context["available_apps"]
    }


def test_numbers_lead_to_their_lists(chief, client_of):
    factories.make_article(state="draft", by=chief)
    factories.make_article(state="draft")
    factories.make_article(state="review")
    article = factories.make_article(publish_at=timezone.now() + timedelta(days=1))
    thread = factories.make_thread(article)
    factories.make_comment(thread, state=Comment.State.PENDING, guest_name="猫")
    client = client_of(chief)
    page = client.get("/admin/")
    assert [tile.count for tile in page.context["tiles"]] == ["1", "1", "1", "1"]
    for tile in page.context["tiles"]:
        assert client.get(tile.url).context["cl"].result_count == 1


def test_short_lists_name_the_stories(chief, client_of):
    waiting = factories.make_article(state="review")
    mine = factories.make_article(state="draft", by=chief)
    shelves = client_of(chief).get("/admin/").context["shelves"]
    assert [shelf.stories for shelf in shelves] == [[waiting], [], [mine]]


def test_parts_that_do_not_work_are_named(chief, client_of):
    page = client_of(chief).get("/admin/")
    assert "worker" in page.context["trouble"]
    assert "worker" in page.content.decode()


def test_the_menu_follows_the_work(administrator, client_of):
    page = client_of(administrator).get("/admin/")
    menu = menu_of(page)
    assert list(menu) == ["newsroom", "front", "readers", "system"]
    assert menu["newsroom"] == [
        *("Article", "Image", "Document", "Topic", "Category", "Tag", "Source", "Byline")
    ]
    assert menu["front"] == ["FrontPage", "FrontVersion", "Notice", "Page"]


def test_a_moderator_sees_comments_waiting_and_no_drafts(moderator, client_of):
    thread = factories.make_thread(factories.make_article())
    factories.make_comment(thread, state=Comment.State.PENDING, guest_name="猫")
    page = client_of(moderator).get("/admin/")
    waiting = {
        table["object_name"]: table["waiting"]
        for group in page.context["available_apps"]
        for table in group["models"]
    }
    assert waiting["Comment"] == "1"
    assert not page.context["may_write"]


def test_staff_without_rights_see_an_empty_desk(make_user, client_of):
    user = make_user("新来的", is_staff=True)
    give_second_factor(user)
    page = client_of(user).get("/admin/")
    assert page.status_code == 200
    assert (page.context["tiles"], page.context["shelves"]) == ([], [])


@pytest.mark.parametrize("count", [1, 5])
def test_the_dashboard_costs_the_same_for_one_and_five(
    chief, client_of, count, django_assert_max_num_queries
):
    for _number in range(count):
        factories.make_article(state="review", by=chief)
        factories.make_article(state="draft", by=chief)
    client = client_of(chief)
    client.get("/admin/")
    with django_assert_max_num_queries(20):
        client.get("/admin/")


def test_the_pages_of_one_app_are_listed_as_stock_does(chief, client_of):
    assert client_of(chief).get("/admin/news/").status_code == 200
