"""Sections at the desk."""

import pytest

from news.models import Category, CategoryEditor
from portal.site.models import Redirect
from tests import factories
from tests.conftest import give_second_factor
from tests.desk_forms import errors_of, rows, save, told

pytestmark = pytest.mark.django_db

LIST = "/admin/news/category/"


@pytest.fixture
def desk(chief, client_of):
    return client_of(chief)


def change(category: Category) -> str:
    return f"{LIST}{category.pk}/change/"


def test_a_section_is_added_below_another(desk):
    top = factories.make_category("城建", slug="building")
    save(desk, f"{LIST}add/", name_zh="滨河", slug="river", parent=top.pk)
    assert Category.objects.get(slug="river").path == "building/river"


def test_a_section_that_moves_leaves_a_redirect(desk):
    category = factories.make_category("滨河", slug="river")
    save(desk, change(category), slug="riverside")
    category.refresh_from_db()
    assert category.path == "riverside"
    assert Redirect.objects.get().new_path == "/section/riverside/"


def test_a_section_cannot_stand_below_itself(desk):
    top = factories.make_category(slug="a")
    below = factories.make_category(slug="b", parent=top)
    response = save(desk, change(top), parent=below.pk)
    assert list(errors_of(response)) == ["parent"]
    top.refresh_from_db()
    assert top.parent is None


def test_an_address_already_taken_is_named(desk):
    factories.make_category(slug="a")
    response = save(desk, f"{LIST}add/", name_zh="又一个", slug="a")
    assert list(errors_of(response)) == ["slug"]


def test_an_empty_section_is_deleted(desk):
    category = factories.make_category()
    assert desk.post(f"{LIST}{category.pk}/delete/", {"post": "yes"}).status_code == 302
    assert not Category.objects.exists()


def test_a_section_with_stories_is_not_deleted(desk):
    article = factories.make_article(title="渡口的早班船")
    address = f"{LIST}{article.category_id}/delete/"
    response = desk.post(address, {"post": "yes"}, follow=True)
    assert "渡口的早班船" in told(response)[0]
    assert Category.objects.exists()


def test_sections_are_listed_as_a_tree(desk):
    first = factories.make_category("城建", position=1)
    factories.make_category("要闻", position=0)
    factories.make_category("滨河", parent=first)
    page = desk.get(LIST)
    names = [row.name_zh for row in page.context["cl"].result_list]
    assert names == ["要闻", "城建", "滨河"]
    assert "\u3000滨河" in page.content.decode()


@pytest.mark.parametrize("query", ["?q=城", "?is_open__exact=1", "?front_layout__exact=mixed"])
def test_sections_are_searched_and_filtered(desk, query):
    factories.make_category("城建")
    assert len(desk.get(f"{LIST}{query}").context["cl"].result_list) == 1


@pytest.mark.parametrize("count", [1, 5])
def test_the_list_costs_the_same_for_one_and_five(desk, count, django_assert_max_num_queries):
    for _number in range(count):
        factories.make_category(parent=Category.objects.filter(parent=None).first())
    desk.get(LIST)
    with django_assert_max_num_queries(12):
        desk.get(LIST)


def test_editors_of_a_section_are_set_there(desk, reader):
    category = factories.make_category()
    row = {"user": reader.pk, "may_publish": "on"}
    save(desk, change(category), **rows("editors", [row]))
    grant = CategoryEditor.objects.get()
    assert (grant.user, grant.category, grant.may_manage) == (reader, category, False)


def test_a_manager_of_a_section_sees_it_and_what_is_below(make_user, client_of):
    manager = make_user("区县主任", is_staff=True)
    give_second_factor(manager)
    top, other = factories.make_category("区县"), factories.make_category("要闻")
    below = factories.make_category("石渡县", parent=top)
    CategoryEditor.objects.create(category=top, user=manager, may_manage=True)
    client = client_of(manager)
    assert list(client.get(LIST).context["cl"].result_list) == [top, below]
    save(client, change(below), name_zh="石渡")
    below.refresh_from_db()
    assert below.name_zh == "石渡"
    assert client.get(change(other)).status_code == 404
