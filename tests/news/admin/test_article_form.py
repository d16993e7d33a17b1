"""The form of a story: one save for everything, buttons that call deeds, nothing typed is lost."""

from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.utils import timezone
from django.utils.translation import gettext as _

from news import corrections, editing, revisions, workflow
from news.models import Article, CategoryEditor, Correction, Tag
from tests import factories
from tests.conftest import give_second_factor
from tests.desk_forms import errors_of, filled, rows, save, told

pytestmark = pytest.mark.django_db

ADD = "/admin/news/article/add/"
State = Article.State


def change(article: Article) -> str:
    return f"/admin/news/article/{article.pk}/change/"


def begun(client):
    """The address of a new story's form."""
    return client.post(ADD).url


@pytest.fixture
def lone(make_user):
    """A member of staff without any role."""
    user = make_user("区县通讯员", is_staff=True)
    give_second_factor(user)
    return user


def test_a_whole_story_is_added_through_the_form(desk, editor):
    section, further = factories.make_category(), factories.make_category()
    image, other = factories.make_image(), factories.make_image()
    byline = factories.make_byline("林知夏")
    related = factories.make_article()
    names = [
        {"byline": "", "free_name": "本报通讯员", "role": "correspondent", "position": 1},
        {"byline": byline.pk, "free_name": "", "role": "author", "position": 0},
    ]
    gallery = [
        {"image": image.pk, "caption": "渡口", "position": 2},
        {"image": other.pk, "caption": "", "position": 1},
    ]
    response = save(
        desk,
        begun(desk),
        kicker="滨河更新",
        title="旧船厂的龙门吊|不拆了",
        body="<p>早上六点。</p><script>x()</script>",
        category=section.pk,
        extra_categories=[further.pk],
        tags="步道，船厂、AI；汛期",
        cover=image.pk,
        related_stories=f"{related.pk}",
        **rows("article_bylines", names),
        **rows("gallery", gallery),
        _continue="1",
    )
    article = Article.objects.get(kicker="滨河更新")
    assert response.url == change(article)
    state = editing.state_of(article)
    assert (state["title"], state["title_breaks"]) == (
        "旧船厂的龙门吊不拆了",
        "旧船厂的龙门吊|不拆了",
    )
    assert state["body"] == "<p>早上六点。</p>"
    assert state["extra_categories"] == [further.pk]
    assert sorted(state["tags"]) == sorted(["步道", "船厂", "AI", "汛期"])
    assert state["bylines"] == [
        {"byline": byline.pk, "name": "", "role": "author"},
        {"byline": None, "name": "本报通讯员", "role": "correspondent"},
    ]
    assert state["gallery"] == [
        {"image": other.pk, "caption": ""},
        {"image": image.pk, "caption": "渡口"},
    ]
    assert state["related"] == [related.pk]
    assert (article.cover, article.state, article.publisher) == (image, State.DRAFT, editor)
    assert LogEntry.objects.get(object_id=str(article.pk)).user == editor


def test_opening_and_saving_changes_nothing(desk):
    other = factories.make_article()
    article = factories.make_article(
        title="旧船厂的龙门吊|不拆了",
        tags=["步道", "AI"],
        bylines=[{"byline": factories.make_byline().pk, "name": "", "role": "author"}],
        gallery=[{"image": factories.make_image().pk, "caption": "渡口"}],
        related=[other.pk],
        pinned_until=(timezone.now() + timedelta(days=1)).isoformat(),
    )
    before = editing.state_of(article)
    assert save(desk, change(article), _continue="1").status_code == 302
    article.refresh_from_db()
    assert editing.state_of(article) == before
    assert article.revised_at is None


def test_a_story_is_edited(desk):
    article = factories.make_article(state="draft", tags=["旧"])
    save(desk, change(article), title="新题目", tags="新，旧", _continue="1")
    article.refresh_from_db()
    assert article.title == "新题目"
    assert sorted(article.tags.names()) == ["新", "旧"]


def test_rows_are_moved_and_taken_out(desk):
    article = factories.make_article(
        state="draft",
        bylines=[{"byline": None, "name": name, "role": "author"} for name in "甲乙丙"],
    )
    kept = [
        {"free_name": "甲", "role": "author", "position": 2},
        {"free_name": "乙", "role": "author", "position": 0, "DELETE": "on"},
        {"free_name": "丙", "role": "editor", "position": 1},
    ]
    save(desk, change(article), **rows("article_bylines", kept), _publish="1")
    names = article.article_bylines.values_list("free_name", "role")
    assert list(names) == [("丙", "editor"), ("甲", "author")]


