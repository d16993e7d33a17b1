"""Sources, bylines, tags and kinds of reaction at the desk."""

import pytest

from news.imaging import Box
from news.models import Byline, ReactionKind, Source, Tag
from news.reactions import kinds
from tests import factories
from tests.desk_forms import errors_of, save, told

pytestmark = pytest.mark.django_db

SOURCES, BYLINES = "/admin/news/source/", "/admin/news/byline/"
TAGS, KINDS = "/admin/news/tag/", "/admin/news/reactionkind/"


@pytest.fixture
def desk(chief, client_of):
    return client_of(chief)


def delete(client, address: str):
    return client.post(f"{address}delete/", {"post": "yes"}, follow=True)


def test_a_source_is_added_edited_and_deleted(desk):
    save(desk, f"{SOURCES}add/", name_zh="澄河水文站", slug="hydro", kind="government")
    source = Source.objects.get()
    save(desk, f"{SOURCES}{source.pk}/change/", name_en="Hydrological station")
    source.refresh_from_db()
    assert source.name_en == "Hydrological station"
    delete(desk, f"{SOURCES}{source.pk}/")
    assert not Source.objects.exists()


def test_a_source_of_stories_is_not_deleted(desk):
    source = factories.make_source()
    for number in range(7):
        factories.make_article(title=f"渡口{number}", source=source.pk)
    messages = told(delete(desk, f"{SOURCES}{source.pk}/"))
    assert len(messages) == 1
    assert messages[0].count("渡口") == 5
    assert Source.objects.exists()


def test_a_byline_is_added_edited_and_deleted(desk, editor):
    save(desk, f"{BYLINES}add/", name_zh="林知夏", slug="lin", user=editor.pk)
    byline = Byline.objects.get()
    assert byline.user == editor
    photo = factories.make_image()
    save(desk, f"{BYLINES}{byline.pk}/change/", photo=photo.pk, bio_zh="城建记者")
    byline.refresh_from_db()
    assert (byline.photo, byline.bio_zh) == (photo, "城建记者")
    delete(desk, f"{BYLINES}{byline.pk}/")
    assert not Byline.objects.exists()


def test_the_square_of_a_photo_is_cut_for_the_page_of_the_author(desk, run_tasks):
    byline, photo = factories.make_byline(), factories.make_image(width=64, height=48)
    save(desk, f"{BYLINES}{byline.pk}/change/", photo=photo.pk)
    run_tasks()
    boxes = {Box.parse(box) for box in photo.renditions.values_list("box", flat=True)}
    assert any(box.width == box.height for box in boxes)


def test_who_signed_a_story_is_not_deleted(desk):
    byline = factories.make_byline()
    line = {"byline": byline.pk, "name": "", "role": "author"}
    factories.make_article(title="渡口的早班船", bylines=[line])
    assert "渡口的早班船" in told(delete(desk, f"{BYLINES}{byline.pk}/"))[0]
    assert Byline.objects.exists()


def test_a_tag_is_added_edited_and_deleted_with_its_stories_kept(desk):
    save(desk, f"{TAGS}add/", name="步道", slug=None)
    tag = Tag.objects.get()
    assert tag.slug == "步道"
    article = factories.make_article(tags=["步道"])
    save(desk, f"{TAGS}{tag.pk}/change/", name_en="Footpaths")
    tag.refresh_from_db()
    assert tag.name_en == "Footpaths"
    delete(desk, f"{TAGS}{tag.pk}/")
    assert list(article.tags.all()) == []


def test_tags_are_listed_with_their_stories(desk):
    factories.make_article(tags=["步道", "船厂"])
    factories.make_article(tags=["步道"])
    counts = {tag.name: tag.story_count for tag in desk.get(TAGS).context["cl"].result_list}
    assert counts == {"步道": 2, "船厂": 1}
    assert desk.get(f"{TAGS}?english=yes").context["cl"].result_count == 0


def test_a_kind_of_reaction_is_added_edited_and_deleted(desk, committed):
    factories.make_reaction_kinds()
    with committed():
        save(desk, f"{KINDS}add/", name_zh="支持", symbol="up", is_on="on")
    kind = ReactionKind.objects.get(name_zh="支持")
    assert kind in kinds()
    with committed():
        save(desk, f"{KINDS}{kind.pk}/change/", is_on=None)
    assert kind not in kinds()
    delete(desk, f"{KINDS}{kind.pk}/")
    assert not ReactionKind.objects.filter(pk=kind.pk).exists()


def test_more_than_eight_kinds_at_once_are_refused(desk):
    for number in range(8):
        ReactionKind.objects.create(name_zh=f"{number}", symbol="up")
    response = save(desk, f"{KINDS}add/", name_zh="第九种", symbol="up", is_on="on")
    assert list(errors_of(response)) == ["is_on"]


def test_the_last_kind_that_is_on_is_not_deleted(desk):
    kind = ReactionKind.objects.create(name_zh="鲜花", symbol="flower")
    assert len(told(delete(desk, f"{KINDS}{kind.pk}/"))) == 1
    assert ReactionKind.objects.exists()


def test_a_kind_readers_used_is_not_deleted(desk):
    kind, *_others = factories.make_reaction_kinds()
    factories.make_article(title="渡口的早班船").reaction_counts.create(kind=kind, imported=3)
    assert "渡口的早班船" in told(delete(desk, f"{KINDS}{kind.pk}/"))[0]
    assert ReactionKind.objects.filter(pk=kind.pk).exists()


@pytest.mark.parametrize("count", [1, 5])
@pytest.mark.parametrize("address", [SOURCES, BYLINES, TAGS, KINDS])
def test_lists_cost_the_same_for_one_and_five(desk, address, count, django_assert_max_num_queries):
    for number in range(count):
        factories.make_source()
        factories.make_byline()
        Tag.objects.create(name=f"{number}")
        ReactionKind.objects.create(name_zh=f"{number}", symbol="up")
    desk.get(address)
    with django_assert_max_num_queries(11):
        assert desk.get(f"{address}?q=").context["cl"].result_count == count


@pytest.mark.parametrize(
    "address",
    [
        f"{SOURCES}?kind__exact=partner&q=稿源",
        f"{BYLINES}?is_active__exact=1&q=作者",
        f"{KINDS}?is_on__exact=1&q=鲜",
    ],
)
def test_lists_are_searched_and_filtered(desk, address):
    factories.make_source()
    factories.make_byline()
    factories.make_reaction_kinds()
    assert desk.get(address).context["cl"].result_count == 1
