"""The blocking delta: `GET /<coverage>/after/<cursor>`.

All readers who are at the top ask for the same address, so one answer is made and written to all
of them; a cache in front makes it one request. Those far behind are led to few addresses.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from stoppress.edge.answers import BAD_CURSOR, Answer, cache_tag, make_answer, redirect
from stoppress.edge.cursors import Cursor, Standing, read_cursor
from stoppress.edge.pending import Pending
from stoppress.edge.sse import Change, compact
from stoppress.public_store import Head

if TYPE_CHECKING:
    from stoppress.edge.channel import Channel
    from stoppress.edge.hub import Hub
    from stoppress.edge.protocol import Connection

CHUNK = 16  # positions; readers further behind than that begin at a multiple of it
_JSON = "application/json; charset=utf-8"


def serve_delta(hub: Hub, connection: Connection, channel: Channel, after: str) -> None:
    """Answer at once where something is missing after the cursor, else hold."""
    cursor = read_cursor(after)
    if cursor is None:
        connection.answer(BAD_CURSOR)
        return
    match channel.standing(cursor):
        case Standing.FOREIGN | Standing.FAR_BEHIND:
            connection.answer(gone_answer(channel.epoch, channel.head))
        case Standing.AHEAD:
            hub.wait(connection, channel)
        case Standing.UNREAD:
            hub.read_older(connection, channel)
        case Standing.BEHIND:
            connection.answer(_missing_answer(channel, cursor))
        case Standing.CURRENT if channel.is_ended:
            connection.answer(delta_answer(channel.epoch, channel.head, ()))
        case Standing.CURRENT:
            Held(connection, channel).begin()


class Held(Pending):
    """A delta with nothing to tell yet."""

    __slots__ = ("channel",)

    def __init__(self, connection: Connection, channel: Channel) -> None:
        super().__init__(connection)
        self.channel = channel

    def begin(self) -> None:
        self.channel.held[self] = None
        limits = self.connection.limits
        # The sweep looks at deadlines only so often, and the contract says "at most".
        self.connection.wait(self, limits.hold_seconds - limits.tick_seconds)

    def expire(self) -> None:
        self.leave()
        answer = delta_answer(self.channel.epoch, self.channel.head, (), seconds=1)
        self.connection.answer(answer)

    def leave(self) -> None:
        self.channel.held.pop(self, None)


def _missing_answer(channel: Channel, cursor: Cursor) -> Answer:
    """What is missing; or, for one who is far behind, the cursor below from which many go on."""
    missing = channel.ring.since(cursor.position)
    start = cursor.position - cursor.position % CHUNK
    is_far = len(missing) > CHUNK and start < cursor.position
    if is_far and channel.standing(Cursor(channel.epoch, start)) is Standing.BEHIND:
        return _redirect(channel, start)
    return delta_answer(channel.epoch, channel.head, missing)


def _redirect(channel: Channel, start: int) -> Answer:
    slug = channel.head.slug
    there = f"/{slug}/after/{Cursor(channel.epoch, start)}"
    caching = {"Cache-Control": "public, max-age=2, s-maxage=2", **cache_tag(slug)}
    return redirect(302, there, caching)


def delta_answer(epoch: str, head: Head, changes: Sequence[Change], *, seconds: int = 2) -> Answer:
    """What is missing, joined from the frames' own bytes; kept by caches for `seconds`."""
    opening = compact({"epoch": epoch, "position": head.position, "state": head.state})
    frames = b",".join(change.body for change in changes)
    body = b'%b,"events":[%b]}' % (opening[:-1], frames)
    # A stale one would be answered at once where the reader waits for news, again and again.
    cache = f"public, max-age={seconds}, s-maxage={seconds}, stale-while-revalidate=0"
    headers = {"Content-Type": _JSON, "Cache-Control": cache, **cache_tag(head.slug)}
    return make_answer(200, headers, body)


def gone_answer(epoch: str, head: Head) -> Answer:
    """The page must be loaded again: the cursor cannot be continued from."""
    body = compact({"reset": True, "epoch": epoch, "position": head.position})
    headers = {"Content-Type": _JSON, "Cache-Control": "public, max-age=5", **cache_tag(head.slug)}
    return make_answer(410, headers, body)
