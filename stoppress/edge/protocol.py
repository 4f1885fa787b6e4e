"""One connection: heads in, one after another, and the bytes of their answers out.

It keeps order and bounds: one request at a time however many are pipelined, a bounded head, a
deadline for every state. What a request gets is the switchboard's business.
"""

from __future__ import annotations

import asyncio
import math
import socket
import struct
from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Concatenate, ParamSpec, cast

from stoppress.edge.answers import HEAD_TOO_LARGE, Answer
from stoppress.edge.journal import note
from stoppress.edge.pending import Pending
from stoppress.edge.requests import Refused, Request, read_request

if TYPE_CHECKING:
    from stoppress.edge.switchboard import Switchboard

P = ParamSpec("P")

_END_OF_HEAD = b"\r\n\r\n"
_NO_LINGER = struct.pack("ii", 1, 0)  # struct linger: on, no seconds
_PIPELINED_HEADS = 4  # so many full heads may lie unread behind a request; more is an attack


def contained(
    method: Callable[Concatenate[Connection, P], None],
) -> Callable[Concatenate[Connection, P], None]:
    """Whatever goes wrong in `method` ends this connection and touches no other."""

    @wraps(method)
    def call(self: Connection, /, *args: P.args, **kwargs: P.kwargs) -> None:
        try:
            method(self, *args, **kwargs)
        except Exception as error:
            target = self.request.target if self.request else "(no request)"
            note(
                f"closed a connection: {type(error).__name__}: {error}, answering {target}",
                "unexpected",
            )
            self.transport.abort()

    return call


