"""Makes up text at speed: sentences of the demo stories, cut up and put together anew."""

import random
import re
from collections.abc import Iterable
from html import unescape

from portal.demo.stories import Story

CLAUSES, NAMES = 4_000, 500
"""How much is drawn in advance; a million stories then only choose."""

_SENTENCE = re.compile(r"[^。！？]{6,80}[。！？]")
_TAG = re.compile(r"<[^>]+>")


class Writer:
    """Writes paragraphs, titles and names; the same chance writes the same."""

    def __init__(self, chance: random.Random, stories: Iterable[Story]) -> None:
        chinese = [story for story in stories if story.language == "zh-hans"]
        self.chance = chance
        self.kickers = sorted({story.kicker for story in chinese if story.kicker})
        self.sentences = [
            sentence.strip()
            for story in chinese
            for sentence in _SENTENCE.findall(unescape(_TAG.sub("", story.body)))
        ]
        clauses = [part for s in self.sentences for part in re.split("[，。；！？：]", s)]
        self.clauses = [
            clause for clause in clauses if 4 <= len(clause) <= 14 and '"' not in clause
        ]
        self.paragraphs = [self._paragraph() for _ in range(CLAUSES)]
        syllables = "".join(clauses[:400])
        self.names = ["".join(chance.sample(syllables, chance.randint(2, 4))) for _ in range(NAMES)]

    def _paragraph(self) -> str:
        return "".join(self.chance.choices(self.sentences, k=self.chance.randint(2, 5)))

    def sentence(self) -> str:
        return self.chance.choice(self.sentences)

    def kicker(self) -> str:
        return self.chance.choice(self.kickers) if self.chance.random() < 0.5 else ""

    def title(self) -> str:
        return "，".join(self.chance.choices(self.clauses, k=2))

    def name(self) -> str:
        return self.chance.choice(self.names)

    def body(self, length: int) -> str:
        """Paragraphs of about `length` characters in all, in the stored grammar."""
        parts, written = [], 0
        while written < length:
            paragraph = self.chance.choice(self.paragraphs)[: max(40, length - written)]
            parts.append(f"<p>{paragraph}</p>")
            written += len(paragraph)
        return "\n".join(parts)
