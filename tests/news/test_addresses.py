"""Old addresses: what moved leads on, what was merged leads to the other, what is gone says so."""

import pytest
from django.core.exceptions import ValidationError

from news import categories, merging, naming, topics, workflow
from news.models import Category, Tag
from portal.site.models import Redirect
from tests import factories
from tests.desk_forms import save, told

pytestmark = pytest.mark.django_db


def leads_to(client, path):
    """Where an old address sends its reader; the new one must answer."""
    response = client.get(path)
    assert response.status_code == 301, path
    assert client.get(response["Location"]).status_code == 200
    return response["Location"]


def rename(thing, slug):
    thing.slug = slug
    naming.save_named(thing)


def test_section_that_moved_twice_is_one_step_away(client):
    section = factories.make_category(slug="works")
    factories.make_article(category=section)
    for slug in ("building", "city"):
        section.slug = slug
        categories.save_category(section)
    for old in ("/section/works/", "/section/building/"):
        assert leads_to(client, old) == "/section/city/"
    section.slug = "works"
    categories.save_category(section)
    assert leads_to(client, "/section/city/") == "/section/works/"
    assert client.get("/section/works/").status_code == 200


def test_old_address_leads_on_in_the_language_it_was_asked_in(client):
    section = factories.make_category(slug="works")
    section.slug = "城建"
    categories.save_category(section)
    assert leads_to(client, "/en/section/works/").startswith("/en/section/%E5%9F%8E")
    assert leads_to(client, "/zh-hant/section/works/?page=1").endswith("/?page=1")


def test_address_that_moved_is_asked_for_again_soon_for_it_may_move_back(client):
    section = factories.make_category(slug="works")
    section.slug = "city"
    categories.save_category(section)
    article = factories.make_article(category=section, slug="cranes")
    for old in ("/section/works/", f"/article/{article.pk}/"):
        response = client.get(old)
        assert (response.status_code, response["Cache-Control"]) == (301, "public, max-age=300")


@pytest.mark.parametrize(
    ("make", "kind"),
    [
        (lambda: factories.make_byline(slug="old"), "author"),
        (lambda: factories.make_source(slug="old"), "source"),
        (lambda: Tag.objects.create(name="旧", slug="old"), "tag"),
    ],
)
def test_new_slug_of_an_author_source_or_tag_leaves_the_old_one_leading_on(client, make, kind):
    rename(make(), "new")
    assert leads_to(client, f"/{kind}/old/") == f"/{kind}/new/"


def test_new_slug_of_a_topic_leaves_the_old_one_leading_on(client):
    topic = factories.make_topic(slug="flood")
    topic.slug = "high-water"
    topics.save_topic(topic)
    assert leads_to(client, "/topic/flood/") == "/topic/high-water/"


def test_desk_keeps_the_old_address_of_a_tag(client, chief, client_of):
    tag = Tag.objects.create(name="步道", slug="paths")
    save(client_of(chief), f"/admin/news/tag/{tag.pk}/change/", slug="walks")
    assert leads_to(client, "/tag/paths/") == "/tag/walks/"


def test_living_page_stands_before_an_old_address(client):
    section = factories.make_category(slug="works")
    Redirect.objects.create(old_path="/section/works/", new_path="/section/elsewhere/")
    assert client.get(section.get_absolute_url()).status_code == 200


def test_one_query_looks_an_old_address_up(client, django_assert_num_queries):
    Redirect.objects.create(old_path="/old/", new_path="/new/")
    with django_assert_num_queries(1):
        client.get("/old/?from=paper")


def test_address_with_a_query_of_its_own_leads_on(client):
    Redirect.objects.create(old_path="/portal.php?mod=view&aid=7", new_path="/article/7/#text")
    Redirect.objects.create(old_path="/paper/", new_path="/section/news/?sort=reads#top")
    assert client.get("/portal.php?mod=view&aid=7")["Location"] == "/article/7/#text"
    assert client.get("/portal.php?mod=view&aid=8").status_code == 404
    assert client.get("/paper?page=2")["Location"] == "/section/news/?sort=reads&page=2#top"


def test_path_without_a_new_one_is_gone_and_says_so(client):
    Redirect.objects.create(old_path="/vote/")
    response = client.get("/vote/")
    assert response.status_code == 410
    assert client.post("/vote/").status_code == 404


@pytest.mark.parametrize(
    "elsewhere", ["//evil.example/", "/\\evil.example/", "https://evil.example/"]
)
def test_no_address_leads_to_another_site(client, administrator, client_of, elsewhere):
    Redirect.objects.create(old_path="/old/", new_path=elsewhere)
    assert client.get("/old/").status_code == 404
    save(client_of(administrator), "/admin/site/redirect/add/", old_path="/b/", new_path=elsewhere)
    assert not Redirect.objects.filter(old_path="/b/").exists()


