"""What the edge tells its operator: one line each on stderr, whatever a stranger put into it.

And however often he does it: what goes beyond a few lines a second is only counted. A line never
holds who asked: no address of a reader, nothing that his browser says of itself.
"""

from __future__ import annotations

import json
import sys
import time
from datetime import UTC, datetime

FORMS = ("text", "json")
Fact = str | int | float | None

_LONGEST = 500
_MOST = 20  # lines in one second

_form = "text"
_second = 0
_written = 0


def write_as(form: str) -> None:
    """`text`: a sentence for what went wrong. `json`: an object for that and for each milestone."""
    global _form
    _form = form


def note(text: str, event: str = "trouble", **facts: Fact) -> None:
    """Write one line for the operator."""
    global _second, _written
    second = int(time.monotonic())
    if second != _second:
        left_out, _second, _written = _written - _MOST, second, 0
        if left_out > 0:
            _write(f"{left_out} lines more were left out", "left-out", {"lines": left_out})
    _written += 1
    if _written <= _MOST:
        _write(text, event, facts)


def milestone(text: str, event: str, **facts: Fact) -> None:
    """As `note`, of what goes as it should: only for programs that follow the log."""
    if _form == "json":
        note(text, event, **facts)


def _write(text: str, event: str, facts: dict[str, Fact]) -> None:
    line = f"edge: {one_line(text)}"
    if _form == "json":
        at = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        # ASCII, so that nothing in it can end the line or move a cursor.
        line = json.dumps({"at": at, "event": event, "text": one_line(text), **facts})
    print(line, file=sys.stderr, flush=True)


def one_line(text: str) -> str:
    """`text` with everything that moves a cursor or starts a line (CR, LF, ANSI) written out."""
    shown = "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)
    return shown if len(shown) <= _LONGEST else shown[:_LONGEST] + "…"
