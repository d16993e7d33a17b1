"""Letters about answers: wanted ones only, one an hour at most, and ended by one click.

A guest's address is written to once, to have it confirmed, and then only after that (double
opt-in). Letters are plain text, and carry no link that a reader wrote.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.core import signing
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comments.models import EVERYBODY, Answer, Comment, Subscription, Thread
from comments.readers import Reader
from comments.screening.traits import links
from portal.lib.addresses import absolute
from portal.lib.mailboxes import CONFIRM_WITHIN, hash_of, may_be_asked
from portal.lib.schedule import periodic
from portal.lib.tasks import retry, task

ONE_LETTER_IN = timedelta(hours=1)
KEPT = timedelta(days=90)
"""After that nobody answers the same comment so often that a second letter could confuse."""

PER_RUN = 2_000
QUOTED = 200
SHOWN = 20

_confirmations = signing.Signer(salt="comments.notifications.confirm")
_endings = signing.Signer(salt="comments.notifications.end")


def subscribe(thread: Thread | None, *, reader: Reader, email: str = "") -> Subscription | None:
    """Let a reader be written to about answers, in all discussions where `thread` is None.

    Returns None where that is impossible: a member without a confirmed address, a guest with none.
    """
    now, language = timezone.now(), translation.get_language()
    if reader.member is not None:
        if not reader.member.has_verified_email:
            return None
        return Subscription.objects.get_or_create(
            thread=thread,
            member=reader.member,
            defaults={"language": language, "created_at": now, "confirmed_at": now},
        )[0]
    if thread is None or not email:
        return None
    return _subscribe_guest(thread, reader.device, email.strip(), language)


def confirm(signed: str) -> Subscription | None:
    """The owner of the address wants the letters; None where the link is forged or too old."""
    subscription = asked_about(signed)
    if subscription is not None and subscription.confirmed_at is None:
        subscription.confirmed_at = timezone.now()
        subscription.save(update_fields=["confirmed_at"])
    return subscription


def asked_about(signed: str) -> Subscription | None:
    """The subscription a confirming link is about."""
    try:
        value = _confirmations.unsign(signed)
    except signing.BadSignature:
        return None
    pk, _colon, address = value.partition(":")
    in_time = Subscription.objects.filter(created_at__gt=timezone.now() - CONFIRM_WITHIN)
    found = in_time.filter(pk=int(pk)).first()
    return found if found is not None and hash_of(found.email) == address else None


def end(signed: str) -> bool:
    """Write no more letters to whoever has this link; False where it is forged."""
    try:
        pk = int(_endings.unsign(signed))
    except signing.BadSignature:
        return False
    subscription = Subscription.objects.filter(pk=pk).first()
    if subscription is not None:
        _of_the_same(subscription).delete()
    return True


def end_for(member: Any) -> None:
    """Write a member no more letters about answers."""
    Subscription.objects.filter(member=member).delete()


def standing_of(thread: Thread, reader: Reader) -> Subscription | None:
    """What the reader has asked for in a discussion."""
    if reader.member is not None:
        here = Q(thread=thread) | Q(thread__isnull=True)
        return Subscription.objects.filter(here, member=reader.member).first()
    return Subscription.objects.filter(
        thread=thread, device=reader.device, member__isnull=True
    ).first()


def _subscribe_guest(thread: Thread, device: str, email: str, language: str) -> Subscription:
    same = Subscription.objects.filter(device=device, email=email, confirmed_at__isnull=False)
    now = timezone.now()
    subscription, is_new = Subscription.objects.get_or_create(
        thread=thread,
        device=device,
        member=None,
        defaults={"email": email, "language": language, "created_at": now},
    )
    if not is_new and subscription.email == email:
        return subscription
    subscription.email, subscription.created_at = email, now
    subscription.confirmed_at = now if same.exists() else None
    subscription.save(update_fields=["email", "created_at", "confirmed_at"])
    if subscription.confirmed_at is None and may_be_asked(email):
        _asking(subscription).send()
    return subscription


def _of_the_same(subscription: Subscription) -> Any:
    if subscription.member_id:
        return Subscription.objects.filter(member=subscription.member_id)
    return Subscription.objects.filter(email=subscription.email, member__isnull=True)


def _asking(subscription: Subscription) -> EmailMessage:
    signed = _confirmations.sign(f"{subscription.pk}:{hash_of(subscription.email)}")
    address = absolute(reverse("comments:confirm_address", args=[signed]))
    lines = [
        _("Somebody, we hope you, wants a letter here when a comment of theirs is answered."),
        _("To confirm, open this page within three days and press the button:"),
        address,
        _("If it was not you, do nothing: you will not be written to again."),
    ]
    subject = _("Please confirm your address")
    return EmailMessage(subject, "\n\n".join(lines), to=[subscription.email])


# Who is to be told --------------------------------------------------------------------------


@task
@retry()
def note_answers(comment_pks: list[int]) -> None:
    """Note whom published comments answer, for their next letter."""
    published = Comment.objects.visible_to(EVERYBODY).filter(
        pk__in=comment_pks, parent__isnull=False
    )
    answers = list(published.select_related("parent", "root"))
    wanted = Q(pk__in=[])
    for comment in answers:
        for answered in _answered(comment):
            wanted |= _subscribed(answered)
    found = list(Subscription.objects.filter(wanted, confirmed_at__isnull=False))
    now = timezone.now()
    Answer.objects.bulk_create(
        [
            Answer(subscription=subscription, comment=comment, at=now)
            for comment in answers
            for subscription in _once_each(found, comment)
        ],
        ignore_conflicts=True,
    )


def _answered(comment: Comment) -> list[Comment]:
    """What a reply speaks to, and the comment it stands below; not the writer's own."""
    return [
        answered
        for answered in {comment.parent, comment.root}
        if answered is not None and not _is_same_writer(answered, comment)
    ]


