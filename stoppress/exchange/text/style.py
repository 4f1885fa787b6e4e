"""How one page sets its type: what tells its headlines and captions from its running text.

Many systems turn quotation marks and apostrophes into curly ones in running text only. Where a page
does so throughout, a straight mark says that the line came from another field.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from stoppress.exchange.text.signs import Sign, Signed
from stoppress.exchange.text.tongues import ENGLISH, Tongue, tongue_of

_STRAIGHT = re.compile(r"['\"]")
_CURLY = re.compile(r"[‘’“”„]")
_LONG = 120  # characters; no headline, hardly a caption
_ENOUGH = 5  # marks in running text, before anything is concluded


@dataclass(frozen=True)
class Style:
    """`parts_marks`: running text has curly marks, headlines have straight ones."""

    tongue: Tongue = ENGLISH
    parts_marks: bool = False

    def set_apart(self, text: str) -> bool:
        """Whether its marks say that `text` is a headline or a caption."""
        return self.parts_marks and bool(_STRAIGHT.search(text)) and not _CURLY.search(text)

    def set_as_text(self, text: str) -> bool:
        """Whether its marks say that `text` is running text."""
        return self.parts_marks and bool(_CURLY.search(text)) and not _STRAIGHT.search(text)


def style_of(lines: list[Signed]) -> Style:
    """The style of a page of these lines."""
    running = [s.text for s in lines if s.sign is Sign.SENTENCES and len(s.text) > _LONG]
    bare = [s.text for s in lines if s.sign is Sign.BARE]
    curly, straight = _lines_with(_CURLY, running), _lines_with(_STRAIGHT, running)
    apart = curly >= _ENOUGH and straight * 10 <= curly
    heads = _lines_with(_STRAIGHT, bare)
    return Style(
        tongue=tongue_of(running or [s.text for s in lines]),
        parts_marks=apart and heads >= 2 and heads > _lines_with(_CURLY, bare),
    )


def _lines_with(pattern: re.Pattern[str], texts: list[str]) -> int:
    return sum(bool(pattern.search(text)) for text in texts)
