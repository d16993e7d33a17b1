"""The first page of the desk and its menu."""

from datetime import timedelta

import pytest
from django.utils import timezone, translation

from comments.models import Comment
from news import assignments, reads, revisions, workflow
from news.models import Article, CategoryEditor, Correction, SiteHour
from portal import health
from portal.lib.dates import start_of
from portal.lib.models import ScheduledJob
from tests import factories
from tests.conftest import give_second_factor

pytestmark = pytest.mark.django_db


def menu_of(response) -> dict[str, list[str]]:
    return {
        group["app_label"]: [
            table["object_name"] for table in group["models"] if table["object_name"]
        ]
        for group in response.context["available_apps"]
    }


def test_short_lists_name_the_stories_and_lead_to_all(chief, client_of):
    waiting = factories.make_article(state="review", body="<p>凌晨 一点。</p>")
    mine = factories.make_article(state="draft", by=chief)
    factories.make_article(state="draft")
    client = client_of(chief)
    page = client.get("/admin/")
    for name, story in (("awaiting", waiting), ("drafts", mine)):
        shelf = page.context[name]
        assert [entry.story for entry in shelf.entries] == [story]
        assert shelf.count == "1"
        rows = client.get(shelf.url).context["rows"]
        assert [row[0] for row in rows] == [story]
    assert page.context["awaiting"].entries[0].length == 5


def test_a_pending_version_of_a_live_story_awaits_whoever_may_pass_it(
    clock, chief, editor, client_of
):
    live = factories.make_article(by=editor)
    revisions.save(live, {"title": "首期三百米"}, by=editor)
    workflow.send_for_review(live, by=editor)
    factories.make_article(state="review", by=editor)
    clock.advance(minutes=42)
    shelf = client_of(chief).get("/admin/").context["awaiting"]
    assert {entry.story.pk: entry.waits for entry in shelf.entries}[live.pk].count("42") == 1
    assert shelf.count == "2"
    assert sum(count for _stage, count in shelf.stages) == 2


def test_who_got_a_story_back_sees_it_with_the_reason(chief, editor, client_of):
    story = factories.make_article(state="draft", by=editor)
    workflow.send_for_review(story, by=editor)
    workflow.send_back(story, by=chief, reason="首段没有时间")
    page = client_of(editor).get("/admin/")
    assert [entry.story for entry in page.context["sent_back"].entries] == [story]
    assert "首段没有时间" in page.content.decode()
    assert client_of(chief).get("/admin/").context["sent_back"].entries == []


def test_late_work_is_shown_until_it_is_done(clock, chief, client_of):
    story = factories.make_article(state="review", by=chief)
    assignments.assign(story, to=None, due_at=clock() + timedelta(minutes=1), by=chief)
    client = client_of(chief)
    assert client.get("/admin/").context["overdue"].entries == []
    clock.advance(minutes=1)
    overdue = client.get("/admin/").context["overdue"]
    assert [(entry.story, entry.look) for entry in overdue.entries] == [(story, "bad")]


def test_today_is_set_beside_yesterday_at_this_time(clock, chief, client_of):
    # It is half past eight.
    midnight = start_of(timezone.localdate(clock()))
    for hour, count in ((0, 10), (8, 40), (-24, 5), (-24 + 8, 20), (-24 + 9, 1_000)):
        SiteHour.objects.create(hour=midnight + timedelta(hours=hour), count=count)
    page = client_of(chief).get("/admin/")
    reads = page.context["tiles"][0]
    assert (reads.count, reads.change, reads.is_up) == (50, "+233%", True)
    hours = page.context["hours"]
    assert hours.rows[0] == (0, 10, 5)
    assert hours.rows[8] == (8, 40, 20)
    assert hours.rows[9] == (9, None, 1_000)
    assert "40" in hours.words
    assert 'aria-labelledby="hours-title hours-words"' in page.content.decode()


def test_what_happened_today_is_counted(clock, chief, client_of):
    article = factories.make_article(publish_at=clock() - timedelta(hours=1))
    factories.make_article(publish_at=clock() - timedelta(hours=25))
    factories.make_comment(factories.make_thread(article), guest_name="猫", created_at=clock())
    tiles = client_of(chief).get("/admin/").context["tiles"]
    assert [tile.count for tile in tiles] == [0, 1, 1, 0]
    assert tiles[1].change == "±0"


def test_reads_of_the_last_hours_are_ranked(clock, chief, client_of):
    stories = [factories.make_article() for _number in range(3)]
    for story, count in zip(stories, (3, 1, 8), strict=True):
        for _read in range(count):
            reads.count_read(story.pk)
    reads.flush()
    lines = client_of(chief).get("/admin/").context["read_now"]
    assert [(line.story.pk, line.count, line.share) for line in lines] == [
        (stories[2].pk, 8, 100),
        (stories[0].pk, 3, 38),
        (stories[1].pk, 1, 12),
    ]
    assert SiteHour.objects.get().count == 12


