"""The calendar of the desk: month, week and day, and a story moved in it."""

from datetime import timedelta

import pytest

from news.models import Article, WorkflowEntry
from tests import factories
from tests.desk_forms import told

pytestmark = pytest.mark.django_db

CALENDAR = "/admin/news/article/calendar/"
MOVE = f"{CALENDAR}move/"


def shown(page) -> dict[str, list[str]]:
    """The titles of each cell that has any."""
    cells = [cell for week in page.context["weeks"] for cell in week]
    return {cell.key: [story.title for story in cell.stories] for cell in cells if cell.stories}


def test_stories_stand_on_their_days(clock, client_of, editor):
    factories.make_article(title="今早的")
    factories.make_article(title="明天的", publish_at=clock.now + timedelta(days=1))
    factories.make_article(title="草稿", state="draft")
    desk = client_of(editor)
    assert shown(desk.get(CALENDAR)) == {"2026-07-10": ["今早的"], "2026-07-11": ["明天的"]}
    assert shown(desk.get(f"{CALENDAR}?view=week&day=2026-07-13")) == {}
    # The clock stands at 8:30 in Shanghai.
    assert shown(desk.get(f"{CALENDAR}?view=day&day=2026-07-11")) == {"2026-07-11T08": ["明天的"]}
    assert "Asia/Shanghai" in desk.get(CALENDAR).content.decode()


def test_a_month_shows_the_first_of_a_busy_day_and_all_to_come(clock, client_of, editor):
    for _number in range(8):
        factories.make_article()
        factories.make_article(publish_at=clock.now + timedelta(minutes=5))
    month, day = (client_of(editor).get(f"{CALENDAR}?view={view}") for view in ("month", "day"))
    cells = [cell for week in month.context["weeks"] for cell in week if cell.stories]
    assert [(len(cell.stories), cell.more) for cell in cells] == [(14, 2)]
    assert sum(map(len, shown(day).values())) == 16


@pytest.mark.parametrize("query", ["view=year", "day=x", "day=0001-01-01", "day=9999-12-31"])
def test_nonsense_shows_this_month(clock, client_of, editor, query):
    page = client_of(editor).get(f"{CALENDAR}?{query}")
    assert page.status_code == 200
    assert page.context["span"].view == "month"


def test_a_story_is_moved_and_the_log_says_so(clock, client_of, editor):
    story = factories.make_article(publish_at=clock.now + timedelta(days=1))
    typed = {"story": story.pk, "to": "2026-07-14T06:00", "view": "week", "day": "2026-07-13"}
    answer = client_of(editor).post(MOVE, typed)
    assert answer.url == f"{CALENDAR}?view=week&day=2026-07-13"
    story.refresh_from_db()
    assert story.publish_at.isoformat() == "2026-07-13T22:00:00+00:00"
    entry = WorkflowEntry.objects.get(move="schedule")
    assert (entry.by, entry.takes_effect_at) == (editor, story.publish_at)
    assert shown(client_of(editor).get(answer.url)) == {"2026-07-14": [story.title]}


@pytest.mark.parametrize("to", ["2026-07-01T06:00", "morgen", "", "9999-12-31T23:59"])
def test_a_time_that_cannot_be_moves_nothing(clock, client_of, editor, to):
    end = (clock.now + timedelta(days=9)).isoformat()
    story = factories.make_article(publish_at=clock.now + timedelta(days=1), unpublish_at=end)
    desk = client_of(editor)
    page = desk.post(MOVE, {"story": story.pk, "to": to}, follow=True)
    assert len(told(page)) == 1
    assert Article.objects.get().publish_at == story.publish_at


def test_who_may_not_publish_moves_nothing(clock, client_of, make_user):
    story = factories.make_article(publish_at=clock.now + timedelta(days=1))
    desk = client_of(make_user("记者", role="reporter"))
    assert b"datetime-local" not in desk.get(CALENDAR).content
    assert desk.post(MOVE, {"story": story.pk, "to": "2026-07-14T06:00"}).status_code == 403
    assert desk.get(MOVE).status_code == 405
    assert Article.objects.get().publish_at == story.publish_at


@pytest.mark.parametrize("count", [1, 5])
def test_the_calendar_costs_the_same_for_one_and_five(
    client_of, editor, count, committed, django_assert_max_num_queries
):
    with committed():
        for _number in range(count):
            factories.make_article()
    desk = client_of(editor)
    desk.get(CALENDAR)
    with django_assert_max_num_queries(8):
        assert desk.get(CALENDAR).status_code == 200
