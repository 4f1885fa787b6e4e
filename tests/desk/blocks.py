"""Hypothesis strategies: every block of docs/reference/content.md, as the record has it."""

from __future__ import annotations

import html
from typing import Any

from hypothesis import strategies as st

from stoppress.record.inline import clean_inline

_LETTERS = st.characters(exclude_categories=("C", "Zl", "Zp"), exclude_characters="\x85")
# The ends of words are where labels, credits, entities and white space go wrong.
_TRAPS = st.sampled_from(
    [
        "",
        ":",
        "— ",
        "<b>",
        "&amp;",
        "&",
        '"',
        "'",
        "\xa0",
        "a:",
        "Label: x",
        "<",
        ">",
        "|",
        "%",
        "é",
    ]
)


def _said(text: str) -> str:
    return text.strip()


plain_words = (
    st.lists(st.one_of(st.text(_LETTERS, max_size=8), _TRAPS), min_size=1, max_size=4)
    .map(" ".join)
    .map(_said)
    .filter(bool)
)
maybe_plain = st.none() | plain_words


def _marked(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    tag = st.sampled_from(["strong", "em", "s", "sub", "sup", "code"])
    return st.one_of(
        st.tuples(tag, inner).map(lambda pair: f"<{pair[0]}>{pair[1]}</{pair[0]}>"),
        inner.map(lambda words: f'<a href="https://example.org/?a=1&amp;b=2">{words}</a>'),
        inner.map(lambda words: f"<strong>{words}:</strong> {words}"),
        st.tuples(inner, inner).map("<br>".join),
        st.tuples(inner, inner).map(" ".join),
    )


def _has_words(inline: str) -> bool:
    return bool(clean_inline(inline).replace("<br>", "").replace("&nbsp;", "").strip())


inline_html = (
    st.recursive(plain_words.map(html.escape), _marked, max_leaves=5)
    .map(clean_inline)
    .filter(_has_words)
    # What the record holds has been cleaned; cleaning it again changes nothing.
    .filter(lambda inline: clean_inline(inline) == inline)
)

labelled = st.fixed_dictionaries({"html": inline_html, "label": maybe_plain})


def _block(kind: str, **keys: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({"type": st.just(kind), **keys})


_quotes = _block("quote", paragraphs=st.lists(inline_html, max_size=3), credit=maybe_plain).filter(
    lambda block: block["paragraphs"] or block["credit"]
)

text_blocks = st.one_of(
    st.builds(lambda words: {"type": "paragraph", **words}, labelled),
    _block("heading", text=plain_words),
    _block("bullets", ordered=st.booleans(), items=st.lists(labelled, min_size=1, max_size=3)),
    _quotes,
)