def test_redirects_by_hand_join_to_one_step_and_never_to_a_circle(administrator, client_of):
    desk = client_of(administrator)
    for old, new in (("/b/", "/c/"), ("/a/", "/b/"), ("/c/", "/d/")):
        save(desk, "/admin/site/redirect/add/", old_path=old, new_path=new)
    rows = dict(Redirect.objects.values_list("old_path", "new_path"))
    assert rows == {"/a/": "/d/", "/b/": "/d/", "/c/": "/d/"}
    save(desk, "/admin/site/redirect/add/", old_path="/d/", new_path="/a/")
    assert not Redirect.objects.filter(old_path="/d/").exists()


def test_merged_tag_gives_its_stories_and_its_address(client):
    kept, other = Tag.objects.create(name="步道"), Tag.objects.create(name="步行道", slug="walk")
    both = factories.make_article(tags=["步道", "步行道"])
    one = factories.make_article(tags=["步行道"])
    merging.merge([other], into=kept)
    assert {row.content_object_id for row in kept.tagged.all()} == {both.pk, one.pk}
    assert leads_to(client, "/tag/walk/").startswith("/tag/")
    assert one.title in client.get(kept.get_absolute_url()).content.decode()


def test_merged_author_gives_credits_and_user(client, reader):
    kept, other = factories.make_byline(), factories.make_byline(slug="twice", user=reader)
    line = {"name": "", "role": "author"}
    both = factories.make_article(bylines=[line | {"byline": b.pk} for b in (kept, other)])
    one = factories.make_article(bylines=[line | {"byline": other.pk}])
    merging.merge([other], into=kept)
    assert both.article_bylines.count() == 1
    assert one.article_bylines.get().byline == kept
    kept.refresh_from_db()
    assert kept.user == reader
    assert leads_to(client, "/author/twice/") == kept.get_absolute_url()


def test_merged_source_gives_its_stories(client):
    kept, other = factories.make_source(), factories.make_source(slug="twice")
    article = factories.make_article(source=other.pk)
    merging.merge([other], into=kept)
    article.refresh_from_db()
    assert article.source == kept
    assert leads_to(client, "/source/twice/") == kept.get_absolute_url()


def test_merged_section_gives_stories_and_sections_and_all_addresses(client):
    kept, other = factories.make_category(slug="city"), factories.make_category(slug="town")
    below = factories.make_category(slug="parks", parent=other)
    own = factories.make_article(category=other)
    lower = factories.make_article(category=below)
    extra = factories.make_article(category=kept, extra_categories=[other.pk])
    further = factories.make_article(extra_categories=[other.pk])
    merging.merge_sections([other], into=kept)
    assert not Category.objects.filter(pk=other.pk).exists()
    assert leads_to(client, "/section/town/") == "/section/city/"
    assert leads_to(client, "/section/town/parks/") == "/section/city/parks/"
    page = client.get("/section/city/").content.decode()
    for story in (own, lower, extra, further):
        assert story.title in page
    assert list(extra.extra_categories.all()) == []


def test_section_is_not_merged_into_one_below_it(client):
    top = factories.make_category()
    below = factories.make_category(parent=top)
    with pytest.raises(ValidationError):
        merging.merge_sections([top], into=below)


def test_desk_merges_after_asking_which_one_stays(chief, client_of):
    desk = client_of(chief)
    kept, other = Tag.objects.create(name="步道"), Tag.objects.create(name="步行道")
    chosen = {"action": "merge_chosen", "_selected_action": [kept.pk, other.pk]}
    asked = desk.post("/admin/news/tag/", chosen | {"index": 0})
    assert f'name="into" value="{kept.pk}"' in asked.content.decode()
    assert Tag.objects.count() == 2
    told(desk.post("/admin/news/tag/", chosen | {"into": kept.pk}, follow=True))
    assert list(Tag.objects.all()) == [kept]
    desk.post("/admin/news/tag/", chosen | {"_selected_action": [kept.pk], "index": 0})
    assert Tag.objects.count() == 1


def test_desk_tells_why_sections_cannot_be_merged(chief, client_of):
    top = factories.make_category("上面", slug="top")
    below = factories.make_category("下面", slug="below", parent=top)
    chosen = {"action": "merge_chosen", "_selected_action": [top.pk, below.pk], "into": below.pk}
    messages = told(client_of(chief).post("/admin/news/category/", chosen, follow=True))
    assert "下面" in messages[0]
    assert Category.objects.count() == 2


def test_editor_may_not_merge_what_he_may_not_delete(editor, client_of):
    html = client_of(editor).get("/admin/news/category/").content.decode()
    assert "merge_chosen" not in html


@pytest.mark.parametrize(
    ("prefix", "words"),
    [
        ("", "这篇文章已经不在这里"),
        ("/zh-hant", "這篇文章已經不在這裡"),
        ("/en", "This story is no longer here"),
    ],
)
def test_withdrawn_story_is_gone_and_the_page_says_so_in_its_language(client, prefix, words):
    article = factories.make_article(slug="cranes")
    workflow.withdraw(article, by=None)
    for path in (f"/article/{article.pk}/cranes/", f"/article/{article.pk}/"):
        response = client.get(prefix + path)
        assert response.status_code == 410
        assert words in response.content.decode()
