"""Inline HTML: the few marks that words in a paragraph may carry (docs/reference/content.md)."""

from __future__ import annotations

import nh3

_TAGS = {"a", "strong", "em", "s", "sub", "sup", "code", "br"}
_SCHEMES = {"http", "https", "mailto"}


def clean_inline(html: str) -> str:
    """`html` with nothing in it but the allowed marks; text is kept, other tags vanish.

    Cleaning what is clean changes nothing.
    """
    return nh3.clean(
        html.replace("\x00", ""),
        tags=_TAGS,
        attributes={"a": {"href"}},
        url_schemes=_SCHEMES,
        link_rel=None,
        url_relative="deny",
    ).strip()


def is_web_address(url: str) -> bool:
    """Whether a reader may be sent there."""
    scheme, colon, rest = url.partition(":")
    return bool(colon and rest) and scheme.lower() in _SCHEMES and not any(c.isspace() for c in url)
