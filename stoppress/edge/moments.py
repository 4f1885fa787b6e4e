"""The moment that `?at=` names: a position, or an instant at which one was the top."""

from __future__ import annotations

import re
from datetime import UTC, datetime

_POSITION = re.compile(r"0|[1-9][0-9]{0,14}", re.ASCII)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_INSTANT = re.compile(_DAY.pattern + r"T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,6})?Z", re.ASCII)

Moment = int | str  # a position, or an instant as the public store writes it (`Frame.at`)


def read_moment(text: str) -> Moment | None:
    """The moment; None for anything else. Of a day it is the end; an instant must be in UTC."""
    if _POSITION.fullmatch(text):
        return int(text)
    if _DAY.fullmatch(text):
        text += "T23:59:59.999999Z"
    if not _INSTANT.fullmatch(text):
        return None
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:  # there is no such day, or no such time of day
        return None
    # All of one length, so that they are in the order of their letters.
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ").zfill(27)
