"""Finding many words in one pass over a text, after Aho and Corasick (1975).

Thousands of alternatives in one regular expression are tried one after the other at each place;
this takes the same time for five words as for five thousand.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator


class Automaton:
    """Finds every occurrence of its words, overlapping ones as well."""

    def __init__(self, words: Iterable[str]) -> None:
        self._next: list[dict[str, int]] = [{}]
        self._fall = [0]
        self._found: list[tuple[str, ...]] = [()]
        for word in filter(None, words):
            self._add(word)
        self._link()

    def find(self, text: str) -> Iterator[tuple[int, str]]:
        """Give (where it starts, the word) for each find, by where they end."""
        state = 0
        steps, fall, found = self._next, self._fall, self._found
        for index, character in enumerate(text):
            while state and character not in steps[state]:
                state = fall[state]
            state = steps[state].get(character, 0)
            for word in found[state]:
                yield index - len(word) + 1, word

    def _add(self, word: str) -> None:
        state = 0
        for character in word:
            state = self._next[state].setdefault(character, len(self._next))
            if state == len(self._next):
                self._next.append({})
                self._fall.append(0)
                self._found.append(())
        if word not in self._found[state]:
            self._found[state] = (*self._found[state], word)

    def _link(self) -> None:
        """Give each state the longest other one that ends alike, nearest to the root first."""
        waiting = deque(self._next[0].values())
        while waiting:
            state = waiting.popleft()
            for character, child in self._next[state].items():
                waiting.append(child)
                other = self._fall[state]
                while other and character not in self._next[other]:
                    other = self._fall[other]
                self._fall[child] = self._next[other].get(character, 0)
                self._found[child] += self._found[self._fall[child]]
