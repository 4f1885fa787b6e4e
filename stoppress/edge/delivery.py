"""Proof of delivery: how many open direct readers have been handed each of the newest changes."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import NamedTuple

MOST_POSITIONS = 64


@dataclass(frozen=True, slots=True)
class Delivery:
    """One coverage at this edge, as of its last sweep (half a second ago at most).

    `open` streams are counted, of readers behind caches nothing is known. `handed` says of the
    newest positions, ascending and at most 64, how many of these readers have it: it is on the page
    they began with, or they were sent it and our side of the connection has nothing left to send
    that came before its end. Of any older position `handed_earlier` do. Who has not even taken what
    he was sent on joining counts as having none.
    """

    open: int = 0
    handed: Mapping[int, int] = field(default_factory=dict)
    handed_earlier: int = 0

    def catching_up(self, position: int) -> int:
        """How many open readers have not been handed `position` yet, which is not above the top."""
        return self.open - self.handed.get(position, self.handed_earlier)


class Mark(NamedTuple):
    """Where a position ends, in the bytes that each audience has been written."""

    position: int
    plain: int
    packed: int


class Marks:
    """The newest positions that readers were sent here, and where each ends."""

    def __init__(self) -> None:
        self._marks: deque[Mark] = deque(maxlen=MOST_POSITIONS)

    def add(self, positions: Sequence[int], plain: int, packed: int) -> None:
        """`positions` were written together; both audiences stand at their end now."""
        self._marks.extend(Mark(position, plain, packed) for position in positions)

    def clear(self) -> None:
        self._marks.clear()

    @property
    def plain(self) -> list[int]:
        return [mark.plain for mark in self._marks]

    @property
    def packed(self) -> list[int]:
        return [mark.packed for mark in self._marks]

    def delivery(self, plain: Sequence[int], packed: Sequence[int]) -> Delivery:
        """Made from what each audience's sweep has counted (Audience.sweep)."""
        reached = [sum(both) for both in zip(plain, packed, strict=True)]
        at_least = list(accumulate(reversed(reached)))[::-1]
        handed = {mark.position: at_least[2 + n] for n, mark in enumerate(self._marks)}
        return Delivery(at_least[0], handed, at_least[1])
