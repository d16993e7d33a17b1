"""What has outlived its clock is emptied, and proved to be."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from comments.models import Comment, Mute, Report
from news.models import PreviewLink, PreviewUse
from portal.lib import retention
from portal.lib.models import Purge, RateBucket
from portal.lib.retention import purge
from portal.site.models import CommentProfile, SiteSettings
from tests.factories import make_article, make_comment, make_thread, make_user

pytestmark = pytest.mark.django_db

TRACES = {"network": "203.0.113.0/24", "device": "d1"}


@pytest.fixture
def thread(clock):
    return make_thread(make_article())


def aged(thread, clock, days):
    return make_comment(thread, created_at=clock() - timedelta(days=days), **TRACES)


def proofs(name):
    return list(Purge.objects.filter(clock=name).values_list("count", "left"))


def test_networks_and_devices_go_after_sixty_days(thread, clock):
    old, young = aged(thread, clock, 61), aged(thread, clock, 59)
    purge(clock())
    for comment in (old, young):
        comment.refresh_from_db()
    assert (old.network, old.device) == ("", "")
    assert (young.network, young.device) == (TRACES["network"], "d1")
    assert proofs("comment_networks") == [(1, 0)]


def test_a_second_run_finds_nothing_and_says_so(thread, clock):
    aged(thread, clock, 61)
    purge(clock())
    purge(clock.advance(hours=1))
    assert proofs("comment_networks") == [(0, 0), (1, 0)]


def test_the_law_of_china_keeps_half_a_year_whatever_is_set(thread, clock):
    SiteSettings(comment_profile=CommentProfile.CN, comment_networks_kept=1).save()
    old, young = aged(thread, clock, 185), aged(thread, clock, 183)
    purge(clock())
    assert Comment.objects.get(pk=old.pk).network == ""
    assert Comment.objects.get(pk=young.pk).network == TRACES["network"]


def test_more_than_a_batch_goes_in_one_run(thread, clock, monkeypatch):
    monkeypatch.setattr(retention, "BATCH", 2)
    for _number in range(5):
        aged(thread, clock, 61)
    purge(clock())
    assert proofs("comment_networks") == [(5, 0)]


def test_what_cannot_be_emptied_is_told_and_ends_the_run(thread, clock):
    aged(thread, clock, 61)
    held = retention.Clock(
        "held",
        "held",
        rows=lambda until: Comment.objects.filter(created_at__lt=until),
        kept=lambda: timedelta(days=60),
        blank={"network": ""},
    )
    assert retention._let_run_out(held, clock()).left == 1


def test_reports_previews_and_spent_tokens_have_clocks_too(thread, clock):
    now = clock()
    long_ago = now - timedelta(days=61)
    report = Report.objects.create(comment=make_comment(thread), why="abuse", at=long_ago, **TRACES)
    link = PreviewLink.objects.create(
        article=make_article(), token_hash="x", expires_at=now, created_at=long_ago
    )
    use = PreviewUse.objects.create(link=link, at=long_ago, network="203.0.113.0/24")
    muted = Mute(by=make_user("member"), device="d1", name="路人", at=long_ago)
    muted.save()
    RateBucket.objects.create(key="k", window=long_ago, expires_at=long_ago)
    purge(now)
    report.refresh_from_db()
    use.refresh_from_db()
    assert (report.network, report.device, use.network) == ("", "", "")
    assert not RateBucket.objects.exists() and not Mute.objects.exists()
    assert {"report_networks", "preview_networks", "rate_buckets", "session_networks"} <= set(
        Purge.objects.values_list("clock", flat=True)
    )


def test_a_run_asks_the_same_whatever_is_young(thread, clock):
    def queries():
        with CaptureQueriesContext(
            connection,
        ) as captured:
            purge(clock())
        return len(captured)

    queries()
    first = queries()
    for _number in range(20):
        aged(thread, clock, 10)
    assert queries() == first


def test_operators_see_the_proofs_and_change_none(administrator, reader, client_of, clock):
    purge(clock())
    page = client_of(administrator).get("/admin/lib/purge/")
    assert page.status_code == 200
    assert str(retention.label_of("comment_networks")) in page.content.decode()
    assert client_of(administrator).get("/admin/lib/purge/add/").status_code == 403
    assert client_of(make_user("nobody", is_staff=True)).get("/admin/lib/purge/").status_code != 200
