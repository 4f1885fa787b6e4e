"""The open streams of one coverage that are sent the same bytes: one write each, no queue, no task.

Measured (a queue and task per reader costs 4-11 times a bare loop of send()): so there is one chunk
for all, handed to each reader's transport in turn. What a reader has not taken waits in his
transport, as a reference to the shared chunk, and is looked at with each sweep.

They sit in rows. A row is always written whole, in one turn of the loop, all that it lacks in the
order that it came; and it is brought up to date before somebody new sits down in it, who has just
been sent everything. So whoever comes, goes or is written to in between, no reader can get a chunk
twice, miss one, or get a later one first.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from stoppress.edge.limits import Limits
from stoppress.edge.tally import Tally
from stoppress.edge.turns import Turns

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


@dataclass(frozen=True)
class Shared:
    """What all audiences of a process have in common."""

    limits: Limits
    capacity: Capacity
    tally: Tally
    turns: Turns


class Row:
    """Streams that have had the first `sent` bytes of their audience; `lacking` comes next."""

    __slots__ = ("changes", "lacking", "sent", "writes")

    def __init__(self, sent: int) -> None:
        self.sent = sent
        self.lacking: list[bytes] = []
        self.changes = 0  # in what is lacking
        # The bound methods, so that the hot loop is nothing but calls.
        self.writes: dict[Stream, Callable[[bytes], None]] = {}

    def __len__(self) -> int:
        return len(self.writes)

    def lack(self, chunk: bytes, changes: int) -> None:
        self.lacking.append(chunk)
        self.changes += changes

    def bring_up_to_date(self, tally: Tally) -> None:
        """The hot loop: all of live coverage goes through here."""
        chunk = self.lacking[0] if len(self.lacking) == 1 else b"".join(self.lacking)
        for write in self.writes.values():
            write(chunk)
        tally.deliveries += self.changes * len(self.writes)
        tally.bytes += len(chunk) * len(self.writes)
        self.sent += len(chunk)
        self.lacking, self.changes = [], 0


class Audience:
    """`sent` is how many bytes there have been for everyone, ever."""

    def __init__(self, shared: Shared) -> None:
        self.sent = 0
        self._limits = shared.limits
        self._capacity = shared.capacity
        self._tally = shared.tally
        self._turns = shared.turns
        self._rows: list[Row] = []
        self._is_writing = False

    def __len__(self) -> int:
        return sum(len(row) for row in self._rows)

    def join(self, stream: Stream, now: float) -> None:
        """It has been written, alone, all that it missed, up to the chunk written here last."""
        row = max(
            (row for row in self._rows if len(row) < self._limits.portion), key=len, default=None
        )
        if row is None:
            row = Row(self.sent)
            self._rows.append(row)
        elif row.lacking:
            row.bring_up_to_date(self._tally)
        row.writes[stream] = stream.transport.write
        stream.row = row
        stream.joined = stream.mark = row.sent
        stream.marked_at = now
        self._capacity.used += 1

    def leave(self, stream: Stream) -> None:
        if stream.row is not None:
            del stream.row.writes[stream]
            stream.row = None
            self._capacity.used -= 1

    def write(self, chunk: bytes, changes: int) -> None:
        """Have `chunk`, with so many changes in it, written to everyone who is here now."""
        self.sent += len(chunk)
        for row in self._rows:
            row.lack(chunk, changes)
        if not self._is_writing:
            self._is_writing = True
            self._turns.begin(self._write_rows())

    def _write_rows(self) -> Iterator[None]:
        """A row a turn, until none lacks anything; what comes meanwhile is for the next round."""
        try:
            while late := [row for row in self._rows if row.lacking]:
                for row in late:
                    if row.lacking:
                        row.bring_up_to_date(self._tally)
                        yield
        finally:
            self._is_writing = False

    def sweep(self, now: float, ends: Sequence[int]) -> list[int]:
        """Cut those who have left too much unread, and count how far the others have got.

        `ends` ascend, in the bytes of `sent`. The first number that comes back is of streams that
        have not taken what they were sent before they joined; then of those that have, but reach
        none of the ends, only the first, the first two …
        """
        reached = [0] * (len(ends) + 2)
        self._rows = [row for row in self._rows if row.writes]
        for row in self._rows:
            for stream in row.writes:
                unread = stream.transport.get_write_buffer_size()
                drained = row.sent - unread
                if unread:
                    self._cut_slow(stream, unread, drained, now)
                if stream.mark <= drained:
                    stream.mark, stream.marked_at = row.sent, now
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
        """Have `last` written to everyone who is here now, and nothing more; their streams end."""
        leaving, self._rows = self._rows, []
        for row in leaving:
            row.lacking.clear()
        self._turns.begin(self._dismiss_rows(leaving, last))

    def _dismiss_rows(self, rows: Sequence[Row], last: bytes) -> Iterator[None]:
        for row in rows:
            self._tally.resets += len(row)
            for stream in list(row.writes):
                self.leave(stream)
                stream.end(last)
            yield
