"""Saying something, and what becomes of it at once."""

import unicodedata
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from comments.counting import count_one_more
from comments.models import Comment, Shingle, Signal, Thread
from comments.models.comment import MAX_DEPTH
from comments.notifications import note_answers
from comments.policies import refusal_of
from comments.screening.checks import Draft, look
from comments.screening.repeats import bands, canon, grams
from comments.screening.rules import replaced
from comments.screening.verdict import Demand, Finding, Verdict, decide
from comments.things import open_thread, policy_of
from portal.lib.text import clean_line, clean_text

MAX_LENGTH = 1000
"""Characters of a comment; the form says so, and longer ones come back to their writer whole."""

MAX_NAME = 24


class CannotComment(ValidationError):
    """The comment is refused; the message says why, and what was typed is kept."""


def post(
    thing: Any,
    *,
    body: str,
    author: Any | None = None,
    guest_name: str = "",
    parent: Comment | None = None,
    network: str = "",
    device: str = "",
    took_decoy: bool = False,
) -> Comment:
    """Add a comment to what is discussed; published, held or put aside as the checks have it.

    The checks read and decide before the transaction that stores, so that a check that fails
    cannot take the comment with it. Raises CannotComment.
    """
    thread = open_thread(thing)
    policy = policy_of(thing, thread)
    refusal = refusal_of(policy, author)
    if refusal:
        raise CannotComment(refusal)
    body, guest_name = checked_body(body), _checked_name(guest_name, author)
    _refuse_foreign_parent(parent, thread)
    draft = Draft(
        text=body,
        name=guest_name,
        thread=thread,
        policy=policy,
        at=timezone.now(),
        author=author,
        network=network,
        device=device,
        took_decoy=took_decoy,
    )
    findings, verdict = screen(draft)
    return _store(draft, findings, verdict, parent)


def screen(draft: Draft) -> tuple[list[Finding], Verdict]:
    """Look at a text with all checks and decide once; a new one and a changed one alike.

    Raises CannotComment where it is refused.
    """
    findings = look(draft)
    verdict = decide(findings, is_held=draft.policy.is_held)
    if verdict.demand == Demand.REFUSE:
        raise CannotComment(verdict.message)
    return findings, verdict


STATES = {
    Demand.NOTHING: Comment.State.PUBLISHED,
    Demand.HOLD: Comment.State.PENDING,
    Demand.SPAM: Comment.State.SPAM,
}


@transaction.atomic
def _store(
    draft: Draft, findings: list[Finding], verdict: Verdict, parent: Comment | None
) -> Comment:
    state = STATES[verdict.demand]
    published = state == Comment.State.PUBLISHED
    comment = Comment.objects.create(
        thread=draft.thread,
        parent=parent,
        root=(parent.root or parent) if parent else None,
        depth=MAX_DEPTH if parent else 1,
        author=draft.author,
        guest_name=draft.name,
        body=replaced(draft.text, draft.at),
        state=state,
        created_at=draft.at,
        published_at=draft.at if published else None,
        priority=verdict.priority,
        canon_hash=canon(draft.text),
        network=draft.network,
        device=draft.device,
    )
    keep_findings(comment, draft, findings)
    if published:
        count_one_more(draft.thread)
        if parent:
            note_answers.enqueue([comment.pk])
    return comment


def keep_findings(comment: Comment, draft: Draft, findings: list[Finding]) -> None:
    """Keep what the checks found, in place of what they had found before."""
    is_as_written = comment.body == draft.text
    if draft.comment is not None:
        comment.signals.all().delete()
        Shingle.objects.filter(comment=comment).delete()
    Signal.objects.bulk_create(
        Signal(
            comment=comment,
            code=finding.code,
            weight=finding.weight,
            detail=finding.detail[:200],
            start=finding.start if is_as_written else None,
            end=finding.end if is_as_written else None,
            rule_version=finding.rule_version,
        )
        for finding in findings
    )
    Shingle.objects.bulk_create(
        Shingle(key=key, comment=comment, at=draft.at) for key in bands(grams(draft.text))
    )


def checked_body(body: str) -> str:
    """The text without what nobody sees. Raises CannotComment where nothing or too much is left."""
    body = clean_text(body).strip()
    if not any(unicodedata.category(character)[0] in "LNPS" for character in body):
        raise CannotComment(_("Write something first."))
    if len(body) > MAX_LENGTH:
        raise CannotComment(
            _("A comment holds %(limit)d characters at most; this one has %(length)d.")
            % {"limit": MAX_LENGTH, "length": len(body)}
        )
    return body


def _checked_name(guest_name: str, author: Any | None) -> str:
    if author is not None:
        return ""
    name = clean_line(guest_name)
    if not any(character.isalnum() for character in name):
        raise CannotComment(_("Give a name to be shown beside the comment."))
    if len(name) > MAX_NAME:
        raise CannotComment(_("A name holds %d characters at most.") % MAX_NAME)
    return name


def _refuse_foreign_parent(parent: Comment | None, thread: Thread) -> None:
    if parent is not None and (parent.thread_id != thread.pk or not parent.is_published):
        raise CannotComment(_("The comment you answer is no longer there."))