def _is_same_writer(one: Comment, other: Comment) -> bool:
    if one.author_id or other.author_id:
        return one.author_id == other.author_id
    return bool(one.device) and one.device == other.device


def _subscribed(answered: Comment) -> Q:
    if answered.author_id:
        here = Q(thread=answered.thread_id) | Q(thread__isnull=True)
        return Q(here, member=answered.author_id)
    if not answered.device:
        return Q(pk__in=[])
    return Q(thread=answered.thread_id, member__isnull=True, device=answered.device)


def _once_each(found: list[Subscription], comment: Comment) -> Iterable[Subscription]:
    """One subscription for each reader the comment answers, though a member may have two."""
    told = set()
    for subscription in found:
        for answered in _answered(comment):
            is_theirs = (
                subscription.member_id == answered.author_id
                if subscription.member_id
                else answered.author_id is None and subscription.device == answered.device
            )
            key = recipient_key(subscription)
            if is_theirs and subscription.thread_id in (None, comment.thread_id):
                if key not in told:
                    yield subscription
                told.add(key)


# Writing ------------------------------------------------------------------------------------


@periodic(every=timedelta(minutes=5))
@task
def write_letters() -> int:
    """Write to everybody who was answered and has had no letter for an hour; how many letters."""
    now = timezone.now()
    with_readers = Answer.objects.select_related("subscription__member")
    recent = with_readers.filter(mailed_at__gt=now - ONE_LETTER_IN)
    not_yet = {recipient_key(answer.subscription) for answer in recent[:PER_RUN]}
    waiting: dict[str, list[Answer]] = {}
    for answer in with_readers.filter(mailed_at__isnull=True).order_by("at", "pk")[:PER_RUN]:
        key = recipient_key(answer.subscription)
        if key not in not_yet:
            waiting.setdefault(key, []).append(answer)
    sent = sum(_write(answers, now) for answers in waiting.values())
    _forget_old(now)
    return sent


def recipient_key(subscription: Subscription) -> str:
    return f"member:{subscription.member_id}" if subscription.member_id else subscription.email


@transaction.atomic
def _write(answers: list[Answer], now: datetime) -> bool:
    """One letter with all of them, unless another worker was faster or nothing is left to tell."""
    keys = [answer.pk for answer in answers]
    ours = Answer.objects.filter(pk__in=keys, mailed_at__isnull=True).update(mailed_at=now)
    address = _address(answers[0].subscription)
    told = Comment.objects.visible_to(EVERYBODY).filter(
        pk__in=[answer.comment_id for answer in answers]
    )
    found = (
        told.select_related("author", "thread")
        .prefetch_related("thread__thing")
        .order_by("published_at", "pk")[:SHOWN]
    )
    # Of what was withdrawn meanwhile nothing is told, the title least of all.
    comments = [row for row in found if (thing := row.thread.thing) and thing.is_live()]
    if not ours or not address or not comments:
        return False
    _letter(answers[0].subscription, address, comments).send()
    return True


def _address(subscription: Subscription) -> str:
    """Where to write now: a member may have another address, or none, since."""
    member = subscription.member
    if member is None:
        return subscription.email
    return member.email if member.is_active and member.has_verified_email else ""


def _letter(subscription: Subscription, address: str, comments: list[Comment]) -> EmailMessage:
    member = subscription.member
    with translation.override(member.language if member else subscription.language):
        ending = absolute(
            reverse("comments:end_letters", args=[_endings.sign(str(subscription.pk))])
        )
        subject = ngettext(
            "%d answer to your comments", "%d answers to your comments", len(comments)
        )
        parts = [_told(comment) for comment in comments]
        parts.append(_("No more of these letters:") + f"\n{ending}")
        return EmailMessage(
            subject % len(comments),
            "\n\n".join(parts),
            to=[address],
            headers={
                # RFC 8058: the mail program ends the letters by a POST, without a visit.
                "List-Unsubscribe": f"<{ending}>",
                "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            },
        )


def _told(comment: Comment) -> str:
    """One answer; what readers wrote cannot be clicked on."""
    writer, text = without_links(comment.writer), without_links(comment.body[:QUOTED])
    lines = [
        str(comment.thread.thing),
        _("%(name)s answers:") % {"name": writer},
        *(f"> {line}" for line in text.splitlines()),
        absolute(comment.get_absolute_url()),
    ]
    return "\n".join(line for line in lines if line)


def without_links(text: str) -> str:
    """The text with a mark in place of each web address."""
    pieces, end = [], 0
    for link in links(text):
        pieces += [text[end : link.start], "[…]"]
        end = link.end
    return "".join([*pieces, text[end:]]).replace("://", ": ").replace("www.", "www ")


def _forget_old(now: datetime) -> None:
    Answer.objects.filter(mailed_at__lt=now - KEPT).delete()
    Subscription.objects.filter(
        confirmed_at__isnull=True, created_at__lt=now - CONFIRM_WITHIN
    ).delete()
