"""Inline HTML: the few marks that words in a paragraph may carry (docs/reference/content.md)."""

from __future__ import annotations

import re

import nh3

_TAGS = {"a", "strong", "em", "s", "sub", "sup", "code", "br"}
_SCHEMES = {"http", "https", "mailto"}

# Neither XML nor, as a rule, people can do anything with them: feeds would be unreadable.
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f\ufffe\uffff]")
_BREAKS = re.compile("[\x0b\x0c]")  # how word processors break a line or a page


def clean_text(text: str) -> str:
    """`text` without control characters; only new lines, returns and tabs stay."""
    return _CONTROLS.sub("", _BREAKS.sub(" ", text))


def clean_inline(html: str) -> str:
    """`html` with nothing in it but the allowed marks; text is kept, other tags vanish.

    Cleaning what is clean changes nothing.
    """
    cleaned = nh3.clean(
        clean_text(html),
        tags=_TAGS,
        attributes={"a": {"href"}},
        url_schemes=_SCHEMES,
        link_rel=None,
        url_relative="deny",
    )
    return clean_text(cleaned).strip()  # again: `&#31;` has become the character that it names


def is_web_address(url: str) -> bool:
    """Whether a reader may be sent there."""
    scheme, colon, rest = url.partition(":")
    return bool(colon and rest) and scheme.lower() in _SCHEMES and not any(c.isspace() for c in url)
