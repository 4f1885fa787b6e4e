"""Nothing that was read gets lost: each line is in the coverage or in a warning."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from hypothesis import given, settings

from stoppress.exchange.capture import ImportedCoverage
from stoppress.exchange.pieces import BulletList, LinkList
from stoppress.exchange.text import read_text
from stoppress.exchange.text.lines import tidy
from tests.exchange.any_lines import LINES
from tests.exchange.captures import FIXTURES, NAMES, page

# What a line may become without its words being kept: it was turned into something else, or it
# says what another line has said already.
CONVERTED = {
    "declared", "time", "day", "title-again", "related-again", "related-heading",
    "related-heading-again", "pages-missing",
}  # fmt: skip
# Words that say what the others are, and go when that is known.
_NUMBER = re.compile(r"^\d+(?=[.)] )")
MARKS = frozenset(
    ["at", "by", "caption", "copyright", "credit", "foto", "from", "image", "photo", "photograph"]
    + ["published", "source"]
)

_WITH_FURNITURE = {"election-night", "inquiry", "storm", "treaty-talks"}


@given(lines=LINES)
@settings(max_examples=400, deadline=None)
def test_every_line_of_any_text_is_accounted_for(lines: list[str]) -> None:
    _check("\n".join(lines))


@given(lines=LINES)
@settings(max_examples=200, deadline=None)
def test_every_line_of_any_page_is_accounted_for(lines: list[str]) -> None:
    _check(page(*lines))


@pytest.mark.parametrize("name", NAMES)
def test_every_line_of_our_pages_is_accounted_for(name: str) -> None:
    _check((FIXTURES / f"{name}.txt").read_text("utf-8"))


@pytest.mark.parametrize("name", sorted(set(NAMES) - _WITH_FURNITURE))
def test_every_line_of_a_page_without_furniture_is_placed(name: str) -> None:
    coverage = read_text((FIXTURES / f"{name}.txt").read_text("utf-8"))
    assert coverage.unparsed_lines == 0


def _check(text: str) -> None:
    coverage = read_text(text)
    lines = {n: tidy(line) for n, line in enumerate(text.split("\n"), 1) if tidy(line)}
    assert set(coverage.account) == set(lines)
    said = Counter(_words(_said(coverage)))
    for number, line in lines.items():
        fates = set(coverage.account[number].split("; "))
        if not fates & CONVERTED:
            lost = Counter(_words(line)) - said
            assert set(lost) <= MARKS | set(_NUMBER.findall(line)), (number, line, fates)
        if "unparsed" in fates:
            assert _is_named(coverage, number)
    _check_pieces(coverage, lines)


def _check_pieces(coverage: ImportedCoverage, lines: dict[int, str]) -> None:
    """No line is read twice, and each is where its post is."""
    numbers: list[int] = []
    for post in coverage.posts:
        own = [n for piece in post.body for n in _numbers(piece)]
        assert all(n >= post.line for n in own)
        numbers += own
    numbers += [n for piece in coverage.standfirst for n in _numbers(piece)]
    twice = [lines[n] for n, times in Counter(numbers).items() if times > 1]
    assert all(" published at " in line or " GMT – " in line for line in twice)


def _numbers(piece: object) -> list[int]:
    if isinstance(piece, BulletList | LinkList):
        return [item.line for item in piece.items]
    return [piece.line] if hasattr(piece, "line") else []


def _said(coverage: ImportedCoverage) -> str:
    """All that the coverage and its report say."""
    times = [post.time_text or "" for post in coverage.posts]
    return " ".join([*_strings(coverage.as_json()), *times])


def _strings(value: object) -> list[str]:
    if isinstance(value, dict):
        return _strings(list(value.values()))
    if isinstance(value, list):
        return [text for item in value for text in _strings(item)]
    return [value] if isinstance(value, str) else []


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def _is_named(coverage: ImportedCoverage, number: int) -> bool:
    return any(
        str(number) in re.findall(r"\d+", warning.where)
        for warning in coverage.warnings
        if warning.kind == "unparsed"
    )
