"""Instants: UTC inside, RFC 3339 outside. Clocks are for people; nothing is ordered by them."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

_LEAP = re.compile(r":59:60(\.[0-9]+)?")
_SECOND, _NOTHING = timedelta(seconds=1), timedelta()


def now() -> datetime:
    """The present instant, UTC."""
    return datetime.now(UTC)


def to_rfc3339(at: datetime, *, microseconds: bool = False) -> str:
    """`1969-07-20T20:17:40Z`; with `microseconds`, always six digits of them.

    Raises ValueError for a time without a zone: an instant that cannot be told must not be written.
    """
    if at.tzinfo is None:
        raise ValueError("a time without a zone is not an instant")
    text = at.astimezone(UTC).isoformat(timespec="microseconds" if microseconds else "seconds")
    return text.replace("+00:00", "Z")


def from_rfc3339(text: str) -> datetime:
    """The instant that `text` names. Raises ValueError where it has no zone or is no time.

    A leap second, which RFC 3339 knows and no clock of ours does, is the second after it.
    """
    leap = _LEAP.search(text)
    if leap:
        text = f"{text[: leap.start()]}:59:59{text[leap.end() :]}"
    at = datetime.fromisoformat(text)
    if at.tzinfo is None:
        raise ValueError(f"{text!r} has no time zone")
    try:
        return at.astimezone(UTC) + (_SECOND if leap else _NOTHING)
    except OverflowError:
        raise ValueError(f"{text!r} is in UTC before year 1 or after 9999") from None
