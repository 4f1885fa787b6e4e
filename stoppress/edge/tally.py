"""What an edge has done since it began, as plain numbers that only grow."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Tally:
    """Of all direct streams together; `Hub.tally` is the one of the process.

    A delivery is one change written to one stream; whether it has been taken is Delivery's
    business. Bytes are as they travel: those of packed streams are counted packed.
    """

    joins: int = 0  # streams that began, those that were only told to load the page among them
    deliveries: int = 0
    bytes: int = 0
    cuts: int = 0  # readers who left too much unread
    resets: int = 0  # streams told to load the page again
