"""Plain words out of copy."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stoppress.projection.timeline import Moved, Post, Withdrawal
from stoppress.projection.words import first_words, headline_of, one_line, plain, shortened
from stoppress.record.vocabulary import Absence

AT = datetime(2026, 5, 4, tzinfo=UTC)


def paragraph(html: str) -> dict[str, Any]:
    return {"type": "paragraph", "html": html}


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("One <em>crane</em>,<br>two &lt;cranes&gt; &amp; more", "One crane, two <cranes> & more"),
        ('<a href="https://a.test/?x=1&amp;y">here</a>', "here"),
        ("a\n  b\u202ec", "a bc"),
    ],
)
def test_it_takes_the_words_out_of_inline_html(html: str, words: str) -> None:
    assert plain(html) == words


@given(st.text(), st.integers(10, 80))
def test_it_shortens_to_at_most_what_was_asked(text: str, most: int) -> None:
    short = shortened(text, most)
    assert len(short) <= most
    assert short == text or short.endswith("…")


@given(st.text())
def test_a_line_is_one_line_that_nothing_turns_around(text: str) -> None:
    line = one_line(text)
    assert len(line.splitlines()) <= 1
    assert not set(line) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@pytest.mark.parametrize(
    ("blocks", "words"),
    [
        ([], ""),
        ([{"type": "picture", "caption": "no words of the copy"}], ""),
        ([{"type": "heading", "text": "no"}, paragraph("Yes.")], "Yes."),
        ([{"type": "quote", "paragraphs": ["Said."], "credit": "A"}], "Said."),
        ([{"type": "bullets", "items": [{"label": "A", "html": "First"}]}], "First"),
        ([{"type": "claim", "text": "It is said.", "status": "false"}], "It is said."),
        ([paragraph(" "), paragraph("Second")], "Second"),
    ],
)
def test_it_finds_the_first_words(blocks: list[dict[str, Any]], words: str) -> None:
    assert first_words(blocks) == words


@pytest.mark.parametrize(
    ("content", "done", "words"),
    [
        ({"headline": "Crane falls", "kicker": "Harbour"}, {}, "Crane falls"),
        ({"kicker": "Harbour", "blocks": [paragraph("A crane fell.")]}, {}, "Harbour"),
        ({"blocks": [paragraph("A crane fell.")]}, {}, "A crane fell."),
        ({"blocks": [{"type": "picture"}]}, {}, "Post"),
        ({"headline": "Crane falls"}, {"withdrawn": Withdrawal(AT, "No.")}, "Withdrawn post"),
        ({"headline": "Crane falls"}, {"moved": Moved(AT, {})}, "Moved post"),
        ({"headline": "Crane falls"}, {"gone": {0: Absence.LOST}}, "Lost post"),
    ],
)
def test_a_post_has_words_to_link_to_it(
    content: dict[str, Any], done: dict[str, Any], words: str
) -> None:
    assert headline_of(Post("a", 1, 1, content, AT, **done)) == words
