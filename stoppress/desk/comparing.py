"""Two versions of a post side by side, line by line, for the editor who must choose."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

# Names of files and the like say nothing to a person who compares words.
_SILENT = frozenset(
    {"type", "media", "small", "width", "height", "context", "claim", "thread", "slug"}
    | {"version", "source_id", "source_version"}
)
_BARE = frozenset({"html", "text", "items", "paragraphs", "blocks", "standfirst", "url"})


@dataclass(frozen=True)
class Row:
    """One line: in both versions, or only in `theirs`, or only in `yours`."""

    who: str
    text: str


def compared(theirs: dict[str, Any], yours: dict[str, Any]) -> list[Row]:
    """The lines of both contents in order, each marked with whose it is."""
    left, right = list(lines_of(theirs)), list(lines_of(yours))
    rows = []
    for _, a, b, c, d in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        same = left[a:b] == right[c:d]
        rows += [Row("both" if same else "theirs", line) for line in left[a:b]]
        rows += [] if same else [Row("yours", line) for line in right[c:d]]
    return rows


def lines_of(value: Any, name: str = "") -> Iterator[str]:
    """Every text in `value` on a line of its own, after the name of its field."""
    if isinstance(value, dict):
        for key in sorted(value, key=_in_reading_order):
            if key not in _SILENT:
                yield from lines_of(value[key], key)
    elif isinstance(value, list):
        for part in value:
            yield from lines_of(part, name)
    elif value not in (None, False, ""):
        words = html.unescape(re.sub(r"<[^>]*>", "", str(value).replace("<br>", " ")))
        yield words if name in _BARE else f"{name.replace('_', ' ')}: {words}"


def _in_reading_order(key: str) -> tuple[int, str]:
    order = ("title", "headline", "kicker", "label", "text", "html", "items", "blocks")
    return (order.index(key) if key in order else len(order), key)
