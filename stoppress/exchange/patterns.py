"""Long regular expressions, written one alternative a line or several; sets of words."""

from __future__ import annotations

import re


def either(lines: str) -> str:
    """The lines as alternatives of one expression; white space at their ends is not part of it."""
    return "|".join(line.strip() for line in lines.strip().splitlines())


def word_set(text: str) -> frozenset[str]:
    """The words of `text`, apart by white space."""
    return frozenset(text.split())


def any_of(lines: str) -> re.Pattern[str]:
    """The lines as one pattern, whatever the case."""
    return re.compile(either(lines), re.I)
