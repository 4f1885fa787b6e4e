"""The open streams of one coverage that are sent the same bytes: one write each, no queue, no task.

Measured (a queue and task per reader costs 4-11 times a bare loop of send()): so there is one chunk
for all, handed to each reader's transport in turn. What a reader has not taken waits in his
transport, as a reference to the shared chunk, and is looked at with each sweep.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from stoppress.edge.limits import Limits

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

    def __init__(self, limits: Limits, capacity: Capacity) -> None:
        self._limits = limits
        self._capacity = capacity
        # The bound methods, so that the hot loop is nothing but calls.
        self._writes: dict[Stream, Callable[[bytes], None]] = {}
        self._sent = 0  # bytes written to everyone, ever

    def __len__(self) -> int:
        return len(self._writes)

    def join(self, stream: Stream, first_bytes: int, now: float) -> None:
        """`first_bytes` were written to this stream alone before it joined."""
        stream.base = self._sent - first_bytes
        stream.mark, stream.marked_at = first_bytes, now
        self._writes[stream] = stream.transport.write
        self._capacity.used += 1

    def leave(self, stream: Stream) -> None:
        if stream in self._writes:
            del self._writes[stream]
            self._capacity.used -= 1

    def write(self, chunk: bytes) -> None:
        """The hot loop: all of live coverage goes through here."""
        for write in self._writes.values():
            write(chunk)
        self._sent += len(chunk)

    def cut_slow(self, now: float) -> None:
        """Cut those who have left too much unread, or something for too long.

        They come back by cursor. Being cut ends in connection_lost, which makes them leave. The
        mark is how much had been written at a moment; it is set anew whenever all of that has gone
        out. So a reader who always lags a little is kept, one who has stopped is not.
        """
        limits = self._limits
        for stream in self._writes:
            written = self._sent - stream.base
            unread = stream.transport.get_write_buffer_size()
            if unread > limits.unread_bytes:
                stream.connection.cut()
            elif written - unread >= stream.mark:
                stream.mark, stream.marked_at = written, now
            elif now - stream.marked_at > limits.unread_seconds:
                stream.connection.cut()

    def dismiss(self, last: bytes) -> None:
        """Write `last` to everyone and end their streams."""
        leaving, self._writes = self._writes, {}
        self._capacity.used -= len(leaving)
        for stream in leaving:
            stream.end(last)
