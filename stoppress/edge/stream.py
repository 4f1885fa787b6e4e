"""One reader's stream: `GET /<coverage>/stream`, from the first bytes to `bye`."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from stoppress.edge.answers import FULL, NO_STORE, make_answer
from stoppress.edge.cursors import Standing, read_cursor
from stoppress.edge.pending import Pending
from stoppress.edge.sse import GZIP_HEAD, Change, Chunk, control, joined, retry

if TYPE_CHECKING:
    from stoppress.edge.audience import Row
    from stoppress.edge.channel import Channel
    from stoppress.edge.hub import Hub
    from stoppress.edge.protocol import Connection
    from stoppress.edge.requests import Request
    from stoppress.edge.tally import Tally

_HEADERS = {
    "Content-Type": "text/event-stream; charset=utf-8",
    "Cache-Control": "no-store, no-transform",
    "X-Accel-Buffering": "no",
    "Vary": "Accept-Encoding",
}
_PLAIN = make_answer(200, _HEADERS, length=-1)
_PACKED = make_answer(200, _HEADERS | {"Content-Encoding": "gzip"}, length=-1)
_OVER = make_answer(204, NO_STORE)
_BYE = control("bye")


def serve_stream(
    hub: Hub, connection: Connection, request: Request, channel: Channel, after: str
) -> None:
    """Begin a stream where the reader left off, or say why not."""
    cursor = read_cursor(request.headers.get("last-event-id", "")) or read_cursor(after)
    standing = channel.standing(cursor) if cursor else Standing.CURRENT
    if standing is Standing.CURRENT and channel.is_ended:
        connection.answer(_OVER)
    elif request.is_head:
        connection.answer(_PACKED if _may_pack(request) else _PLAIN)
    elif hub.capacity.is_full:
        connection.answer(FULL)
    elif standing is Standing.AHEAD:
        hub.wait(connection, channel)
    elif standing is Standing.UNREAD:
        hub.read_older(connection, channel)
    else:
        stream = Stream(connection, channel, hub.tally, packed=_may_pack(request))
        if standing in (Standing.FOREIGN, Standing.FAR_BEHIND):
            hub.tally.resets += 1
            stream.begin_and_end(control("reset", epoch=channel.epoch, position=channel.position))
        elif cursor and standing is Standing.BEHIND:
            stream.begin(channel.ring.since(cursor.position))
        else:
            stream.begin(())


def _may_pack(request: Request) -> bool:
    # A proxy that names itself may take the blocks apart and hold them back; it gets them plain.
    # Varnish up to 7.1 does so by a header of its own.
    is_direct = "via" not in request.headers and "x-varnish" not in request.headers
    return request.accepts_gzip and is_direct


class Stream(Pending):
    """An open stream. `row`, `joined`, `mark`, `marked_at` are its audience's notes on it."""

    __slots__ = ("_audience", "_channel", "_packed", "_tally", "joined", "mark", "marked_at",
                 "row", "transport")  # fmt: skip

    def __init__(
        self, connection: Connection, channel: Channel, tally: Tally, *, packed: bool
    ) -> None:
        super().__init__(connection)
        self.transport: asyncio.Transport = connection.transport
        self.row: Row | None = None
        self.joined = self.mark = 0
        self.marked_at = 0.0
        self._channel = channel
        self._packed = packed
        self._tally = tally
        self._audience = channel.packed if packed else channel.plain

    def begin(self, missed: Sequence[Change]) -> None:
        """Say hello, send what was missed, and from here on whatever comes."""
        self._tally.deliveries += len(missed)
        if self._channel.is_ended:
            self.begin_and_end(*(change.chunk for change in missed), _BYE)
            return
        self._write_first(change.chunk for change in missed)
        connection, limits = self.connection, self.connection.limits
        spread = random.uniform(1 - limits.age_spread, 1 + limits.age_spread)
        connection.wait(self, limits.age_seconds * spread)
        self._audience.join(self, connection.now())

    def begin_and_end(self, *chunks: Chunk) -> None:
        """Say hello and these, and nothing more."""
        self._write_first(chunks)
        self.connection.end()

    def end(self, last: bytes) -> None:
        """Write `last` and close; the stream is in no audience any more."""
        self.transport.write(last)
        self.connection.end()

    def expire(self) -> None:
        self._audience.leave(self)
        self.end(_BYE.packed if self._packed else _BYE.plain)

    def leave(self) -> None:
        self._audience.leave(self)

    def _write_first(self, chunks: Iterable[Chunk]) -> None:
        """Head, retry, hello and `chunks` in one write."""
        milliseconds = random.randint(*self.connection.limits.retry_ms)
        first = joined([retry(milliseconds), self._channel.hello, *chunks])
        answer = _PACKED if self._packed else _PLAIN
        body = GZIP_HEAD + first.packed if self._packed else first.plain
        self.transport.writelines([*answer.parts(is_head=False, keep_alive=False), body])
        self._tally.joins += 1
        self._tally.bytes += len(body)
