"""What one line looks like, taken alone; its place among the others is judged elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import Enum, auto
from itertools import groupby

from stoppress.exchange.sentences import ends_sentence, word_count
from stoppress.exchange.text.credits import is_credit, split_credit
from stoppress.exchange.text.lines import Line
from stoppress.exchange.text.phrases import (
    CLIP,
    DECLARED,
    FURNITURE,
    IMAGE_ADDRESS,
    LEAD_IN,
    PAGES,
    RELATED,
)
from stoppress.exchange.text.stamps import Stamp, read_stamp, split_time_first, split_time_last

_LINE_MOST = 220  # characters; longer than any headline, caption or link without a full stop
_SHORT = 160  # characters; no fixed phrase of a page is longer
_MENU_LEAST, _MENU_WORDS = 5, 3  # lines in a row, words of each
_TIME_FIRST_LEAST = 3  # one line that begins with a time is a coincidence


class Sign(Enum):
    """What a line looks like."""

    BULLET = auto()
    NUMBERED = auto()
    CLIP = auto()  # the length and source of a video
    DECLARED = auto()  # how many posts there are
    PAGES = auto()  # that there are more pages
    FURNITURE = auto()  # buttons and notices
    IMAGE = auto()  # the address of a picture
    STAMP = auto()  # when and by whom
    RELATED = auto()  # the heading of a list of related links
    LEAD_IN = auto()  # words that announce links or an embed, with a colon
    CREDIT = auto()  # the credit of a picture
    CREDITED = auto()  # a caption with its credit
    OPEN = auto()  # words with a colon at the end
    SENTENCES = auto()  # running text
    BARE = auto()  # a short line with no full stop: a headline, a heading, a link


@dataclass(frozen=True)
class Signed:
    """A line and what it looks like; `text` is without the bullet's mark."""

    line: Line
    sign: Sign
    text: str
    stamp: Stamp | None = None

    @property
    def is_time(self) -> bool:
        return self.stamp is not None and self.stamp.is_time


_MARK = re.compile(r"(?:[•◦▪●‣·] ?|[*+-] )(?=\S)")
_NUMBER = re.compile(r"(\d{1,3})[.)] (?=\S)")


def sign_lines(lines: list[Line]) -> list[Signed]:
    """Every line with its sign. Lines that say two things become two of the same number."""
    parted = list(_part_times(lines))
    numbered = _numbered(parted)
    signed = [
        _sign_numbered(line) if place in numbered else _sign(line)
        for place, line in enumerate(parted)
    ]
    return _without_menus(signed)


def _part_times(lines: list[Line]) -> Iterator[Line]:
    """A post's time that stands in its headline's line becomes a line of its own."""
    first = {id(line): parts for line in lines if (parts := _time_first(line))}
    for line in lines:
        parts = first.get(id(line)) if len(first) >= _TIME_FIRST_LEAST else None
        parts = parts or split_time_last(line.text)
        if parts is None:
            yield line
        else:
            yield replace(line, text=parts[0], last=True)
            yield replace(line, text=parts[1], first=True)


def _time_first(line: Line) -> tuple[str, str] | None:
    if CLIP.fullmatch(line.text[:_SHORT]) or read_stamp(line.text):
        return None
    return split_time_first(line.text)


def _numbered(lines: list[Line]) -> set[int]:
    """The places of `1. …`, `2. …`: a number alone may be a date or a result."""
    numbers = [_NUMBER.match(line.text) for line in lines]
    found: set[int] = set()
    for place in range(1, len(lines)):
        one, two = numbers[place - 1], numbers[place]
        if one and two and int(two[1]) == int(one[1]) + 1:
            found |= {place - 1, place}
    return found


def _without_menus(signed: list[Signed]) -> list[Signed]:
    """Many lines in a row of a word or three are a menu, unless a colon announced them."""
    found: list[Signed] = []
    for is_short, group in groupby(signed, _may_stand_in_a_menu):
        run = list(group)
        announced = bool(found) and found[-1].sign in (Sign.OPEN, Sign.LEAD_IN, Sign.RELATED)
        if is_short and len(run) >= _MENU_LEAST and not announced:
            run = [replace(item, sign=Sign.FURNITURE) for item in run]
        found.extend(run)
    return found


def _may_stand_in_a_menu(signed: Signed) -> bool:
    return signed.sign in (Sign.BARE, Sign.FURNITURE) and word_count(signed.text) <= _MENU_WORDS


def _sign_numbered(line: Line) -> Signed:
    return Signed(line, Sign.NUMBERED, _NUMBER.sub("", line.text, count=1))


def _sign(line: Line) -> Signed:
    mark = _MARK.match(line.text)
    if mark:
        return Signed(line, Sign.BULLET, line.text[mark.end() :])
    stamp = read_stamp(line.text) if not CLIP.fullmatch(line.text[:_SHORT]) else None
    if stamp:
        return Signed(line, Sign.STAMP, line.text, stamp)
    return Signed(line, _fixed(line.text) or _shape(line.text), line.text)


_FIXED = (
    (CLIP, Sign.CLIP),
    (DECLARED, Sign.DECLARED),
    (PAGES, Sign.PAGES),
    (FURNITURE, Sign.FURNITURE),
    (IMAGE_ADDRESS, Sign.IMAGE),
    (RELATED, Sign.RELATED),
    (LEAD_IN, Sign.LEAD_IN),
)


def _fixed(text: str) -> Sign | None:
    """The sign of a line that is one of the fixed phrases of pages."""
    if len(text) > _SHORT:
        return None
    return next((sign for pattern, sign in _FIXED if pattern.fullmatch(text)), None)


def _shape(text: str) -> Sign:
    if is_credit(text):
        return Sign.CREDIT
    if split_credit(text)[1]:
        return Sign.CREDITED
    if text.endswith((":", "：")):
        return Sign.OPEN
    return Sign.SENTENCES if len(text) > _LINE_MOST or ends_sentence(text) else Sign.BARE
