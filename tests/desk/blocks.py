"""Hypothesis strategies: every block of docs/reference/content.md, as the record has it."""

from __future__ import annotations

import html
from typing import Any

from hypothesis import strategies as st

from stoppress.record.content.inline import clean_inline

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

# In a caption or a note a new line is a character like any other.
_long_words = st.lists(plain_words, min_size=1, max_size=2).map("\n".join)
_maybe_long = st.none() | _long_words
_ids = st.text("bcdfghjk23456789", min_size=12, max_size=12)
_media = st.text("0123456789abcdef", min_size=64, max_size=64).map(lambda name: f"{name}.webp")
_versions = st.none() | st.integers(1, 99)
_pixels = st.none() | st.integers(1, 20_000)
_addresses = st.none() | st.sampled_from(
    ["https://example.org/a?b=1&c=2#d", "mailto:desk@example.org", "http://example.org/ü"]
)

pictures = _block(
    "picture",
    media=st.none() | _media,
    small=st.none() | _media,
    width=_pixels,
    height=_pixels,
    alt=_maybe_long,
    caption=_maybe_long,
    credit=maybe_plain,
    file_photo=st.booleans(),
).filter(lambda block: any(block[key] for key in ("media", "small", "alt", "caption", "credit")))

claims = _block(
    "claim",
    claim=_ids,
    version=_versions,
    text=inline_html,
    source=maybe_plain,
    source_id=st.none() | _ids,
    source_version=_versions,
    channel=maybe_plain,
    url=_addresses,
    status=st.sampled_from(["unverified", "confirmed", "disputed", "false"]),
    note=_maybe_long,
)

contexts = _block(
    "context",
    context=_ids,
    version=_versions,
    title=plain_words,
    paragraphs=st.lists(inline_html, max_size=3),
)

links = _block(
    "links",
    title=maybe_plain,
    items=st.lists(
        st.fixed_dictionaries({"text": plain_words, "url": _addresses}), min_size=1, max_size=3
    ),
)

any_block = st.one_of(text_blocks, pictures, claims, contexts, links)
