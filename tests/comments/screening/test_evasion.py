"""Forbidden phrases in disguise are found, and honest lines are left alone (reference 3.2, 3.3)."""

import random
import sys
from collections import Counter
from pathlib import Path

import pytest

from comments.screening.words import Matcher, Rule
from tests.comments.screening.disguises import disguises, leet

DATA = Path(__file__).parents[2] / "data" / "comments"
BANNED = [
    line.split("\t")
    for line in (DATA / "banned.tsv").read_text().splitlines()
    if not line.startswith("#")
]
CLEAN = (DATA / "clean.txt").read_text().splitlines()
ROUNDS = 4
ROOM = {
    True: ("Get your {} here today", "{}", "I made 500 last week, {}!", "ask me about {}, friends"),
    False: ("想要{}的看这里", "{}", "本店长期提供{}，诚信第一", "朋友推荐的（{}）靠谱"),
}


@pytest.fixture(scope="module")
def matcher():
    return Matcher(
        Rule(number, phrase, tuple(filter(None, exceptions.split("|"))))
        for number, (phrase, _traditional, _initials, exceptions) in enumerate(BANNED)
    )


def is_caught(matcher, said, phrase):
    room = random.Random(said).choice(ROOM[phrase.isascii()])
    return any(True for _ in matcher.hits(room.format(said)))


def say(line):
    """Tell the figures; pytest shows them with -s, and where the test fails."""
    sys.stdout.write(f"{line}\n")


def share(caught, tried):
    return f"{caught:5d} of {tried:5d} ({100 * caught / max(tried, 1):.1f} %)"


def test_every_phrase_is_found_as_it_is(matcher):
    missed = [phrase for phrase, *_ in BANNED if not is_caught(matcher, phrase, phrase)]
    assert len(BANNED) >= 60
    assert missed == []


def test_disguised_phrases_are_caught(matcher):
    tried: Counter[str] = Counter()
    missed: list[tuple[str, str]] = []
    for phrase, traditional, *_ in BANNED:
        for seed in range(ROUNDS):
            for kind, said in disguises(phrase, traditional, seed):
                tried[kind] += 1
                if not is_caught(matcher, said, phrase):
                    missed.append((kind, said))
    lost = Counter(kind for kind, _ in missed)
    for kind, number in tried.items():
        say(f"{kind:12s} {share(number - lost[kind], number)}")
    say(f"{'all':12s} {share(tried.total() - len(missed), tried.total())}")
    worst = {kind: lost[kind] / number for kind, number in tried.items() if lost[kind]}
    assert len(missed) <= 0.05 * tried.total(), missed[::20]
    assert all(part <= 0.1 for part in worst.values()), (worst, missed[::20])


def test_honest_lines_are_left_alone(matcher):
    held = [
        (line, [hit.rule.pattern for hit in hits])
        for line in CLEAN
        if (hits := list(matcher.hits(line)))
    ]
    say(f"held honest lines: {share(len(held), len(CLEAN))}: {held}")
    assert len(set(CLEAN)) >= 400
    assert len(held) <= 0.005 * len(CLEAN), held


def test_initials_and_figures_for_letters_are_reported_apart(matcher):
    """Nothing is asked of them: initials of two letters are in half of all words."""
    initials = [row[2] for row in BANNED if row[2]]
    figures = [(row[0], leet(row[0])) for row in BANNED if row[0].isascii()]
    caught = sum(any(True for _ in matcher.hits(f"要的来{said}")) for said in initials)
    say(f"initials of pinyin {share(caught, len(initials))}")
    caught = sum(is_caught(matcher, said, phrase) for phrase, said in figures)
    say(f"figures for letters {share(caught, len(figures))}")
