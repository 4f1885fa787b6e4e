"""Passages that stand word for word in more than one post.

Every run of LEAST words is looked up in an index, so the time grows with the words and not with the
pairs of posts. A passage in very many posts is paired with the first of them only.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

LEAST = 12  # words in a row
_CLIQUE = 8  # posts among which every pair is named; each further post is paired with the first
_WORD = re.compile(r"\w+(?:['’.,-]\w+)*")


@dataclass(frozen=True)
class Repeat:
    """The longest run of words that two texts share, as the first of them has it."""

    first: int
    second: int
    words: str


@dataclass
class _Run:
    """A run of shared words that may go on: where its last LEAST words begin in both texts."""

    at_first: int
    at_second: int
    length: int
    best: int = 0
    best_end: int = 0  # in the first text

    def go_on(self, at_first: int, at_second: int) -> None:
        on = (at_first, at_second) == (self.at_first + 1, self.at_second + 1)
        self.length = self.length + 1 if on else LEAST
        self.at_first, self.at_second = at_first, at_second
        if self.length > self.best:
            self.best, self.best_end = self.length, at_first + LEAST


def repeats_among(texts: Sequence[str]) -> list[Repeat]:
    """Each pair of texts that share a run of at least LEAST words, in order."""
    runs = _shared_runs(texts)
    found = []
    for first, pairs in groupby(sorted(runs), key=lambda pair: pair[0]):
        spans = [match.span() for match in _WORD.finditer(texts[first])]
        for pair in pairs:
            run = runs[pair]
            begin, end = spans[run.best_end - run.best][0], spans[run.best_end - 1][1]
            found.append(Repeat(*pair, " ".join(texts[first][begin:end].split())))
    return found


def _plain(word: str) -> str:
    return word.casefold().replace("’", "'")


def _shared_runs(texts: Sequence[str]) -> dict[tuple[int, int], _Run]:
    """The longest run of each pair of texts that share one."""
    # Keyed by the hash of LEAST words and not by the words: a tenth of the memory, and two runs of
    # one 64-bit hash among some million are not to be expected.
    index: dict[int, list[tuple[int, int]]] = {}
    runs: dict[tuple[int, int], _Run] = {}
    for second, text in enumerate(texts):
        words = [_plain(word) for word in _WORD.findall(text)]
        for at in range(len(words) - LEAST + 1):
            places = index.setdefault(hash(tuple(words[at : at + LEAST])), [])
            for first, at_first in places if len(places) < _CLIQUE else places[:1]:
                if first != second:
                    run = runs.setdefault((first, second), _Run(-2, -2, 0))
                    run.go_on(at_first, at)
            if len(places) < _CLIQUE and (not places or places[-1][0] != second):
                places.append((second, at))
    return runs
