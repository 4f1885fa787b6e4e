"""The open streams of one coverage that are sent the same bytes: one write each, no queue, no task.

Measured (a queue and task per reader costs 4-11 times a bare loop of send()): so there is one chunk
for all, handed to each reader's transport in turn. What a reader has not taken waits in his
transport, and these are the two bounds on it: bytes when something is written, time at each sweep.
"""

from __future__ import annotations

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
        self._streams: dict[Stream, None] = {}
        self._sent = 0  # bytes written to everyone, ever

    def __len__(self) -> int:
        return len(self._streams)

    def join(self, stream: Stream, first_bytes: int, now: float) -> None:
        """`first_bytes` were written to this stream alone before it joined."""
        stream.base = self._sent - first_bytes
        stream.mark, stream.marked_at = first_bytes, now
        self._streams[stream] = None
        self._capacity.used += 1

    def leave(self, stream: Stream) -> None:
        if stream in self._streams:
            del self._streams[stream]
            self._capacity.used -= 1

    def write(self, chunk: bytes) -> None:
        """The hot loop: all of live coverage goes through here."""
        most = self._limits.unread_bytes
        for stream in self._streams:
            transport = stream.transport
            if transport.get_write_buffer_size() > most:
                transport.abort()  # he comes back by cursor; connection_lost makes him leave
            else:
                transport.write(chunk)
        self._sent += len(chunk)

    def cut_slow(self, now: float) -> None:
        """Cut those who have left something unread for too long.

        The mark is how much had been written at a moment; it is set anew whenever all of that has
        gone out. So a reader who always lags a little is kept, one who has stopped is not.
        """
        for stream in self._streams:
            written = self._sent - stream.base
            if written - stream.transport.get_write_buffer_size() >= stream.mark:
                stream.mark, stream.marked_at = written, now
            elif now - stream.marked_at > self._limits.unread_seconds:
                stream.transport.abort()

    def dismiss(self, last: bytes) -> None:
        """Write `last` to everyone and end their streams."""
        leaving, self._streams = self._streams, {}
        self._capacity.used -= len(leaving)
        for stream in leaving:
            stream.end(last)
