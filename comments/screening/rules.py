"""The word rules in use, made ready once and kept until one of them changes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from comments.models import WordRule
from comments.screening.words import Matcher, Rule
from portal.lib.caching import bump, cached

RULES = "word_rules"
RULES_SECONDS = 300
"""A backstop only: every change of a rule makes them stale at once."""


@dataclass(frozen=True)
class Found:
    """A rule that holds, and where: in the text, or in the name."""

    rule: WordRule
    start: int
    end: int
    in_text: bool


@dataclass(frozen=True)
class Kept:
    """All rules in use, by their number, and what finds them in a text."""

    rules: dict[int, WordRule]
    matcher: Matcher


def hits(text: str, name: str, at: datetime) -> Iterator[Found]:
    """Each rule that holds at that time, with where."""
    kept = _kept()
    for in_text, where in ((True, text), (False, name)):
        for hit in kept.matcher.hits(where):
            rule = kept.rules[hit.rule.key]
            if _looks_into(rule, in_text) and (rule.expires_at is None or rule.expires_at > at):
                yield Found(rule, hit.start, hit.end, in_text)


def replaced(text: str, at: datetime) -> str:
    """The text with what replacing rules hit put into their words, from its end to its start."""
    found = [one for one in hits(text, "", at) if one.rule.action == WordRule.Action.REPLACE]
    for one in sorted(found, key=lambda one: -one.start):
        text = text[: one.start] + (one.rule.replacement or "**") + text[one.end :]
    return text


def rules_changed(**_signal: object) -> None:
    """Make the rules stale; a receiver of the model's own signals."""
    bump(RULES)


def as_rule(rule: WordRule) -> Rule:
    """What the matcher needs of a row."""
    exceptions = tuple(line.strip() for line in rule.exceptions.splitlines() if line.strip())
    return Rule(rule.pk or 0, rule.pattern, exceptions)


def _looks_into(rule: WordRule, in_text: bool) -> bool:
    field = WordRule.Field.BODY if in_text else WordRule.Field.NAME
    return rule.field in (WordRule.Field.ALL, field)


_made: dict[str, Kept] = {}


def _kept() -> Kept:
    """The rules and their automaton, held by each process; the cache tells only which ones hold.

    Five thousand rows taken out of the cache for each comment cost more than all checks.
    """
    mark = cached("word_rules", lambda: _mark_of(_read()), generations=(RULES,), ttl=RULES_SECONDS)
    kept = _made.get(mark)
    if kept is None:
        rules = _read()
        kept = Kept(rules, Matcher(map(as_rule, rules.values())))
        _made.clear()
        _made[mark] = kept
    return kept


def _read() -> dict[int, WordRule]:
    return {rule.pk: rule for rule in WordRule.objects.filter(is_active=True).order_by("pk")}


def _mark_of(rules: dict[int, WordRule]) -> str:
    digest = hashlib.blake2b(digest_size=16)
    for rule in rules.values():
        values = (getattr(rule, field.attname) for field in WordRule._meta.concrete_fields)
        digest.update(repr(tuple(values)).encode())
    return digest.hexdigest()
