"""The checks a comment goes through; each says what it found, none decides.

A check that fails is a finding too: the comment waits for a moderator, and the fault is logged.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from comments import learning, sanctions
from comments.models import Comment, Shingle, Thread
from comments.policies import Policy
from comments.screening import rules
from comments.screening.names import is_a_members, passes_for_newsroom
from comments.screening.repeats import ALIKE, bands, canon, grams, likeness
from comments.screening.sight import Sight, see
from comments.screening.traits import contacts, is_piled_up, is_shouting, links
from comments.screening.verdict import Demand, Finding

logger = logging.getLogger(__name__)

State = Comment.State

REMEMBERED = timedelta(days=7)
"""How long a text that comes again is known."""

TRUST_LASTS = timedelta(days=180)
LOOKED_BACK = 200
"""A writer's latest comments say enough about the writer."""

BURST, BURST_WINDOW = 30, timedelta(minutes=5)
"""So many comments on one thing so fast are an argument out of hand, or a crowd sent."""

NEW_ACCOUNT = timedelta(days=1)
FEW_DECISIONS = 4
COMPARED = 20


@dataclass(frozen=True)
class Draft:
    """A comment as it comes in by any door, with all that the checks look at."""

    text: str
    name: str
    thread: Thread
    policy: Policy
    at: datetime
    author: Any | None = None
    network: str = ""
    device: str = ""
    comment: Comment | None = None
    """The comment itself where it is edited or looked at again."""
    took_decoy: bool = False
    sight: Sight = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "sight", see(self.text))

    def others(self) -> Any:
        """All comments but this one."""
        all_of_them = Comment.objects.all()
        return all_of_them.exclude(pk=self.comment.pk) if self.comment else all_of_them

    def is_by(self, comment: Comment) -> bool:
        """Whether the same writer wrote the other comment."""
        if self.author is not None:
            return comment.author_id == self.author.pk
        return comment.author_id is None and bool(self.device) and comment.device == self.device


Check = Callable[[Draft], Iterator[Finding]]


def look(draft: Draft) -> list[Finding]:
    """Everything that all checks find; the same for a new comment, an edit and a dry run."""
    found: list[Finding] = []
    for check in CHECKS:
        try:
            found.extend(check(draft))
        # Whatever breaks in one check, the others are heard, and a person looks.
        except Exception:
            logger.exception("The check %s failed; the comment is held.", check.__name__)
            found.append(Finding("error", demand=Demand.HOLD, detail=check.__name__))
    return found


def decoy(draft: Draft) -> Iterator[Finding]:
    """A field no person sees was filled in."""
    if draft.took_decoy:
        yield Finding("decoy", 100, Demand.SPAM)


def sanction(draft: Draft) -> Iterator[Finding]:
    """The writer, the address or the network is under a sanction; told, never in secret."""
    for standing in sanctions.standing_against(draft.author, draft.network, draft.at):
        if standing.refuses or standing.waits_for_reading:
            message = sanctions.explain(standing)
            yield Finding("sanction", 0, Demand.REFUSE, standing.kind, message=message)
        elif standing.kind == standing.Kind.PREMODERATE:
            yield Finding("sanction", 20, Demand.HOLD, standing.kind)


def words(draft: Draft) -> Iterator[Finding]:
    """What the newsroom's word rules find in the text and the name."""
    for found in rules.hits(draft.text, draft.name, draft.at):
        rule = found.rule
        demand = {"ban": Demand.REFUSE, "hold": Demand.HOLD}.get(rule.action, Demand.NOTHING)
        yield Finding(
            "word" if rule.action != "watch" else "watch",
            0 if rule.action == "watch" else 30,
            demand,
            rule.pattern,
            found.start if found.in_text else None,
            found.end if found.in_text else None,
            rule.version,
            _("“%s” cannot be said here.") % rule.pattern if demand == Demand.REFUSE else "",
        )


def names(draft: Draft) -> Iterator[Finding]:
    """The name passes for the newsroom's, or for a member's who did not write this."""
    name = draft.name or (draft.author.display_name if draft.author else "")
    if draft.author is not None and draft.author.is_staff:
        return
    if passes_for_newsroom(name):
        yield Finding("impostor", 40, Demand.HOLD, name[:200])
    elif draft.author is None and is_a_members(name):
        yield Finding("impostor", 30, Demand.HOLD, name[:200])


