"""The open streams of one coverage that are sent the same bytes: one write each, no queue, no task.

Measured (a queue and task per reader costs 4-11 times a bare loop of send()): so there is one chunk
for all, handed to each reader's transport in turn. What a reader has not taken waits in his
transport, as a reference to the shared chunk, and is looked at with each sweep.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from stoppress.edge.limits import Limits
from stoppress.edge.tally import Tally

if TYPE_CHECKING:
    from stoppress.edge.stream import Stream


@dataclass(slots=True)
class Capacity:
    """How many streams this process accepts, and has."""

    most: int
    used: int = 0

    @property
    def is_full(self) -> bool:
        return self.used >= self.most


class Audience:
    """Streams that have had every byte written here since they joined."""

    def __init__(self, limits: Limits, capacity: Capacity, tally: Tally) -> None:
        self.sent = 0  # bytes written to everyone, ever
        self._limits = limits
        self._capacity = capacity
        self._tally = tally
        # The bound methods, so that the hot loop is nothing but calls.
        self._writes: dict[Stream, Callable[[bytes], None]] = {}

    def __len__(self) -> int:
        return len(self._writes)

    def join(self, stream: Stream, now: float) -> None:
        """It has been written, alone, all that it missed."""
        stream.joined = stream.mark = self.sent
        stream.marked_at = now
        self._writes[stream] = stream.transport.write
        self._capacity.used += 1

    def leave(self, stream: Stream) -> None:
        if stream in self._writes:
            del self._writes[stream]
            self._capacity.used -= 1

    def write(self, chunk: bytes, changes: int) -> None:
        """The hot loop: all of live coverage goes through here. `changes` are in `chunk`."""
        for write in self._writes.values():
            write(chunk)
        self.sent += len(chunk)
        self._tally.deliveries += changes * len(self._writes)
        self._tally.bytes += len(chunk) * len(self._writes)

    def sweep(self, now: float, ends: Sequence[int]) -> list[int]:
        """Cut those who have left too much unread, and count how far the others have got.

        `ends` ascend, in the bytes of `sent`. The first number that comes back is of streams that
        have not taken what they were sent before they joined; then of those that have, but reach
        none of the ends, only the first, the first two …
        """
        reached = [0] * (len(ends) + 2)
        for stream in self._writes:
            unread = stream.transport.get_write_buffer_size()
            drained = self.sent - unread
            if unread:
                self._cut_slow(stream, unread, drained, now)
            if stream.mark <= drained:
                stream.mark, stream.marked_at = self.sent, now
            reached[1 + bisect_right(ends, drained) if stream.joined <= drained else 0] += 1
        return reached

    def _cut_slow(self, stream: Stream, unread: int, drained: int, now: float) -> None:
        """Cut one who has left too much unread, or something for too long.

        He comes back by cursor. Being cut ends in connection_lost, which makes him leave. The mark
        is how much had been written at a moment; it is set anew whenever all of that has gone out.
        So a reader who always lags a little is kept, one who has stopped is not.
        """
        limits = self._limits
        has_stopped = stream.mark > drained and now - stream.marked_at > limits.unread_seconds
        if has_stopped or unread > limits.unread_bytes:
            self._tally.cuts += 1
            stream.connection.cut()

    def dismiss(self, last: bytes) -> None:
        """Write `last` to everyone and end their streams."""
        leaving, self._writes = self._writes, {}
        self._capacity.used -= len(leaving)
        self._tally.resets += len(leaving)
        for stream in leaving:
            stream.end(last)
