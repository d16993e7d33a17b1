"""Topics and fronts at the desk."""

import pytest

from news.models import FrontPage, FrontVersion, ImageUse, Topic
from tests import factories
from tests.desk_forms import errors_of, save

pytestmark = pytest.mark.django_db

TOPICS = "/admin/news/topic/"
FRONTS, VERSIONS = "/admin/news/frontpage/", "/admin/news/frontversion/"


@pytest.fixture
def desk(chief, client_of):
    return client_of(chief)


def test_a_topic_is_added_edited_and_deleted(desk):
    first, second = factories.make_article(), factories.make_article()
    cover, figure = factories.make_image(), factories.make_image()
    save(
        desk,
        f"{TOPICS}add/",
        title="把河还给城",
        slug="river",
        body=f'<p>导语</p><figure data-image="{figure.pk}"></figure><script>x()</script>',
        cover=cover.pk,
        is_published="on",
        story_list=f"{second.pk},{first.pk}",
    )
    topic = Topic.objects.get()
    assert topic.body == f'<p>导语</p><figure data-image="{figure.pk}"></figure>'
    assert list(topic.stories.values_list("article", flat=True)) == [second.pk, first.pk]
    assert set(ImageUse.objects.values_list("image", "place")) == {
        (cover.pk, "cover"),
        (figure.pk, "body"),
    }
    address = f"{TOPICS}{topic.pk}/change/"
    save(desk, address, story_list=f"{first.pk}", cover="", body="<p>导语</p>")
    topic.refresh_from_db()
    assert list(topic.stories.values_list("article", flat=True)) == [first.pk]
    assert not ImageUse.objects.exists()
    desk.post(f"{TOPICS}{topic.pk}/delete/", {"post": "yes"})
    assert not Topic.objects.exists()
    assert first._meta.model.objects.count() == 2


def test_two_topics_do_not_share_an_address(desk):
    topic = factories.make_topic()
    response = save(desk, f"{TOPICS}add/", title="另一个", slug=topic.slug)
    assert errors_of(response)
    assert Topic.objects.count() == 1


def test_topics_are_searched_and_filtered(desk):
    topic = factories.make_topic(title="把河还给城", articles=[factories.make_article()])
    factories.make_topic(language="en")
    found = desk.get(f"{TOPICS}?q=河&language__exact=zh-hans").context["cl"].result_list
    assert [(row.pk, row.story_count) for row in found] == [(topic.pk, 1)]


def test_a_front_is_begun_and_deleted(desk):
    response = save(desk, f"{FRONTS}add/", language="zh-hans", category="")
    page = FrontPage.objects.get()
    assert response["Location"] == f"{FRONTS}{page.pk}/change/"
    version = FrontVersion.objects.create(front_page=page, number=1)
    desk.post(f"{VERSIONS}{version.pk}/delete/", {"post": "yes"})
    assert not FrontVersion.objects.exists()
    desk.post(f"{FRONTS}{page.pk}/delete/", {"post": "yes"})
    assert not FrontPage.objects.exists()


@pytest.mark.parametrize("count", [1, 5])
@pytest.mark.parametrize("address", [TOPICS, FRONTS, VERSIONS])
def test_lists_cost_the_same_for_one_and_five(desk, address, count, django_assert_max_num_queries):
    for _number in range(count):
        factories.make_topic()
        page = FrontPage.objects.create(language="en", category=factories.make_category())
        FrontVersion.objects.create(front_page=page, number=1)
    desk.get(address)
    with django_assert_max_num_queries(11):
        assert desk.get(address).context["cl"].result_count == count


@pytest.mark.parametrize("page", ["change", "history", "delete"])
def test_every_page_of_a_row_leads_back_by_the_same_names(desk, page):
    topic = factories.make_topic()
    text = desk.get(f"{TOPICS}{topic.pk}/{page}/").content.decode()
    way = text.split('<div class="breadcrumbs">')[1].split("</div>")[0]
    assert way.startswith('<a href="/admin/">今日</a>')
    assert 'href="/admin/news/"' not in way