@pytest.mark.parametrize(
    ("button", "before", "after"),
    [
        ("_review", "draft", State.REVIEW),
        ("_publish", "draft", State.PUBLISHED),
        ("_publish", "review", State.PUBLISHED),
        ("_withdraw", "published", State.WITHDRAWN),
        ("_bin", "draft", State.BINNED),
        ("_restore", "binned", State.WITHDRAWN),
    ],
)
def test_buttons_save_and_move_the_story(desk, button, before, after):
    article = factories.make_article(state=before)
    response = save(desk, change(article), title="改过的题目", **{button: "1"})
    assert response.status_code == 302
    article.refresh_from_db()
    assert article.state == after
    assert revisions.working_state(article)["title"] == "改过的题目"


def test_publishing_for_later_says_so(desk):
    article = factories.make_article(state="draft")
    later = timezone.localtime() + timedelta(days=2)
    address = change(article)
    save(desk, address, publish_at=later.strftime("%Y-%m-%dT%H:%M"), _publish="1")
    assert told(desk.get(address)) == [_("The story will be published at the time set.")]
    article.refresh_from_db()
    assert article.is_scheduled()


def test_a_refused_move_keeps_what_was_typed_and_saves_nothing(desk):
    article = factories.make_article(state="draft")
    response = save(desk, change(article), title="打了半天的题目", body="", _publish="1")
    assert response.status_code == 200
    assert list(errors_of(response)) == ["__all__"]
    form = response.context["adminform"].form
    assert form["title"].value() == "打了半天的题目"
    article.refresh_from_db()
    assert (article.state, article.title != "打了半天的题目") == (State.DRAFT, True)
    assert not LogEntry.objects.exists()


def test_a_new_story_that_is_refused_leaves_nothing(desk):
    section = factories.make_category(allows_publishing=False)
    factories.make_category()
    typed = {"title": "题目", "body": "<p>正文</p>", "category": section.pk}
    response = save(desk, begun(desk), **typed, _publish="1")
    assert response.status_code == 200
    assert Article.objects.get().title == ""
    assert response.context["adminform"].form["body"].value() == "<p>正文</p>"


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"title": ""}, "title"),
        ({"cover": "999999"}, "cover"),
        ({"related_stories": "999999"}, "related_stories"),
        ({"related_stories": "abc"}, "related_stories"),
        ({"category": "999999"}, "category"),
        ({"publish_at": "2026-07-10T09:00", "unpublish_at": "2026-07-10T08:00"}, "unpublish_at"),
        ({"publish_at": "2026-07-10T09:00", "embargo_until": "2026-07-10T09:01"}, "embargo_until"),
        ({"slug": "a b"}, "slug"),
        ({"original_url": "javascript:alert(1)"}, "original_url"),
    ],
)
def test_nonsense_is_named_at_its_field(desk, typed, field):
    article = factories.make_article(state="draft")
    response = save(desk, change(article), **typed, _continue="1")
    assert list(errors_of(response)) == [field]


def test_a_credit_needs_a_person_or_a_name(desk):
    article = factories.make_article(state="draft")
    typed = rows("article_bylines", [{"byline": "", "free_name": "", "role": "editor"}])
    response = save(desk, change(article), **typed, _continue="1")
    assert response.status_code == 200
    assert response.context["errors"]


def test_a_translation_joins_the_original(desk):
    original = factories.make_article()
    article = factories.make_article(language="en", state="draft")
    save(desk, change(article), translation_of=original.pk, _continue="1")
    article.refresh_from_db()
    assert article.translation_group == original.translation_group
    same = factories.make_article(state="draft")
    response = save(desk, change(same), translation_of=original.pk, _continue="1")
    assert list(errors_of(response)) == ["translation_of"]


def test_corrections_are_added_edited_and_taken_back(desk, editor):
    article = factories.make_article()
    address = change(article)
    added = rows("corrections", [{"kind": "correction", "text": "应为三百米。"}])
    save(desk, address, **added, _continue="1")
    correction = Correction.objects.get(article=article)
    assert (correction.text, correction.by) == ("应为三百米。", editor)
    row = {"id": correction.pk, "article": article.pk, "kind": "clarification", "text": "三百米。"}
    save(desk, address, **rows("corrections", [row], initial=1), _continue="1")
    correction.refresh_from_db()
    assert (correction.kind, correction.text) == ("clarification", "三百米。")
    save(desk, address, **rows("corrections", [row | {"DELETE": "on"}], initial=1), _continue="1")
    assert not Correction.objects.exists()


def test_what_readers_never_saw_cannot_be_corrected(desk):
    article = factories.make_article(state="draft")
    context = desk.get(change(article)).context
    assert "corrections" not in [i.formset.prefix for i in context["inline_admin_formsets"]]


def test_a_draft_is_deleted(chief, client_of):
    article = factories.make_article(state="draft")
    address = f"/admin/news/article/{article.pk}/delete/"
    client = client_of(chief)
    assert client.get(address).status_code == 200
    assert client.post(address, {"post": "yes"}).status_code == 302
    assert not Article.objects.exists()


