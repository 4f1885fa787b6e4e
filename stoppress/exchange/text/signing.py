"""Every line of a page with its sign, where its neighbours help to tell."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby

from stoppress.exchange.sentences import word_count
from stoppress.exchange.text.lines import Line
from stoppress.exchange.text.signs import Sign, Signed, is_clip, sign_alone
from stoppress.exchange.text.stamps import (
    Stamp,
    is_name,
    read_stamp,
    split_time_first,
    split_time_last,
)

_MENU_LEAST, _MENU_WORDS = 5, 3  # lines in a row, words of each
_NAME_LEAST = 3  # posts with one name beside their times
_TIME_FIRST_LEAST = 3  # one line that begins with a time is a coincidence
_NUMBER = re.compile(r"(\d{1,3})[.)] (?=\S)")


def sign_lines(lines: list[Line]) -> list[Signed]:
    """Every line with its sign. Lines that say two things become two of the same number."""
    parted = list(_part_times(lines))
    numbered = _numbered(parted)
    signed = [
        _without_number(line) if place in numbered else sign_alone(line)
        for place, line in enumerate(parted)
    ]
    return _with_names(_without_menus(signed))


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
    if is_clip(line.text) or read_stamp(line.text):
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


def _without_number(line: Line) -> Signed:
    return Signed(line, Sign.NUMBERED, _NUMBER.sub("", line.text, count=1))


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


def _with_names(signed: list[Signed]) -> list[Signed]:
    """A name that stands beside several posts' times is their byline, without any “By”."""
    beside = [
        place
        for place, item in enumerate(signed)
        if item.sign is Sign.BARE and is_name(item.text) and _is_beside_a_time(signed, place)
    ]
    times = Counter(signed[place].text for place in beside)
    found = list(signed)
    for place in beside:
        text = signed[place].text
        if times[text] >= _NAME_LEAST:
            found[place] = replace(signed[place], sign=Sign.STAMP, stamp=Stamp(text, None))
    return found


def _is_beside_a_time(signed: list[Signed], place: int) -> bool:
    return any(
        item.is_time for item in (*signed[place - 1 : place], *signed[place + 1 : place + 2])
    )


def _may_stand_in_a_menu(signed: Signed) -> bool:
    return signed.sign in (Sign.BARE, Sign.FURNITURE) and word_count(signed.text) <= _MENU_WORDS
