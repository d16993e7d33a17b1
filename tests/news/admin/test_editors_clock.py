"""An editor in another time zone reads and types times by the clock on the wall there."""

import pytest
from django.utils import timezone

from news.models import Article
from tests import factories
from tests.desk_forms import save

pytestmark = pytest.mark.django_db

CALENDAR = "/admin/news/article/calendar/"
SETTINGS = "/accounts/settings/"


@pytest.fixture
def abroad(editor, client_of):
    """The desk of an editor in London, where it is summer time."""
    editor.time_zone = "Europe/London"
    editor.save()
    return client_of(editor)


@pytest.fixture
def story():
    draft = factories.make_article(state="draft")
    Article.objects.filter(pk=draft.pk).update(publish_at="2026-07-13T22:00:00+00:00")
    return draft


def field_of(page, name):
    html = page.content.decode()
    start = html.index(f'name="{name}"')
    return html[html.rindex("<input", 0, start) : html.index(">", start)]


def test_the_form_shows_and_reads_the_editors_time(abroad, story, chief, client_of):
    address = f"/admin/news/article/{story.pk}/change/"
    assert 'value="2026-07-13T23:00"' in field_of(abroad.get(address), "publish_at")
    assert 'value="2026-07-14T06:00"' in field_of(client_of(chief).get(address), "publish_at")
    assert save(abroad, address, publish_at="2026-07-13T08:30").status_code == 302
    story.refresh_from_db()
    assert story.publish_at.isoformat() == "2026-07-13T07:30:00+00:00"


def test_saving_without_touching_a_time_leaves_it_alone(abroad, story):
    with timezone.override("Europe/London"):  # What the form shows is written here once more.
        save(abroad, f"/admin/news/article/{story.pk}/change/", title="新题")
    story.refresh_from_db()
    assert story.publish_at.isoformat() == "2026-07-13T22:00:00+00:00"


def test_the_calendar_tells_the_editors_time_and_tables_the_sites(abroad, clock):
    planned = factories.make_article(title="远方", publish_at="2026-07-13T22:00:00+00:00")
    page = abroad.get(f"{CALENDAR}?view=day&day=2026-07-13")
    cells = {cell.key: cell.stories for week in page.context["weeks"] for cell in week}
    assert cells["2026-07-13T23"] == [planned]
    assert "Europe/London" in page.content.decode()
    move = {"story": planned.pk, "to": "2026-07-15T00:30", "view": "day", "day": "2026-07-15"}
    abroad.post(f"{CALENDAR}move/", move)
    planned.refresh_from_db()
    assert planned.publish_at.isoformat() == "2026-07-14T23:30:00+00:00"
    table = abroad.post(
        "/admin/news/article/export/", {"kind": "csv", "columns": ["number", "publish_at"]}
    )
    assert f"{planned.pk},2026-07-15 07:30" in table.content.decode("utf-8-sig")


def test_the_preview_and_the_readers_keep_the_sites_clock(abroad, story, client):
    frame = abroad.get(f"/admin/news/article/{story.pk}/preview/newest/zh-hans/page/")
    assert "2026-07-14T06:00:00+08:00" in frame.content.decode()
    live = factories.make_article(publish_at="2026-07-01T22:00:00+00:00")
    assert "2026-07-02T06:00:00+08:00" in client.get(live.get_absolute_url()).content.decode()
    assert timezone.get_current_timezone_name() == "Asia/Shanghai"


def test_pages_of_the_desk_bear_a_clock_off_the_full_hour(abroad, editor):
    editor.time_zone = "Asia/Kathmandu"
    editor.save()
    for page in ("/admin/", CALENDAR, "/admin/news/article/", "/admin/news/article/queues/mine/"):
        assert abroad.get(page).status_code == 200


def test_staff_choose_their_zone_and_nonsense_is_refused(editor, reader, client_of):
    desk = client_of(editor)
    typed = {"shown_name": "", "language": "zh-hans"}
    assert "Europe/London" in desk.get(SETTINGS).content.decode()
    assert desk.post(SETTINGS, typed | {"time_zone": "Europe/London"}).status_code == 302
    editor.refresh_from_db()
    assert editor.time_zone == "Europe/London"
    assert desk.post(SETTINGS, typed | {"time_zone": "Mars/Base"}).status_code == 200
    editor.refresh_from_db()
    assert editor.time_zone == "Europe/London"
    assert 'name="time_zone"' not in client_of(reader).get(SETTINGS).content.decode()
