"""What the edge tells its operator: one line each on stderr, whatever a stranger put into it."""

from __future__ import annotations

import sys

_LONGEST = 500


def note(text: str) -> None:
    """Write one line for the operator."""
    print(f"edge: {one_line(text)}", file=sys.stderr, flush=True)


def one_line(text: str) -> str:
    """`text` with everything that moves a cursor or starts a line (CR, LF, ANSI) written out."""
    shown = "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)
    return shown if len(shown) <= _LONGEST else shown[:_LONGEST] + "…"
