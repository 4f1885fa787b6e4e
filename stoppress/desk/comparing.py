"""Two versions of a post side by side, line by line, for the editor who must choose."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from stoppress.record.content.reading import lines_of


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