@pytest.mark.parametrize("state", ["published", "withdrawn", "binned"])
def test_what_readers_saw_is_not_deleted(chief, client_of, state):
    article = factories.make_article(state=state)
    client = client_of(chief)
    address = f"/admin/news/article/{article.pk}/delete/"
    assert address not in client.get(change(article)).content.decode()
    response = client.post(address, {"post": "yes"}, follow=True)
    assert told(response) == [_("Readers have seen this story. It can be binned, not deleted.")]
    assert Article.objects.filter(pk=article.pk).exists()
    assert not LogEntry.objects.exists()


def test_many_are_deleted_together_or_not_at_all(chief, client_of):
    draft, live = factories.make_article(state="draft"), factories.make_article()
    chosen = {"action": "delete_selected", "_selected_action": [draft.pk, live.pk], "post": "yes"}
    client = client_of(chief)
    response = client.post("/admin/news/article/", chosen, follow=True)
    assert len(told(response)) == 1
    assert Article.objects.count() == 2
    chosen["_selected_action"] = [draft.pk]
    client.post("/admin/news/article/", chosen)
    assert list(Article.objects.all()) == [live]


def test_a_reporter_edits_drafts_and_only_reads_what_is_live(make_user, client_of):
    client = client_of(make_user("记者", role="reporter"))
    draft, live = factories.make_article(state="draft"), factories.make_article()
    page = client.get(change(draft))
    assert [move.name for move in page.context["moves"]] == ["_bin", "_archive", "_review"]
    save(client, change(draft), _review="1")
    draft.refresh_from_db()
    assert draft.state == State.REVIEW
    assert client.get(change(live)).status_code == 200
    assert client.post(change(live), {"title": "x"}).status_code == 403
    assert client.post(change(draft), {"title": "x", "_withdraw": "1"}).status_code == 200


def test_a_button_that_is_not_offered_is_forbidden(make_user, client_of):
    client = client_of(make_user("记者", role="reporter"))
    draft = factories.make_article(state="draft")
    assert save(client, change(draft), _publish="1").status_code == 403
    draft.refresh_from_db()
    assert draft.state == State.DRAFT


def test_a_grant_opens_its_section_and_what_is_below(lone, client_of):
    top = factories.make_category("区县")
    below = factories.make_category(parent=top)
    inside, outside = factories.make_article(category=below), factories.make_article()
    CategoryEditor.objects.create(category=top, user=lone)
    client = client_of(lone)
    listed = client.get("/admin/news/article/").context["cl"].result_list
    assert [article.pk for article in listed] == [inside.pk]
    assert client.get(change(outside)).status_code == 404
    page = client.get(change(inside))
    offered = [value for value, _name in page.context["adminform"].form.fields["category"].choices]
    assert offered == ["", top.pk, below.pk]
    save(client, change(inside), title="县里的新题目", _withdraw="1")
    inside.refresh_from_db()
    assert inside.state == State.WITHDRAWN
    assert revisions.working_state(inside)["title"] == "县里的新题目"


def test_without_role_or_grant_there_are_no_stories(lone, client_of):
    article = factories.make_article()
    client = client_of(lone)
    assert client.get("/admin/news/article/").status_code == 403
    assert client.get(change(article)).status_code == 403
    assert client.get(ADD).status_code == 403


@pytest.mark.parametrize("number", ["999999", "abc"])
def test_a_story_that_is_not_there_answers_404(desk, number):
    assert desk.get(f"/admin/news/article/{number}/change/").status_code == 404


def test_a_long_story_with_many_pictures_opens_in_few_queries(
    desk, committed, django_assert_max_num_queries
):
    with committed():
        article = long_story()
    desk.get(change(article))
    with django_assert_max_num_queries(20):
        assert desk.get(change(article)).status_code == 200


def long_story() -> Article:
    """A story with everything on it."""
    images = [factories.make_image() for _number in range(20)]
    figures = "".join(f'<figure data-image="{image.pk}"></figure>' for image in images)
    article = factories.make_article(
        body=f"<p>{'字' * 5000}</p>{figures}",
        gallery=[{"image": image.pk, "caption": ""} for image in images],
        bylines=[{"byline": factories.make_byline().pk, "name": "", "role": "author"}] * 3,
        related=[factories.make_article().pk for _number in range(5)],
        tags=list("甲乙丙丁"),
    )
    corrections.correct(article, text="更正。", by=None)
    return article


def test_tags_keep_the_case_they_have(desk):
    Tag.objects.create(name="AI")
    article = factories.make_article(state="draft")
    save(desk, change(article), tags="ai", _continue="1")
    assert list(article.tags.names()) == ["AI"]


def test_a_story_withdrawn_elsewhere_meanwhile_is_not_published_over(desk):
    article = factories.make_article()
    page = desk.get(change(article))
    workflow.bin_article(article, by=None)
    response = desk.post(change(article), filled(page, _withdraw="1"))
    assert response.status_code == 200
    assert list(errors_of(response)) == ["__all__"]
