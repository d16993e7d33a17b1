"""Everything of people in the tables of comments runs out, or says why it stays."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.contrib.auth import get_user_model
from django.utils import timezone

from comments.models import Agreement, LegalNotice, Mute, ReaderNote, Subscription
from portal.accounts.leaving import leave
from portal.accounts.own_data import own_data
from portal.lib.retention import clocks, purge
from tests import factories

pytestmark = pytest.mark.django_db

MEMBER = "a member's; goes, or loses its name, when they leave"
DESK = "who decided at the desk, for as long as there is the account"
LOG = "the log of decisions, which the law wants kept"
SAID = "said in public; its writer withdraws it, or leaves"
NOBODY = "says nothing of a person"

KEPT = {
    "Thread.closed_reason": NOBODY,
    "Comment.author": MEMBER,
    "Comment.guest_name": SAID,
    "Comment.body": SAID,
    "Comment.canon_hash": SAID,
    "Comment.decided_by": DESK,
    "Comment.claimed_by": DESK,
    "Agreement.member": MEMBER,
    "Alert.address": "the newsroom's own",
    "Alert.language": NOBODY,
    "Alert.secret": NOBODY,
    "Alert.trouble": NOBODY,
    "Decision.by": DESK,
    "Decision.public_note": LOG,
    "Decision.internal_note": LOG,
    "Sanction.key": "a hash, a domain or a network, for as long as the sanction is on record",
    "Sanction.member": MEMBER,
    "Sanction.reason": LOG,
    "Sanction.by": DESK,
    "Sanction.lifted_by": DESK,
    "Appeal.text": MEMBER,
    "Appeal.decided_by": DESK,
    "Appeal.note": LOG,
    "LearnedFeature.feature": "words that many wrote, without who did",
    "LegalNotice.receipt": NOBODY,
    "LegalNotice.url": "the proof of what was noticed",
    "LegalNotice.law": "the proof of what was noticed",
    "LegalNotice.explanation": "the proof of what was noticed",
    "LegalNotice.decided_by": DESK,
    "LegalNotice.note": LOG,
    "ReaderLetter.to": MEMBER,
    "ReaderNote.by": DESK,
    "Mute.by": MEMBER,
    "Report.reporter": MEMBER,
    "Report.text": "what moderators decided on; empty when a member leaves",
    "Signal.code": NOBODY,
    "Signal.detail": "what was found in the text, and goes with it",
    "DayFigure.key": NOBODY,
    "WordRule.pattern": NOBODY,
    "WordRule.replacement": NOBODY,
    "WordRule.exceptions": NOBODY,
    "WordRule.note": NOBODY,
    "WordRule.made_by": DESK,
    "Wording.body": SAID,
}
"""Why a field has no clock."""

TEXTS = ("CharField", "TextField", "EmailField", "GenericIPAddressField", "JSONField")


def fields_of_people():
    """Every field that could hold something of a person: free text, or a member."""
    for model in apps.get_app_config("comments").get_models():
        for field in model._meta.concrete_fields:
            is_text = field.get_internal_type() in TEXTS and not field.choices
            if is_text or field.related_model is get_user_model():
                yield f"{model.__name__}.{field.name}"


def fields_with_clocks():
    """The fields that a clock empties, or whose rows it deletes."""
    for clock in clocks():
        model = clock.rows(timezone.now()).model
        emptied = clock.blank or [field.name for field in model._meta.concrete_fields]
        yield from (f"{model.__name__}.{name}" for name in emptied)


def test_every_field_of_people_has_a_clock_or_a_reason():
    fields, clocked = set(fields_of_people()), set(fields_with_clocks())
    assert len(fields) > 50
    assert sorted(fields - clocked - set(KEPT)) == []
    assert sorted(set(KEPT) - fields) == []


def test_what_is_known_of_guests_runs_out(clock, moderator):
    thread = factories.make_thread(factories.make_article())
    comment = factories.make_comment(thread)
    Agreement.objects.create(comment=comment, device="d1", at=clock.now)
    ReaderNote.objects.create(device="d1", text="来过几次", by=moderator, at=clock.now)
    Subscription.objects.create(
        thread=thread,
        device="d1",
        email="guest@example.org",
        language="zh-hans",
        created_at=clock.now,
        confirmed_at=clock.now,
    )
    notice = make_notice(clock.now, outcome="upheld", decided_at=clock.now)
    still_open = make_notice(clock.now)
    clock.advance(days=61)
    purge(clock.now)
    assert not Agreement.objects.exists()
    assert not ReaderNote.objects.exists()
    assert Subscription.objects.exists()
    clock.advance(days=310)
    purge(clock.now)
    notice.refresh_from_db()
    still_open.refresh_from_db()
    assert not Subscription.objects.exists()
    assert (notice.name, notice.email, notice.explanation) == ("", "", "照片里有人")
    assert still_open.email == "giver@example.org"


def test_what_is_a_members_does_not_run_out(clock, reader, moderator):
    thread = factories.make_thread(factories.make_article())
    Agreement.objects.create(comment=factories.make_comment(thread), member=reader)
    ReaderNote.objects.create(member=reader, text="来过几次", by=moderator, at=clock.now)
    Subscription.objects.create(member=reader, language="en", created_at=clock.now)
    clock.advance(days=900)
    purge(clock.now)
    for kept in (Agreement, ReaderNote, Subscription):
        assert kept.objects.count() == 1


def test_subscriptions_mutes_and_addresses_go_with_the_member(clock, reader, stranger):
    prove(reader, "giver@example.org")
    thread = factories.make_thread(factories.make_article())
    said = {"language": "en", "created_at": clock.now}
    Subscription.objects.create(member=reader, **said)
    Subscription.objects.create(thread=thread, device="d1", email="Giver@example.org", **said)
    others = Subscription.objects.create(
        thread=thread, device="d2", email="other@example.org", **said
    )
    Mute.objects.create(by=reader, member=stranger, name="陌生人", at=clock.now)
    Mute.objects.create(by=stranger, member=reader, name="读者", at=clock.now)
    notice = make_notice(clock.now)
    leave(reader)
    assert list(Subscription.objects.all()) == [others]
    assert not Mute.objects.exists()
    notice.refresh_from_db()
    assert (notice.name, notice.email) == ("", "")


def test_an_address_that_is_not_proven_takes_nothing_from_others(clock, reader):
    reader.email = "giver@example.org"
    reader.save()
    notice = make_notice(clock.now)
    assert own_data(reader)["notices"] == []
    leave(reader)
    notice.refresh_from_db()
    assert notice.email == "giver@example.org"


def test_letters_and_notices_are_in_the_download(clock, reader, moderator):
    from comments import moderation

    prove(reader, "giver@example.org")
    comment = factories.make_comment(
        factories.make_thread(factories.make_article()), author=reader, state="pending"
    )
    moderation.reject([comment], by=moderator, reason=1)
    notice = make_notice(clock.now)
    data = own_data(reader)
    assert [row["decision"] for row in data["letters"]] == [comment.decisions.get().pk]
    assert [row["receipt"] for row in data["notices"]] == [notice.receipt]


def prove(member, address):
    member.email = address
    member.save()
    EmailAddress.objects.create(user=member, email=address, verified=True)


def make_notice(at, **more):
    number = LegalNotice.objects.count()
    return LegalNotice.objects.create(
        receipt=f"R{number}",
        url="http://testserver/comment/1/",
        law="民法典",
        explanation="照片里有人",
        name="举报人",
        email="giver@example.org",
        at=at - timedelta(days=1),
        **more,
    )
