"""Whoever the source bars from writing is barred here as long, unless somebody here decided."""

import pytest
from django.utils import timezone

from comments import ladder
from comments.models import Sanction
from comments.sanctions import standing_against
from portal.accounts.models import User
from portal.importers.models import ImportRun
from portal.importers.undoing import undo
from tests.portal.importers.dumps import changed

pytestmark = pytest.mark.django_db

MUTED = ("'A&amp;B读者','junk',0,10,", "'A&amp;B读者','junk',0,4,")


def member() -> User:
    return User.objects.get(username="A&B读者")


def is_barred() -> bool:
    return bool(standing_against(member(), "", timezone.now()))


@pytest.fixture
def barred(bring, tmp_path):
    bring(changed(tmp_path, MUTED))
    assert is_barred()


def test_a_ban_lifted_at_the_source_is_lifted_here(bring, barred):
    report = bring()
    assert not is_barred()
    assert Sanction.objects.get().lifted_by is None
    assert report["kinds"]["member"]["updated"] == 1
    again = bring()["kinds"]["member"]
    assert (again["updated"], again["edited here"]) == (0, 0)


def test_barred_there_once_more_is_barred_here_by_the_same_ban(bring, barred, tmp_path):
    bring()
    bring(changed(tmp_path, MUTED))
    assert is_barred()
    assert Sanction.objects.count() == 1


def test_taking_the_run_back_bars_them_again(bring, barred):
    bring()
    report = undo(ImportRun.objects.order_by("pk").last().pk)
    assert report.counts["member"]["restored"] == 1
    assert is_barred()


def test_a_ban_that_a_moderator_here_lifted_stays_lifted(bring, barred, moderator, tmp_path):
    ladder.lift(Sanction.objects.all(), by=moderator)
    bring(changed(tmp_path, MUTED, ("'no address'", "'other@example.test'")))
    assert not is_barred()
    assert Sanction.objects.get().lifted_by == moderator


def test_what_moderators_here_imposed_the_source_does_not_lift(bring, barred, moderator):
    own = Sanction.objects.create(
        kind="ban",
        subject="member",
        key=str(member().pk),
        member=member(),
        reason="在这里骂人",
        at=timezone.now(),
        by=moderator,
    )
    bring()
    assert standing_against(member(), "", timezone.now()) == [own]


def test_a_ban_of_a_moderator_who_left_is_no_ban_of_the_source(bring, barred, moderator):
    Sanction.objects.update(reason="在这里骂人")
    bring()
    assert is_barred()


def test_a_member_edited_here_since_keeps_the_ban_and_is_named(bring, barred):
    User.objects.filter(pk=member().pk).update(shown_name="改了名")
    report = bring()
    assert is_barred()
    assert report["kinds"]["member"]["edited here"] == 1
