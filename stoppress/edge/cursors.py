"""A reader's place in a coverage: `<epoch>.<position>`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

_FORM = re.compile(r"([a-z0-9]{1,32})\.(0|[1-9][0-9]{0,14})")


@dataclass(frozen=True, slots=True)
class Cursor:
    """Everything up to and with `position` has been seen, in the numbering of `epoch`."""

    epoch: str
    position: int

    def __str__(self) -> str:
        return f"{self.epoch}.{self.position}"


def read_cursor(text: str) -> Cursor | None:
    """The cursor that `text` is; None for anything else, however long or odd."""
    found = _FORM.fullmatch(text)
    return Cursor(found[1], int(found[2])) if found else None


class Standing(Enum):
    """How a cursor stands to what is public."""

    CURRENT = "at the top"
    BEHIND = "what is missing is at hand"
    UNREAD = "what is missing must be read from the store first"
    FAR_BEHIND = "more is missing than is sent, or it is not there"
    AHEAD = "above the top: its reader came from a faster edge"
    FOREIGN = "of another epoch"
