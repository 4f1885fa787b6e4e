"""One page, typed, broken or stripped in other ways: it says the same, so the same is read."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest

from stoppress.exchange.capture import ImportedCoverage
from stoppress.exchange.text import read_text
from tests.exchange.captures import FIXTURES, REAL

PAGES = [FIXTURES / "harbour-fire.txt", *REAL]
_TO_STRAIGHT = str.maketrans("‘’“”", "''\"\"")


def _curly(text: str) -> str:
    opened = re.sub(r"(^|[\s(\[])\"", r"\1“", text, flags=re.M)
    opened = re.sub(r"(^|[\s(\[“])'", r"\1‘", opened, flags=re.M)
    return opened.replace('"', "”").replace("'", "’")


def _wrapped(text: str) -> str:
    lines = [textwrap.wrap(" ".join(line.split()), 78) or [""] for line in text.split("\n")]
    return "\n".join(part for wrapped in lines for part in wrapped)


SETTINGS: dict[str, Callable[[str], str]] = {
    "straight marks": lambda text: text.translate(_TO_STRAIGHT),
    "curly marks": _curly,
    "plain spaces": lambda text: text.replace("\u00a0", " "),
    "no empty lines": lambda text: re.sub(r"\n\n+", "\n", text),
    "more empty lines": lambda text: text.replace("\n", "\n\n"),
    "other line ends": lambda text: text.replace("\n", "\r\n"),
    "stars for bullets": lambda text: re.sub(r"^ *[•-] ", "* ", text, flags=re.M),
    "lines broken like mail": _wrapped,
    "no number of posts": lambda text: re.sub(r"^\d+ Posts\n", "", text, flags=re.M),
    "no first line": lambda text: text.split("\n", 2)[2],
    "times before headlines": lambda text: _with_times(text, "{time}\n\n{headline}\n\n{byline}"),
    "times behind headlines": lambda text: _with_times(text, "{headline}\n\n{byline}\n\n{time}"),
}


@pytest.mark.parametrize("page", PAGES, ids=[path.stem for path in PAGES])
@pytest.mark.parametrize("setting", SETTINGS)
def test_it_reads_the_same_posts(page: Path, setting: str) -> None:
    text = page.read_text("utf-8")
    assert _told(read_text(SETTINGS[setting](text))) == _told(read_text(text))


@pytest.mark.parametrize("page", PAGES, ids=[path.stem for path in PAGES])
@pytest.mark.parametrize("setting", ["times before headlines", "times behind headlines"])
def test_it_reads_the_times_that_are_there(page: Path, setting: str) -> None:
    posts = read_text(SETTINGS[setting](page.read_text("utf-8"))).posts
    assert all(post.published_at for post in posts)
    assert {post.byline for post in posts} == {"The Wire's Ann Lee and Bo Ek"}


def _with_times(text: str, form: str) -> str:
    lines = text.split("\n")
    for post in read_text(text).posts:
        lines[post.line - 1] = form.format(
            time="2:45 p.m. ET, May 4, 2026",
            headline=post.headline,
            byline="From The Wire's Ann Lee and Bo Ek",
        )
    return "\n".join(lines)


def _told(coverage: ImportedCoverage) -> list[tuple[str, list[str], list[str], int, int]]:
    """What each post says, marks and spaces aside; how often it warns of what it says."""
    told = [
        (
            _plain(post.headline or ""),
            [_plain(piece) for piece in post.text.split("\n")],
            [_plain(caption.plain) for caption in post.captions],
            len(post.bullets),
            len(post.links),
        )
        for post in coverage.posts
    ]
    related = [_plain(link.text) for link in coverage.related]
    return [*told, ("related", related, [], 0, 0)]


def _plain(text: str) -> str:
    return " ".join(text.translate(_TO_STRAIGHT).split())