class Connection(asyncio.Protocol):
    """`deadline` is on the loop's clock; the switchboard's sweep calls `expire` when it is over."""

    __slots__ = ("_board", "_head_by", "_is_clogged", "_is_ending", "_is_half_closed",
                 "_is_serving", "_known_by", "_unread", "deadline", "kind", "limits", "pending",
                 "request", "transport")  # fmt: skip

    transport: asyncio.Transport

    def __init__(self, board: Switchboard) -> None:
        self.limits = board.limits
        self.kind = ""  # of the request taken last, as the switchboard counts them
        self.request: Request | None = None
        self.pending: Pending | None = None
        self.deadline = math.inf
        self._board = board
        self._unread = bytearray()
        self._head_by = 0.0  # when the head that has begun must be complete; 0: none has
        self._known_by = 0.0  # when the open request must be answerable; 0: it is, so far
        self._is_serving = False
        self._is_clogged = False
        self._is_half_closed = False
        self._is_ending = False

    # What the transport tells us.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)
        if self._board.is_full:
            self._is_ending = True
            self.transport.abort()
            return
        self._board.connections.add(self)
        self.deadline = self.now() + self.limits.idle_seconds

    @contained
    def data_received(self, data: bytes) -> None:
        if self._is_ending:
            return  # what follows a refusal is neither understood nor kept
        if self._is_one_head(data):
            self._take(data)  # what nearly all are: nothing is kept, nothing copied
            return
        self._unread += data
        self._serve()
        if len(self._unread) > _PIPELINED_HEADS * self.limits.head_bytes:
            self.cut()

    def eof_received(self) -> bool:
        """The reader will send nothing more; whether the connection stays open for our answer."""
        self._is_half_closed = True
        return self.pending is not None and self.pending.outlives_half_close

    def connection_lost(self, exc: Exception | None) -> None:
        self._board.connections.discard(self)
        self._is_ending = True
        pending, self.pending = self.pending, None
        if pending is not None:
            pending.leave()

    def pause_writing(self) -> None:
        self._is_clogged = True

    @contained
    def resume_writing(self) -> None:
        self._is_clogged = False
        if self.pending is not None:
            self.pending.flow()
        else:
            self._serve()

    # What those who answer may do.

    def now(self) -> float:
        return self._board.now()

    @contained
    def answer(self, answer: Answer) -> None:
        """Write the whole answer and go on with the next request."""
        self._write_answer(answer)
        self.done()

    def wait(self, pending: Pending, seconds: float | None = None) -> None:
        """Leave the request open; `pending` is told what happens, and when `seconds` are over."""
        self.pending = pending
        self.deadline = self.now() + (self.limits.idle_seconds if seconds is None else seconds)

    def wait_until_known(self, pending: Pending) -> None:
        """As `wait`, for the short time that a request may wait to be answerable at all.

        However often it is asked again, the time counts from the first.
        """
        if not self._known_by:
            self._known_by = self.now() + self.limits.ahead_seconds - self.limits.tick_seconds
        self.pending = pending
        self.deadline = self._known_by

    @contained
    def again(self) -> None:
        """Ask the switchboard once more what the open request gets."""
        self.pending = None
        if self.request is not None:
            self._board.take(self, self.request)

    def begin(self, answer: Answer) -> None:
        """Write an answer whose body follows by `write`, up to `done`."""
        self._write_answer(answer)
        self.deadline = self.now() + self.limits.idle_seconds

    def write(self, piece: bytes) -> bool:
        """Write a piece of a body; False: wait for `flow` before the next."""
        self.transport.write(piece)
        self.deadline = self.now() + self.limits.idle_seconds
        return not self._is_clogged

    def done(self) -> None:
        """The answer is complete."""
        keeps = self._keeps_alive()
        self.request = self.pending = None
        self._known_by = 0.0
        self.deadline = self.now() + self.limits.idle_seconds
        if not keeps:
            self.end()
        elif self._unread:
            self._serve()

    def end(self) -> None:
        """Close when everything written has gone out, or after a while."""
        self._is_ending = True
        self.request = self.pending = None
        self.deadline = self.now() + self.limits.idle_seconds
        self.transport.close()

    def cut(self) -> None:
        """Close at once and forget what was not read, in the kernel too: the reader sees a reset.

        Without it the kernel would keep its buffer for a reader who has stopped, for minutes.
        """
        found = self.transport.get_extra_info("socket")
        found.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _NO_LINGER)
        self.transport.abort()

    @contained
    def expire(self) -> None:
        """The deadline has come."""
        if self.pending is not None:
            self.pending.expire()
        elif self._is_ending or self.transport.get_write_buffer_size():
            self.cut()
        else:
            self.end()

    # Heads.

    def _is_one_head(self, data: bytes) -> bool:
        """Whether `data` is all there is, one whole head, and can be taken now."""
        return (
            not self._unread
            and self.request is None
            and not self._is_clogged
            and len(data) <= self.limits.head_bytes
            and data.find(_END_OF_HEAD) == len(data) - len(_END_OF_HEAD)
            and not data.startswith(b"\r")
            and data.endswith(b"\n")
        )

    def _serve(self) -> None:
        """Take requests as long as each is answered at once and the reader takes the answers."""
        if self._is_serving:
            return  # called by answer() from within the loop below, which goes on by itself
        self._is_serving = True
        try:
            while self.request is None and not self._is_ending and not self._is_clogged:
                head = self._next_head()
                if head is None:
                    return
                self._take(head)
        finally:
            self._is_serving = False

    def _next_head(self) -> bytes | None:
        unread, most = self._unread, self.limits.head_bytes
        while unread.startswith(b"\r\n"):
            del unread[:2]  # an empty line before a request is skipped (RFC 9112 2.2)
        end = unread.find(_END_OF_HEAD, 0, most)
        if end >= 0:
            end += len(_END_OF_HEAD)
            head = bytes(unread[:end])
            del unread[:end]
            return head
        if len(unread) >= most:
            self._refuse(HEAD_TOO_LARGE)
        elif unread and not self._head_by:
            # From its first bytes on, however it trickles in.
            self._head_by = self.deadline = self.now() + self.limits.head_seconds
        return None

    def _take(self, head: bytes) -> None:
        self._head_by = 0.0
        try:
            self.request = read_request(head)
        except Refused as refused:
            self._refuse(refused.answer)
        else:
            self._board.take(self, self.request)

    # Bytes.

    def _write_answer(self, answer: Answer) -> None:
        request = self.request
        if request is None:
            raise RuntimeError("an answer without a request")
        self._board.counts.answered(self.kind, answer.status)
        keeps = self._keeps_alive()
        self.transport.writelines(answer.parts(is_head=request.is_head, keep_alive=keeps))

    def _keeps_alive(self) -> bool:
        return (
            self.request is not None
            and self.request.keep_alive
            and not self._is_half_closed
            and not self._board.is_going_down
        )

    def _refuse(self, answer: Answer) -> None:
        """Answer and close, but read on for a moment.

        A close while bytes are unread is a reset, which can overtake the answer on its way.
        """
        self._is_ending = True
        self._board.counts.answered("refused", answer.status)
        self._unread.clear()
        self.transport.writelines(answer.parts(is_head=False, keep_alive=False))
        self.transport.write_eof()
        self.deadline = self.now() + self.limits.linger_seconds