def addresses(draft: Draft) -> Iterator[Finding]:
    """Links: more than a comment may have, or any from somebody not known yet."""
    found = links(draft.text, draft.sight)
    if not found:
        return
    first = found[0]
    too_many = len(found) > draft.policy.most_links
    yield Finding(
        "links" if too_many else "link",
        40 if too_many else 15,
        Demand.HOLD if too_many else Demand.NOTHING,
        first.text[:200],
        first.start,
        first.end,
    )


def numbers(draft: Draft) -> Iterator[Finding]:
    """Telephone numbers and accounts: somebody's private details, or an advertisement."""
    for trait in contacts(draft.text, draft.sight):
        yield Finding("contact", 35, Demand.HOLD, trait.text[:200], trait.start, trait.end)


def shouting(draft: Draft) -> Iterator[Finding]:
    """Capitals, one character over and over, or marks piled up that run over other lines."""
    if is_piled_up(draft.text + draft.name):
        yield Finding("piled_up", 30, Demand.HOLD)
    elif is_shouting(draft.text):
        yield Finding("shouting", 10)


def repeats(draft: Draft) -> Iterator[Finding]:
    """The same text within a week: twice by one writer in one thread, or by others anywhere."""
    key = canon(draft.text)
    since = draft.at - REMEMBERED
    if key:
        same = list(
            draft.others()
            .filter(canon_hash=key, created_at__gte=since)
            .order_by("-created_at")[:COMPARED]
        )
    else:
        same = []
    if any(draft.is_by(one) and one.thread_id == draft.thread.pk for one in same):
        yield Finding("twice", 0, Demand.REFUSE, message=_("You have said this here already."))
    elif same:
        yield Finding("repeat", 40, Demand.HOLD, str(len(same)))
    else:
        yield from _near(draft, since)


def _near(draft: Draft, since: datetime) -> Iterator[Finding]:
    mine = grams(draft.text)
    keys = Shingle.objects.filter(key__in=bands(mine), at__gte=since).order_by("-at")
    met = list(keys.values_list("comment", flat=True)[:COMPARED])
    candidates = draft.others().filter(pk__in=met)
    near = [one for one in candidates if likeness(mine, grams(one.body)) >= ALIKE]
    if near:
        yield Finding("alike", 30, Demand.HOLD, str(len(near)))


def history(draft: Draft) -> Iterator[Finding]:
    """What became of the writer's earlier comments; only decisions of people count for trust."""
    if draft.author is None:
        yield Finding("guest", 5, Demand.HOLD if draft.policy.holds_first else Demand.NOTHING)
        return
    before = list(
        draft.others()
        .filter(author=draft.author, created_at__gte=draft.at - TRUST_LASTS)
        .order_by("-created_at")
        .values_list("state", "decided_by")[:LOOKED_BACK]
    )
    approved = sum(state == State.PUBLISHED and by is not None for state, by in before)
    refused = sum(state in (State.REJECTED, State.REMOVED, State.SPAM) for state, _by in before)
    if refused * 2 > approved + refused >= FEW_DECISIONS:
        yield Finding("rejected_often", 25, Demand.HOLD, f"{refused}/{approved + refused}")
    elif approved >= draft.policy.trusted_after:
        yield Finding("trusted", -10, detail=str(approved))
    else:
        demand = Demand.HOLD if draft.policy.holds_first else Demand.NOTHING
        yield Finding("first" if not before else "new", 5, demand)
    if draft.at - draft.author.date_joined < NEW_ACCOUNT:
        yield Finding("new_account", 10)


def burst(draft: Draft) -> Iterator[Finding]:
    """The thread runs hot: everything new in it is looked at first."""
    recent = Comment.objects.filter(
        Q(state=State.PUBLISHED) | Q(state=State.PENDING),
        thread=draft.thread,
        created_at__gte=draft.at - BURST_WINDOW,
    ).order_by()[:BURST]
    if recent.count() >= BURST:
        yield Finding("burst", 5, Demand.HOLD)


def learned(draft: Draft) -> Iterator[Finding]:
    """What the classifier says, once it has learned enough."""
    opinion = learning.opinion_of(draft.text)
    if opinion is not None and opinion.score >= learning.threshold():
        yield Finding("learned", 50, Demand.HOLD, "、".join(opinion.because)[:200])


CHECKS: tuple[Check, ...] = (
    decoy,
    sanction,
    words,
    names,
    addresses,
    numbers,
    shouting,
    repeats,
    history,
    burst,
    learned,
)
