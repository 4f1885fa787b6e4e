"""Connects each request with what answers it, and keeps all connections of the process."""

from __future__ import annotations

import random
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from stoppress.edge.answers import FULL, NOT_FOUND, Answer, redirect
from stoppress.edge.counts import Counts
from stoppress.edge.delta import Held, serve_delta
from stoppress.edge.health import Health as HealthOfEdge
from stoppress.edge.hub import Hub
from stoppress.edge.limits import Limits
from stoppress.edge.log import read_contents, read_tile
from stoppress.edge.routes import (
    Alive,
    Bare,
    Contents,
    Delta,
    Health,
    LogFile,
    Media,
    Page,
    Past,
    Stream,
    route,
)
from stoppress.edge.stream import Stream as OpenStream
from stoppress.edge.stream import serve_stream
from stoppress.public_store.types import SITE_LOG

if TYPE_CHECKING:
    from stoppress.edge.media import Media as Pictures
    from stoppress.edge.pages import Pages
    from stoppress.edge.past import Past as PastPages
    from stoppress.edge.protocol import Connection
    from stoppress.edge.requests import Request


class Switchboard:
    """`most` connections are taken; `now` is the loop's clock."""

    def __init__(
        self, hub: Hub, pages: Pages, past: PastPages, pictures: Pictures, health: HealthOfEdge,
        counts: Counts, limits: Limits, most: int, now: Callable[[], float],
    ) -> None:  # fmt: skip
        self.counts = counts
        self.limits = limits
        self.now = now
        self.connections: set[Connection] = set()
        self.is_going_down = False
        self._hub = hub
        self._pages = pages
        self._past = past
        self._pictures = pictures
        self._health = health
        self._most = most

    @property
    def is_full(self) -> bool:
        """Whether one more connection would eat the last file descriptors."""
        return len(self.connections) >= self._most

    def take(self, connection: Connection, request: Request) -> None:
        """See to it that `connection` gets its answer, now or later."""
        found = route(request.target)
        connection.kind = "other" if isinstance(found, Answer) else type(found).__name__.lower()
        match found:
            case Answer():
                connection.answer(found)
            case Page(path):
                self._pages.serve(connection, request, path)
            case Stream() | Delta():
                self._tell_of_changes(connection, request, found)
            case Past():
                self._look_back(connection, request, found)
            case LogFile() | Contents():
                self._show_log(connection, request, found)
            case Media(name):
                self._pictures.serve(connection, request, name)
            case Bare(slug):
                self._to_its_slash(connection, slug)
            case Health():
                connection.answer(self._health.answer())
            case Alive():
                connection.answer(self._health.alive())

    def sweep(self, now: float) -> None:
        """One timer for all deadlines, instead of one for each connection."""
        self._hub.sweep(now)
        for connection in [one for one in self.connections if one.deadline <= now]:
            connection.expire()

    def go_down(self) -> None:
        """Let everybody go: streams spread over the window, the others when answered."""
        self.is_going_down = True
        now = self.now()
        for connection in self.connections:
            if isinstance(connection.pending, OpenStream):
                connection.deadline = now + random.random() * self.limits.drain_seconds
            elif not connection.kind:
                # It has been accepted just now, and its first request is on its way.
                connection.deadline = min(connection.deadline, now + self.limits.flush_seconds)
            elif connection.pending is None or isinstance(connection.pending, Held):
                connection.deadline = now

    def _tell_of_changes(
        self, connection: Connection, request: Request, found: Stream | Delta
    ) -> None:
        channel = self._hub.channel(found.slug)
        if channel is None:
            connection.answer(NOT_FOUND)
        elif self.is_going_down:
            connection.answer(FULL)  # he is to come back, and will find another edge
        elif isinstance(found, Stream):
            serve_stream(self._hub, connection, request, channel, found.after)
            if isinstance(connection.pending, OpenStream):
                self.counts.answered("stream", 200)
        else:
            serve_delta(self._hub, connection, channel, found.after)

    def _look_back(self, connection: Connection, request: Request, found: Past) -> None:
        channel = self._hub.channel(found.slug)
        if channel is None:
            connection.answer(NOT_FOUND)
        else:
            self._past.serve(connection, request, channel, found)

    def _show_log(
        self, connection: Connection, request: Request, found: LogFile | Contents
    ) -> None:
        channel = self._hub.channel(found.slug)
        if isinstance(found, LogFile) and (channel or found.slug == SITE_LOG):
            read = partial(read_tile, slug=found.slug, tile=found.tile)
        elif isinstance(found, Contents) and channel:
            read = partial(
                read_contents, slug=found.slug, bundle=found.bundle, position=channel.position
            )
        else:
            connection.answer(NOT_FOUND)
            return
        self._pages.serve(connection, request, found.path, read)

    def _to_its_slash(self, connection: Connection, slug: str) -> None:
        known = self._hub.channel(slug) is not None
        caching = {"Cache-Control": "public, max-age=0, s-maxage=2"}
        connection.answer(redirect(308, f"/{slug}/", caching) if known else NOT_FOUND)
