"""Keeping the word rules: tried on what readers wrote before they hold, taken in from a list."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from comments.models import Comment, WordRule
from comments.screening.rules import as_rule, rules_changed
from comments.screening.words import Hit, Matcher
from portal.lib.text import clean_line

TRIED_ON = 20_000
TRIED_WITHIN = timedelta(days=90)
SHOWN = 30
AROUND = 20
"""Characters shown on each side of a hit."""

MOST_LINES = 5_000
"""What the matcher was measured with; a longer list is taken in by parts."""

MEANING = ("pattern", "action", "field", "replacement", "exceptions")
"""The fields whose change makes another rule of it, under the next version."""

REFUSED = (Comment.State.REJECTED, Comment.State.REMOVED, Comment.State.SPAM)


@dataclass(frozen=True)
class Example:
    """A comment that a rule would have hit, split at the hit."""

    pk: int
    state: str
    before: str
    said: str
    after: str


@dataclass
class Trial:
    """What a rule would have done to the comments that were read."""

    read: int = 0
    approved: int = 0
    refused: int = 0
    waiting: int = 0
    examples: list[Example] = field(default_factory=list)

    @property
    def hits(self) -> int:
        return self.approved + self.refused + self.waiting


@dataclass(frozen=True)
class Line:
    """One rule of a list, and what is wrong with it, if something is."""

    pattern: str
    action: str
    replacement: str = ""
    fault: str = ""


def try_on_history(rule: WordRule, now: datetime) -> Trial:
    """Look where the rule would have hit among the newest comments; nothing is changed."""
    matcher, trial = Matcher([as_rule(rule)]), Trial()
    rows = Comment.objects.filter(created_at__gte=now - TRIED_WITHIN).exclude(body="")
    columns = rows.order_by("-created_at", "-pk").values_list("pk", "state", "body", "guest_name")
    for pk, state, body, name in columns[:TRIED_ON]:
        trial.read += 1
        found = _first(rule, matcher, body, name)
        if found is None:
            continue
        _count(trial, state)
        if len(trial.examples) < SHOWN:
            trial.examples.append(_example(pk, state, *found))
    return trial


def save_rule(rule: WordRule, *, by: Any) -> WordRule:
    """Save a rule; one that means something else has the next version. Raises PermissionDenied."""
    _require(by, "change" if rule.pk else "add")
    known = WordRule.objects.filter(pk=rule.pk).first() if rule.pk else None
    if known is None:
        rule.made_by = by
    elif any(getattr(known, name) != getattr(rule, name) for name in MEANING):
        rule.version = known.version + 1
    rule.save()
    return rule


def read_list(text: str, action: str) -> list[Line]:
    """The rules of a list: a word a line, or as Discuz! X has it: word=replacement, word={BANNED},
    word={MOD}. Raises ValidationError."""
    lines = list(dict.fromkeys(filter(None, map(clean_line, text.splitlines()))))
    if not lines:
        raise ValidationError(_("The list is empty."))
    if len(lines) > MOST_LINES:
        raise ValidationError(_("A list holds %d lines at most.") % MOST_LINES)
    known = set(WordRule.objects.filter(field=WordRule.Field.ALL).values_list("pattern", flat=True))
    return [_read_line(line, action, known) for line in lines]


@transaction.atomic
def take_in(lines: list[Line], *, by: Any) -> int:
    """Make rules of the faultless lines; answers how many. Raises PermissionDenied."""
    _require(by, "add")
    made = WordRule.objects.bulk_create(
        [
            WordRule(
                pattern=line.pattern,
                action=line.action,
                replacement=line.replacement,
                made_by=by,
            )
            for line in lines
            if not line.fault
        ],
        ignore_conflicts=True,
    )
    transaction.on_commit(rules_changed)
    return len(made)


DISCUZ = {"{BANNED}": WordRule.Action.BAN, "{MOD}": WordRule.Action.HOLD}


def _read_line(line: str, action: str, known: set[str]) -> Line:
    pattern, sign, said = (part.strip() for part in line.partition("="))
    if sign and said in DISCUZ:
        action, said = DISCUZ[said], ""
    elif sign:
        action = WordRule.Action.REPLACE
    fault = ""
    if not pattern or len(pattern) > 120 or len(said) > 120:
        fault = _("too long, or without a word")
    elif pattern in known:
        fault = _("there already")
    elif not as_rule(WordRule(pattern=pattern)).parts[0]:
        fault = _("has no letter to look for")
    return Line(pattern, action, said, fault)


def _first(rule: WordRule, matcher: Matcher, body: str, name: str) -> tuple[str, Hit] | None:
    """The text in which the rule hits, and where."""
    for kind, text in ((WordRule.Field.BODY, body), (WordRule.Field.NAME, name)):
        if text and rule.field in (WordRule.Field.ALL, kind):
            hits = matcher.hits(text)
            if hits:
                return text, hits[0]
    return None


def _count(trial: Trial, state: str) -> None:
    if state == Comment.State.PUBLISHED:
        trial.approved += 1
    elif state in REFUSED:
        trial.refused += 1
    else:
        trial.waiting += 1


def _example(pk: int, state: str, text: str, hit: Hit) -> Example:
    start, end = hit.start, hit.end
    return Example(
        pk,
        str(Comment.State(state).label),
        text[max(0, start - AROUND) : start],
        text[start:end],
        text[end : end + AROUND],
    )


def _require(by: Any, verb: str) -> None:
    if not by.has_perm(f"comments.{verb}_wordrule"):
        raise PermissionDenied(_("You may not change the word rules."))
