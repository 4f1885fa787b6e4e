"""The recent changes of one coverage, kept for readers who come back.

It never holds more than a reader may be sent on return (200 frames or 256 KiB), so a change that
it had to drop is one that no cursor below it may ask for: such a reader is reset.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from itertools import islice

from stoppress.edge.limits import Limits
from stoppress.edge.sse import Change


class Ring:
    """Changes `floor + 1 … top` without a gap."""

    def __init__(self, top: int, limits: Limits) -> None:
        self._limits = limits
        self.clear(top)

    def clear(self, top: int) -> None:
        """Forget all; go on above `top`. What is missing below may be filled in again."""
        self._changes: deque[Change] = deque()
        self._bytes = 0
        self.floor = top
        self.is_whole = top == 0  # nothing below the floor may be sent any more

    def add(self, changes: Sequence[Change]) -> None:
        """Take what follows."""
        self._changes.extend(changes)
        self._bytes += sum(len(change.body) for change in changes)
        while self._is_over():
            self._bytes -= len(self._changes.popleft().body)
            self.floor += 1
            self.is_whole = True

    def fill(self, older: Sequence[Change]) -> None:
        """Take what was read from the store from below the floor, as far as it is gapless."""
        for change in reversed(older):
            if change.position > self.floor:
                continue
            self._changes.appendleft(change)
            self._bytes += len(change.body)
            if change.position != self.floor or self._is_over():
                self._bytes -= len(self._changes.popleft().body)
                break
            self.floor -= 1
        self.is_whole = True

    def reopen(self) -> None:
        """There is more below the floor again, to be filled in."""
        self.is_whole = self.floor == 0

    def since(self, position: int) -> Sequence[Change]:
        """The changes above `position`, which is not below the floor."""
        return tuple(islice(self._changes, position - self.floor, None))

    def _is_over(self) -> bool:
        limits = self._limits
        return len(self._changes) > limits.catch_up_frames or self._bytes > limits.catch_up_bytes
