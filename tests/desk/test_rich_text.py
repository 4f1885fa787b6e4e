"""Rich text and text blocks: neither loses a word of the other."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stoppress.desk.richtext import to_blocks, to_html, to_lines
from tests.desk.blocks import text_blocks


def paragraph(words: str, label: str | None = None) -> dict[str, Any]:
    return {"type": "paragraph", "html": words, "label": label}


@given(st.lists(text_blocks, max_size=4))
def test_it_gives_back_the_blocks_that_were_put_in(blocks: list[dict[str, Any]]) -> None:
    assert to_blocks(to_html(blocks)) == blocks


_TAGS = st.sampled_from(
    ["p", "div", "ul", "li", "blockquote", "b", "i", "a", "h2", "table", "span"]
)
_TREES = st.recursive(
    st.text("abc ", min_size=1, max_size=5),
    lambda inner: st.tuples(_TAGS, st.lists(inner, min_size=1, max_size=3)).map(
        lambda tree: f"<{tree[0]}>{''.join(tree[1])}</{tree[0]}>"
    ),
    max_leaves=12,
)


@given(_TREES)
def test_it_loses_no_word_of_any_paste(pasted: str) -> None:
    def letters(text: str) -> str:
        return re.sub(r"\s", "", html.unescape(re.sub(r"<[^>]*>", "", text)))

    # A parser moves what stands loose in a table to before it; no letter goes.
    assert sorted(letters("".join(to_lines(pasted)))) == sorted(letters(pasted))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("<p><strong>Fire:</strong> it burns</p>", [paragraph("it burns", "Fire")]),
        ("<p><strong>Fire: </strong>it burns</p>", [paragraph("it burns", "Fire")]),
        ("<p><b>Fire</b> <i>burns</i></p>", [paragraph("<strong>Fire</strong> <em>burns</em>")]),
        ("<p></p><p>One</p><p><br></p>", [paragraph("One")]),
        (
            "One\n\ntwo <u>x</u>\r\n\r\nthree",
            [paragraph(word) for word in ("One", "two x", "three")],
        ),
        ("<h1>Big</h1>", [{"type": "heading", "text": "Big"}]),
        (
            "<blockquote><p>We left.</p><p>— Ana Reis, <em>witness</em></p></blockquote>",
            [{"type": "quote", "paragraphs": ["We left."], "credit": "Ana Reis, witness"}],
        ),
        ("<script>x()</script><p onclick='x()'>Hi<img src=x></p>", [paragraph("Hi")]),
        ("<b id='docs'><p>One</p><p>Two</p></b>", [paragraph("One"), paragraph("Two")]),
        ("<frameset><p>One", [paragraph("One")]),
        ("", []),
    ],
)
def test_it_understands_what_was_typed(typed: str, meant: list[dict[str, Any]]) -> None:
    assert to_blocks(typed) == meant


def test_it_makes_further_bullets_of_a_list_within_a_list() -> None:
    (bullets,) = to_blocks("<ol><li>One<ul><li><strong>Two:</strong> x</li></ul></li></ol>")
    assert bullets["ordered"]
    assert bullets["items"] == [{"label": None, "html": "One"}, {"label": "Two", "html": "x"}]


def test_it_says_which_bold_words_are_no_label() -> None:
    block = paragraph("<strong>Note:</strong> this")
    assert to_html([block]) == "<p data-plain><strong>Note:</strong> this</p>"
    assert to_blocks(to_html([block])) == [block]
