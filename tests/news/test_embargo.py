"""A story under embargo: no reader has it before, whatever its time says."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client

from news import assignments, preview_links, revisions, sign_offs, workflow
from news.admin.sheets import written
from news.models import Article
from news.ninjs import ninjs
from portal.site.current import site_changed
from portal.site.models import SiteSettings
from tests import factories

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


@pytest.fixture
def end(clock):
    return clock.now + 2 * HOUR


@pytest.fixture
def story(end):
    return factories.make_article(state="draft", title="年报", embargo_until=end.isoformat())


@pytest.mark.parametrize("early", [None, -HOUR, HOUR])
def test_published_too_early_it_appears_when_the_embargo_ends(clock, client, story, end, early):
    at = early and clock.now + early
    story = workflow.publish(story, by=None, at=at)
    assert (story.publish_at, story.first_publish_at) == (end, end)
    address = f"/article/{story.pk}/"
    assert client.get(address).status_code == 404
    assert "年报" not in client.get("/").content.decode()
    clock.advance(hours=2)
    assert client.get(address, follow=True).status_code == 200


def test_a_later_time_stays(clock, story, end):
    assert workflow.publish(story, by=None, at=end + HOUR).publish_at == end + HOUR


def test_moved_before_its_end_a_story_comes_when_it_ends(clock, client_of, editor, story, end):
    story = workflow.publish(story, by=None, at=end + HOUR)
    typed = {"story": story.pk, "to": (clock.now + HOUR).isoformat(), "view": "week"}
    desk = client_of(editor)
    page = desk.post("/admin/news/article/calendar/move/", typed, follow=True)
    story.refresh_from_db()
    assert story.publish_at == end
    # What is told is when it comes, not what was asked: the clock stands at 8:30 in Shanghai.
    assert "10:30" in str(next(iter(page.context["messages"])))
    assert 'class="tag warn"' in page.content.decode()


def test_a_story_readers_have_takes_no_embargo(clock, editor, end):
    story = factories.make_article()
    with pytest.raises(ValidationError):
        revisions.save(story, {"embargo_until": end.isoformat()}, by=editor)
    story.refresh_from_db()
    assert story.embargo_until is None
    with pytest.raises(IntegrityError), transaction.atomic():
        Article.objects.filter(pk=story.pk).update(embargo_until=end)


def test_an_outsider_is_told_until_when(story, editor, end, clock):
    _link, token = preview_links.make(story, by=editor, lasts=timedelta(days=1))
    told = Client().get(f"/preview/{token}/").context["preview"]
    assert "10:30" in told
    assert "Asia/Shanghai" in told


def test_partners_and_tables_are_told(story, end, clock):
    story = workflow.publish(story, by=None)
    clock.advance(hours=3)
    assert ninjs(story)["embargoedUntil"] == "2026-07-10T10:30:00+08:00"
    assert "2026-07-10 10:30" in written([story], ["embargo_until"], "csv").decode()


def test_states_of_before_have_no_embargo(story):
    old = revisions.working_state(story)
    del old["embargo_until"]
    assert revisions.upgraded(old, 3)["embargo_until"] is None


def test_an_embargo_and_a_new_form_of_the_plan_void_no_sign_off(
    clock, story, editor, chief, end, monkeypatch
):
    SiteSettings.objects.update_or_create(
        pk=1, defaults={"review_stages": 3, "binds_sign_offs": True}
    )
    site_changed()
    workflow.send_for_review(story, by=editor)
    story.refresh_from_db()
    stage = assignments.Assignment.objects.get(article=story).stage
    workflow.sign(story, stage, by=chief)
    monkeypatch.setattr(revisions, "SCHEMA", revisions.SCHEMA + 1)
    story.refresh_from_db()
    saved = revisions.save(story, {"embargo_until": (end + HOUR).isoformat()}, by=chief)
    held = sign_offs.in_force(saved.article, saved.article.assignment)
    assert [row.stage for row in held] == [stage]