def test_old_hours_are_forgotten(clock, db):
    SiteHour.objects.create(hour=clock() - timedelta(days=reads.KEEP_DAYS + 1), count=1)
    SiteHour.objects.create(hour=clock(), count=1)
    reads.forget_old_hours.call()
    assert SiteHour.objects.count() == 1


def test_the_week_shows_what_is_out_and_what_comes(clock, chief, client_of):
    out = [
        factories.make_article(publish_at=clock() - timedelta(minutes=minutes))
        for minutes in (50, 40, 30, 20, 10)
    ]
    soon = factories.make_article(publish_at=clock() + timedelta(hours=1))
    later = factories.make_article(publish_at=clock() + timedelta(days=2))
    factories.make_article(publish_at=clock() + timedelta(days=9))
    week = client_of(chief).get("/admin/").context["week"]
    friday, sunday = week[4], week[6]
    assert friday.is_today
    assert [(slot.story.pk, slot.look) for slot in friday.slots] == [
        *((story.pk, "ok") for story in out[2:]),
        (soon.pk, "warn"),
    ]
    assert friday.more == 2
    assert [(slot.story.pk, slot.look) for slot in sunday.slots] == [(later.pk, "mu")]


def test_who_has_one_section_sees_that_section(clock, editor, client_of, make_user):
    mine, other = factories.make_category("城建"), factories.make_category("财经")
    user = make_user("组长", is_staff=True)
    give_second_factor(user)
    CategoryEditor.objects.create(category=mine, user=user, may_publish=True)
    own = factories.make_article(category=mine, publish_at=clock())
    factories.make_article(category=other, publish_at=clock())
    for story in Article.objects.all():
        reads.count_read(story.pk)
    reads.flush()
    page = client_of(user).get("/admin/")
    assert [slot.story for slot in page.context["week"][4].slots] == [own]
    assert [line.story for line in page.context["read_now"]] == [own]


def test_what_to_watch_is_told_with_the_most_pressing_first(clock, chief, client_of):
    article = factories.make_article()
    image = factories.make_image(rights_end=timezone.localdate(clock()) + timedelta(days=30))
    factories.make_image(rights_end=timezone.localdate(clock()) + timedelta(days=31))
    thread = factories.make_thread(article)
    factories.make_comment(
        thread,
        state=Comment.State.PENDING,
        guest_name="猫",
        created_at=clock() - timedelta(minutes=16),
    )
    Correction.objects.create(article=article, text="应为三百米。", at=clock())
    ScheduledJob.objects.create(name="a.late", next_run_at=clock() - timedelta(minutes=11))
    ScheduledJob.objects.create(name="a.job", next_run_at=clock(), last_error="Boom")
    client = client_of(chief)
    lines = client.get("/admin/").context["watch"]
    assert [line.look for line in lines] == ["bad", "bad", "bad", "warn", "ok"]
    assert "a.late" in lines[0].text
    assert "a.job" in lines[1].text
    assert len(client.get(lines[2].url).context["rows"]) == 1
    assert [row.pk for row in client.get(lines[3].url).context["cl"].result_list] == [image.pk]


def test_parts_that_do_not_work_are_named(chief, client_of):
    page = client_of(chief).get("/admin/")
    assert str(health.NAMES["worker"]) in page.context["trouble"]
    assert str(health.NAMES["worker"]) in page.content.decode()


def test_the_menu_follows_the_work(administrator, client_of):
    page = client_of(administrator).get("/admin/")
    menu = menu_of(page)
    assert list(menu) == ["newsroom", "front", "readers", "system"]
    assert menu["newsroom"] == [
        *("Article", "Image", "Collection", "Document", "Topic", "Category", "Tag", "Source"),
        *("Byline", "HouseWord", "CheckupOverride"),
    ]
    assert menu["front"] == ["FrontPage", "FrontVersion", "Notice", "Page"]


@pytest.mark.parametrize(
    ("address", "icon"),
    [
        ("article/", "edit"),
        ("article/export/", "edit"),
        ("article/queues/", "hist"),
        ("article/queues/mine/", "hist"),
        ("article/calendar/", "cal"),
    ],
)
def test_one_entry_of_the_menu_is_marked(chief, client_of, address, icon):
    page = client_of(chief).get(f"/admin/news/{address}")
    tables = [table for group in page.context["available_apps"] for table in group["models"]]
    assert [table["icon"] for table in tables if table.get("is_current")] == [icon]
    assert page.content.decode().count('aria-current="page"') >= 1


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
    assert (page.context["tiles"], "drafts" in page.context) == ([], False)


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


def test_trouble_is_told_in_the_language_of_the_user(client_of, make_user) -> None:
    with translation.override("en"):
        page = client_of(make_user("Ann", role="editor", language="en")).get("/admin/")
    assert "<b>Worker</b> · gives no sign of life" in page.content.decode()
    with translation.override("en"):
        in_english = health.report().as_dict()["trouble"]
    with translation.override("zh-hans"):
        assert health.report().as_dict()["trouble"] == in_english
        assert set(health.report().in_words()) == {str(health.NAMES[part]) for part in in_english}
