"""What stands above the posts: title, source, lead, standfirst, the declared number of posts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from stoppress.exchange.capture import Lead
from stoppress.exchange.sentences import word_count
from stoppress.exchange.text.account import Account
from stoppress.exchange.text.phrases import CLIP, DECLARED, STANDFIRST_HEADING
from stoppress.exchange.text.signs import Sign, Signed

_SEARCHED = 200  # lines in which the number of posts is looked for
_POSTS_ABOVE = 2  # headline-like lines above text that may stand over that number
_TITLE_MOST = 300  # characters
_SOURCE_MOST = 8  # words
_REPEATED_WITHIN = 6  # lines
_ABOVE_CLIP = 2  # lines of a video above its length: a label and a title
_PARTS = re.compile(r" [|–—·•-] ")


@dataclass(frozen=True)
class Header:
    """`standfirst` are lines not yet read; `end` is the place of the first line of the body."""

    title: str
    source: str | None
    declared: int | None
    lead: Lead | None
    standfirst: tuple[Signed, ...]
    end: int


def read_header(lines: Sequence[Signed], account: Account) -> Header:
    """The header of the page that `lines` are. It takes what it understands and ends there."""
    title, source, begin = _read_title(lines, account)
    number = _number_of_posts(lines)
    end = _end_without_number(lines, begin, title) if number is None else number
    declared = None
    if number is not None:
        account.note(lines[number].line, "declared")
        declared = declared_in(lines[number].text)
        end += 1
    above = [s for s in lines[begin:end] if s.sign is not Sign.DECLARED]
    above = _without_title(above, title, account)
    lead, above = _take_lead(above, account)
    return Header(title, source, declared, lead, tuple(above), end)


def declared_in(text: str) -> int | None:
    """The number in `12 Posts`; None where the line says none."""
    match = DECLARED.fullmatch(text)
    if match is None:
        return None
    return int(re.sub(r"\D", "", match["count"] or match["after"]))


def _read_title(lines: Sequence[Signed], account: Account) -> tuple[str, str | None, int]:
    if not lines or not _may_be_title(lines[0]):
        return "", None, 0
    account.note(lines[0].line, "title")
    below = {signed.text.casefold() for signed in lines[1 : 1 + _REPEATED_WITHIN]}
    title, source = _parted(lines[0].text, below)
    section, _, source = source.rpartition(" | ") if source else ("", "", None)
    if section:
        account.note_rest(lines[0].line, section)
    return title, source, 1


def _may_be_title(signed: Signed) -> bool:
    return len(signed.text) <= _TITLE_MOST and signed.sign in (Sign.BARE, Sign.SENTENCES, Sign.OPEN)


def _parted(text: str, below: set[str]) -> tuple[str, str | None]:
    """`Title | Source`. Only an upright bar is proof; after a dash the title must come again.

    Where it does come again, a section of the site may stand before the source.
    """
    marks = list(_PARTS.finditer(text))
    for mark in reversed(marks):
        title, source = text[: mark.start()].strip(), text[mark.end() :].strip()
        if title.casefold() in below and word_count(source) <= _SOURCE_MOST:
            return title, source
    if marks and "|" in marks[-1].group():
        return text[: marks[-1].start()].strip(), text[marks[-1].end() :].strip() or None
    return text, None


def _number_of_posts(lines: Sequence[Signed]) -> int | None:
    """The place of `12 Posts`, unless posts stand above it."""
    posts_above = 0
    for place, signed in enumerate(lines[:_SEARCHED]):
        if signed.sign is Sign.DECLARED:
            return place
        above = lines[place - 1].sign if place else None
        posts_above += signed.sign is Sign.SENTENCES and above is Sign.BARE
        if posts_above > _POSTS_ABOVE:
            return None
    return None


def _end_without_number(lines: Sequence[Signed], begin: int, title: str) -> int:
    """The place behind the lines that can only belong to a header."""
    place = begin
    while place < len(lines):
        length = _header_part(lines, place, title)
        if length == 0:
            return place
        place += length
    return place


def _header_part(lines: Sequence[Signed], place: int, title: str) -> int:
    """How many lines from `place` on are one part of a header; 0 where none is."""
    signed = lines[place]
    if signed.text.casefold() == title.casefold():
        return 1
    if signed.stamp and not signed.is_time:
        return 0 if any(below.is_time for below in lines[place + 1 : place + 3]) else 1
    chunk = 1
    while place + chunk < len(lines) and not lines[place + chunk - 1].line.last:
        chunk += 1
    if lines[place + chunk - 1].sign is Sign.CLIP:
        return chunk
    if signed.sign is Sign.BARE and STANDFIRST_HEADING.fullmatch(signed.text):
        return 1 + _length_of_text(lines, place + 1)
    return 0


def _length_of_text(lines: Sequence[Signed], start: int) -> int:
    text = (Sign.SENTENCES, Sign.BULLET, Sign.NUMBERED, Sign.OPEN)
    end = start
    while end < len(lines) and lines[end].sign in text:
        end += 1
    return end - start


def _without_title(above: list[Signed], title: str, account: Account) -> list[Signed]:
    kept = []
    for signed in above:
        if signed.text.casefold() == title.casefold():
            account.note(signed.line, "title-again")
        else:
            kept.append(signed)
    return kept


def _take_lead(above: list[Signed], account: Account) -> tuple[Lead | None, list[Signed]]:
    """The first video of the header, and the lines that are left."""
    place = next((n for n, s in enumerate(above) if s.sign is Sign.CLIP), None)
    if place is None:
        return None, above
    first = place
    while _stands_under_a_line(above, first) and place - first < _ABOVE_CLIP:
        first -= 1
    if first == place and place > 0 and _may_title_a_clip(above[place - 1]):
        first -= 1
    words = [signed.text for signed in above[first:place]]
    for signed in above[first : place + 1]:
        account.note(signed.line, "lead")
    match = CLIP.fullmatch(above[place].text)
    assert match
    lead = Lead(
        kind="video",
        title=words[-1] if words else None,
        label=" ".join(words[:-1]) or None,
        length=match["length"] or match["only"],
        source=match["source"],
    )
    return lead, above[:first] + above[place + 1 :]


def _stands_under_a_line(above: list[Signed], place: int) -> bool:
    return place > 0 and not above[place].line.first and above[place - 1].sign is Sign.BARE


def _may_title_a_clip(signed: Signed) -> bool:
    return signed.sign is Sign.BARE and not STANDFIRST_HEADING.fullmatch(signed.text)
