"""A text as numbered, normalised lines. Nothing here knows what a line means."""

from __future__ import annotations

import re
from dataclasses import dataclass

_ENDS = re.compile(r"\r\n|\n|\r")
_INVISIBLE: dict[int, str | None] = dict.fromkeys(map(ord, "\u200b\u2060\ufeff\u00ad"))
_CONTROL: dict[int, str | None] = dict.fromkeys([*range(32), *range(127, 160)], " ")
_UNSEEN = _INVISIBLE | _CONTROL
_WRAP_MOST = (
    100  # characters; typed or mailed text is broken below this, paragraphs of news are not
)
_BEGINS_ANEW = re.compile(r"[•◦▪●‣·*+-] |\d{1,3}[.)] ")
_WRAP_FULL = 0.6  # of the longest line: how full a line is that goes on in the next one


@dataclass(frozen=True)
class Line:
    """A line that says something. `numbers` are the source's lines that it was made of."""

    text: str
    numbers: tuple[int, ...]
    first: bool  # an empty line, or nothing, stands before it
    last: bool  # an empty line, or nothing, stands behind it

    @property
    def number(self) -> int:
        return self.numbers[0]


def tidy(text: str) -> str:
    """One space for every run of white space of any kind, none at the ends, nothing invisible."""
    return " ".join(text.translate(_UNSEEN).split())


def read_lines(text: str) -> list[Line]:
    """The lines of `text` that are not blank, counted as an editor's text program counts them."""
    tidied = [tidy(raw) for raw in _ENDS.split(text)]
    chunks = _chunks(tidied)
    if _is_wrapped(chunks):
        chunks = [_joined(chunk) for chunk in chunks]
    elif len(chunks) * 8 <= sum(map(len, chunks)):
        # A source that hardly knows empty lines: each line stands alone.
        chunks = [[pair] for chunk in chunks for pair in chunk]
    return [
        Line(words, numbers, first=place == 0, last=place == len(chunk) - 1)
        for chunk in chunks
        for place, (words, numbers) in enumerate(chunk)
    ]


_Chunk = list[tuple[str, tuple[int, ...]]]


def _chunks(tidied: list[str]) -> list[_Chunk]:
    """Runs of lines with no empty line between them."""
    chunks: list[_Chunk] = [[]]
    for number, words in enumerate(tidied, 1):
        if words:
            chunks[-1].append((words, (number,)))
        elif chunks[-1]:
            chunks.append([])
    return [chunk for chunk in chunks if chunk]


def _is_wrapped(chunks: list[_Chunk]) -> bool:
    """Whether paragraphs were broken into short lines, as in mail."""
    longest = max((len(words) for chunk in chunks for words, _ in chunk), default=0)
    if longest > _WRAP_MOST:
        return False
    broken = [chunk for chunk in chunks if len(chunk) > 1]
    full = sum(all(len(w) >= _WRAP_FULL * longest for w, _ in chunk[:-1]) for chunk in broken)
    return full >= 3 and full > len(broken) / 2


def _joined(chunk: _Chunk) -> _Chunk:
    """`chunk` with lines put together that were one before they were broken."""
    longest = max(len(words) for words, _ in chunk)
    made: _Chunk = []
    goes_on = False
    for words, numbers in chunk:
        if goes_on and not _BEGINS_ANEW.match(words):
            before, above = made.pop()
            made.append((f"{before} {words}", above + numbers))
        else:
            made.append((words, numbers))
        goes_on = len(words) >= _WRAP_FULL * longest
    return made
