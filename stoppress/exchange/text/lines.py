"""A text as numbered, normalised lines. Nothing here knows what a line means."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from stoppress.exchange.sentences import ends_sentence

_ENDS = re.compile(r"\r\n|\n|\r")
_INVISIBLE: dict[int, str | None] = dict.fromkeys(map(ord, "\u200b\u2060\ufeff\u00ad"))
_CONTROL: dict[int, str | None] = dict.fromkeys([*range(32), *range(127, 160)], " ")
_UNSEEN = _INVISIBLE | _CONTROL
_WRAP_MOST = (
    100  # characters; typed or mailed text is broken below this, paragraphs of news are not
)
_WRAP_SLACK = 5  # characters; white space that was tidied away counted as well
_BEGINS_ANEW = re.compile(r"[•◦▪●‣·*+-] |\d{1,3}[.)] ")
_BROKEN_WORD = re.compile(r"\w-\Z")


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
    width = _width_if_wrapped(chunks)
    if width:
        chunks = [_joined(chunk, width) for chunk in chunks]
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


def _width_if_wrapped(chunks: list[_Chunk]) -> int:
    """The width at which paragraphs were broken, as in mail; 0 where they were not."""
    width = max((len(words) for chunk in chunks for words, _ in chunk), default=0)
    if width > _WRAP_MOST:
        return 0
    broken = [[words for words, _ in chunk] for chunk in chunks if len(chunk) > 1]
    full = sum(all(_goes_on(*pair, width) for pair in pairwise(chunk)) for chunk in broken)
    return width if full >= 3 and full > len(broken) / 2 else 0


def _goes_on(words: str, below: str, width: int) -> bool:
    """Whether the line was broken here: the first word of the line below did not fit any more, or
    goes on with the sentence."""
    if _BEGINS_ANEW.match(below):
        return False
    room = width - _WRAP_SLACK - len(words) - 1
    return len(below.split()[0]) > room or (below[0].islower() and not ends_sentence(words))


def _joined(chunk: _Chunk, width: int) -> _Chunk:
    """`chunk` with lines put together that were one before they were broken."""
    made: _Chunk = [chunk[0]]
    for (words, _), (below, numbers) in pairwise(chunk):
        if _goes_on(words, below, width):
            before, above = made.pop()
            space = "" if _BROKEN_WORD.search(before) else " "
            made.append((f"{before}{space}{below}", above + numbers))
        else:
            made.append((below, numbers))
    return made
