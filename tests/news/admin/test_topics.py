"""Topics and fronts at the desk."""

import pytest

from news.frontpage import front
from news.models import FrontPage, FrontVersion, ImageUse, Slot, Topic
from tests import factories
from tests.desk_forms import errors_of, rows, save

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


def test_a_front_is_arranged_and_shown(desk, chief, committed):
    save(desk, f"{FRONTS}add/", language="zh-hans", category="")
    page = FrontPage.objects.get()
    first, second = factories.make_article(), factories.make_article()
    slots = [
        {"area": "secondary", "article": second.pk, "position": 2},
        {"area": "lead", "article": first.pk, "title": "头条另拟", "position": 1},
    ]
    with committed():
        save(
            desk,
            f"{VERSIONS}add/",
            front_page=page.pk,
            publish_at="2026-01-01T00:00",
            **rows("slots", slots),
        )
    version = FrontVersion.objects.get()
    assert (version.number, version.by) == (1, chief)
    shown = front("zh-hans")
    assert (shown.lead.article, shown.lead.title) == (first, "头条另拟")
    assert shown.secondary[0].article == second


def test_a_version_is_edited_and_deleted(desk):
    page = FrontPage.objects.create(language="zh-hans")
    version = FrontVersion.objects.create(front_page=page, number=1)
    article = factories.make_article()
    slot = Slot.objects.create(version=version, area="lead", article=article)
    row = {"id": slot.pk, "version": version.pk, "area": "strip", "article": article.pk}
    save(desk, f"{VERSIONS}{version.pk}/change/", **rows("slots", [row], initial=1))
    slot.refresh_from_db()
    assert slot.area == "strip"
    desk.post(f"{VERSIONS}{version.pk}/delete/", {"post": "yes"})
    assert not FrontVersion.objects.exists()
    desk.post(f"{FRONTS}{page.pk}/delete/", {"post": "yes"})
    assert not FrontPage.objects.exists()


def test_a_slot_needs_a_story_that_exists(desk):
    page = FrontPage.objects.create(language="zh-hans")
    slots = [{"area": "lead", "article": "999999"}]
    response = save(desk, f"{VERSIONS}add/", front_page=page.pk, **rows("slots", slots))
    assert response.status_code == 200
    assert not FrontVersion.objects.exists()


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


def test_a_full_front_opens_in_few_queries(desk, committed, django_assert_max_num_queries):
    with committed():
        page = FrontPage.objects.create(language="zh-hans")
        version = FrontVersion.objects.create(front_page=page, number=1)
        for number in range(12):
            article = factories.make_article()
            Slot.objects.create(version=version, area="strip", article=article, position=number)
    address = f"{VERSIONS}{version.pk}/change/"
    desk.get(address)
    with django_assert_max_num_queries(20):
        assert desk.get(address).status_code == 200
