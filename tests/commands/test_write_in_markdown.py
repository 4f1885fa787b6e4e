"""Markdown as blocks: what our blocks can hold keeps its shape, nothing else is lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stoppress.commands.failures import Failure
from stoppress.commands.markdown import Block, blocks_of
from stoppress.record.content.check import checked
from stoppress.record.vocabulary import Kind


def test_paragraphs_and_marks() -> None:
    text = "One *two* **three** ~~four~~ `five` [six](https://example.org/a?b=1&c=2).\n\nSeven."
    assert blocks_of(text) == [
        _paragraph(
            "One <em>two</em> <strong>three</strong> <s>four</s> <code>five</code>"
            ' <a href="https://example.org/a?b=1&amp;c=2">six</a>.'
        ),
        _paragraph("Seven."),
    ]


def test_a_heading_is_plain() -> None:
    assert blocks_of("## What *we* know\n") == [{"type": "heading", "text": "What we know"}]
    assert blocks_of("Two\nlines\n===") == [{"type": "heading", "text": "Two lines"}]


def test_lists_with_what_is_below_them() -> None:
    bullets = blocks_of("- one\n- two\n  - two and a *half*\n\n  still two\n")
    assert _items(bullets) == ["one", "two<br>still two", "two and a <em>half</em>"]
    assert blocks_of("1. first\n2. second\n")[0]["ordered"] is True


def test_a_quote_with_its_paragraphs() -> None:
    quote = {"type": "quote", "paragraphs": ["We ran.", "All of us."], "credit": None}
    assert blocks_of("> We ran.\n>\n> All of us.\n") == [quote]


def test_code_keeps_its_lines() -> None:
    assert blocks_of("```\nif a < b:\n  go\n```\n") == [
        _paragraph("<code>if a &lt; b:</code><br><code>  go</code>")
    ]


def test_raw_html_stays_text() -> None:
    assert blocks_of("<b>bold</b>\n") == [_paragraph("&lt;b&gt;bold&lt;/b&gt;")]
    assert blocks_of("<div>\nblock\n</div>\n") == [_paragraph("&lt;div&gt;\nblock\n&lt;/div&gt;")]


@pytest.mark.parametrize("text", ["![a](b.png)", "- ![a](b.png)", "# ![a](b.png)", "> *![a](b)*"])
def test_a_picture_is_refused(text: str) -> None:
    with pytest.raises(Failure, match="add it at the desk"):
        blocks_of(text)


_WORDS = st.text(alphabet="abc αβ日", min_size=1, max_size=6).filter(str.strip)
_MARKS = st.sampled_from(
    ["- {}", "1. {}", "> {}", "# {}", "> - {}", "- > {}", "    {}", "{}", "- # {}"]
)


@given(st.lists(st.tuples(_MARKS, _WORDS), min_size=1, max_size=8))
def test_no_word_is_lost_and_the_record_takes_it(lines: list[tuple[str, str]]) -> None:
    blocks = blocks_of("\n\n".join(mark.format(words) for mark, words in lines))
    checked(Kind.POSTED, {"blocks": blocks})
    assert _letters("".join(_texts(blocks))) == _letters("".join(words for _, words in lines))


def _paragraph(html: str) -> Block:
    return {"type": "paragraph", "html": html, "label": None}


def _items(blocks: list[Block]) -> list[str]:
    return [item["html"] for item in blocks[0]["items"]]


def _texts(blocks: list[Block]) -> list[str]:
    """All words of `blocks`, in order."""
    texts: list[str] = []
    for block in blocks:
        texts += [block[key] for key in ("html", "text") if key in block]
        texts += block.get("paragraphs", [])
        texts += [item["html"] for item in block.get("items", [])]
    return texts


def _letters(html: str) -> str:
    for tag in ("<code>", "</code>", "<br>"):
        html = html.replace(tag, "")
    return "".join(html.split())
