"""What changed between two versions of a text: lines, and within a changed line its words.

Plain text in, plain text out; whoever shows it escapes it. Bounded: where two versions are too long
to compare word by word, the one is shown gone and the other new.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import zip_longest

_TOKENS = re.compile(r"\s+|\w+|[^\w\s]")
_MOST_LINES = 400  # that are not the same at the beginning or the end of both
_MOST_TOKENS = 600  # of one line: comparing costs up to their square
_KEPT = 512  # comparisons that are remembered: an edit asks for all older ones again


@dataclass(frozen=True)
class Run:
    """Words that are the `same` in both versions, `gone` from the older or `new` in the newer."""

    sort: str
    text: str


@dataclass(frozen=True)
class Line:
    """A line that differs, in runs; or, without any, `same` lines that do not."""

    runs: tuple[Run, ...] = ()
    same: int = 0


@lru_cache(maxsize=_KEPT)
def differences(old: tuple[str, ...], new: tuple[str, ...]) -> list[Line]:
    """The lines that differ, in order, and between them how many do not."""
    begin = _alike(old, new)
    end = _alike(old[begin:][::-1], new[begin:][::-1])
    left, right = old[begin : len(old) - end], new[begin : len(new) - end]
    lines = [Line(same=begin), *_middle(left, right), Line(same=end)]
    return [line for line in lines if line.runs or line.same]


def forget_differences() -> None:
    """Keep in memory no words that may be shown nowhere any more."""
    differences.cache_clear()


def _alike(old: Sequence[str], new: Sequence[str]) -> int:
    """How many lines are the same at the beginning of both."""
    pairs = zip(old, new, strict=False)
    return next((number for number, (one, two) in enumerate(pairs) if one != two),
                min(len(old), len(new)))  # fmt: skip


def _middle(old: Sequence[str], new: Sequence[str]) -> Iterator[Line]:
    if max(len(old), len(new)) > _MOST_LINES:
        yield from (Line(_whole("gone", line)) for line in old)
        yield from (Line(_whole("new", line)) for line in new)
        return
    for sort, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if sort == "equal":
            yield Line(same=b - a)
        else:
            yield from (Line(_pair(one, two)) for one, two in zip_longest(old[a:b], new[c:d]))


def _pair(old: str | None, new: str | None) -> tuple[Run, ...]:
    """One changed line: gone, new, or with other words."""
    if old is None or new is None:
        return _whole("gone", old) if new is None else _whole("new", new)
    left, right = _TOKENS.findall(old), _TOKENS.findall(new)
    if max(len(left), len(right)) > _MOST_TOKENS:
        return (*_whole("gone", old), *_whole("new", new))
    runs: list[Run] = []
    for sort, a, b, c, d in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        if sort == "equal":
            runs.append(Run("same", "".join(left[a:b])))
        else:
            runs += (*_whole("gone", "".join(left[a:b])), *_whole("new", "".join(right[c:d])))
    return tuple(runs)


def _whole(sort: str, text: str | None) -> tuple[Run, ...]:
    return (Run(sort, text),) if text else ()
