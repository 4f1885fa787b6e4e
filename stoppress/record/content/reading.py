"""A content as people read it: its words in lines, for those who compare versions."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Any

# Names of files and the like say nothing to a person who compares words.
_SILENT = frozenset(
    {"type", "media", "small", "width", "height", "context", "claim", "thread", "slug"}
    | {"version", "source_id", "source_version"}
)
_BARE = frozenset({"html", "text", "items", "paragraphs", "blocks", "standfirst", "url"})


def lines_of(value: Any, name: str = "") -> Iterator[str]:
    """Every text in `value` on a line of its own, after the name of its field."""
    if isinstance(value, dict):
        for key in sorted(value, key=_in_reading_order):
            if key not in _SILENT:
                yield from lines_of(value[key], key)
    elif isinstance(value, list):
        for part in value:
            yield from lines_of(part, name)
    elif value is True:
        yield _said(name)
    elif value not in (None, False, ""):
        words = html.unescape(re.sub(r"<[^>]*>", "", str(value).replace("<br>", " ")))
        yield words if name in _BARE else f"{_said(name)}: {words}"


def _said(name: str) -> str:
    return name.replace("_", " ").capitalize()


def _in_reading_order(key: str) -> tuple[int, str]:
    order = ("title", "headline", "kicker", "label", "text", "html", "items", "blocks")
    return (order.index(key) if key in order else len(order), key)
