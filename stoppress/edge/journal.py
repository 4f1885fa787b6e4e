"""What the edge tells its operator: one line each on stderr, whatever a stranger put into it.

And however often he does it: what goes beyond a few lines a second is only counted.
"""

from __future__ import annotations

import sys
import time

_LONGEST = 500
_MOST = 20  # lines in one second

_second = 0
_written = 0


def note(text: str) -> None:
    """Write one line for the operator."""
    global _second, _written
    second = int(time.monotonic())
    if second != _second:
        left_out, _second, _written = _written - _MOST, second, 0
        if left_out > 0:
            _write(f"{left_out} lines more were left out")
    _written += 1
    if _written <= _MOST:
        _write(text)


def _write(text: str) -> None:
    print(f"edge: {one_line(text)}", file=sys.stderr, flush=True)


def one_line(text: str) -> str:
    """`text` with everything that moves a cursor or starts a line (CR, LF, ANSI) written out."""
    shown = "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)
    return shown if len(shown) <= _LONGEST else shown[:_LONGEST] + "…"
