"""Runs an edge on given sockets until it is told to stop, then lets its readers go in order."""

from __future__ import annotations

import asyncio
import resource
import signal
import socket
from collections.abc import Callable
from contextlib import AsyncExitStack, suppress
from typing import Any

import uvloop

from stoppress.config import Config
from stoppress.edge.counts import Counts
from stoppress.edge.cuts_told import CutsTold
from stoppress.edge.figures import Figures
from stoppress.edge.follow import Follower
from stoppress.edge.health import Health
from stoppress.edge.hub import Hub
from stoppress.edge.journal import milestone, note
from stoppress.edge.limits import Limits
from stoppress.edge.media import Media
from stoppress.edge.pages import Pages
from stoppress.edge.past import Past
from stoppress.edge.protocol import Connection
from stoppress.edge.reading_now import ReadingNow
from stoppress.edge.store import Store
from stoppress.edge.switchboard import Switchboard
from stoppress.edge.turns import Turns
from stoppress.edge.watched import watched, watched_together
from stoppress.edge.worker import Worker

_BACKLOG = 4096
_SPARE_FILES = 64  # for databases, pictures, sockets that listen


def serve(
    config: Config,
    sockets: list[socket.socket],
    limits: Limits = Limits(),  # noqa: B008 - frozen
    *,
    ready: Callable[[], None] = lambda: None,
    answers_for_all: bool = False,
) -> int:
    """Serve until SIGTERM or SIGINT; the exit status. Blocks; call it in the main thread.

    `ready` is called when readers are answered. With `answers_for_all` it answers for all edges of
    the machine at the private address, where there is one. SIGUSR1 is as SIGTERM, where another
    process has the sockets too and accepts what is left in their queues. 1: there was no public
    store in all the time that `limits.patience_seconds` gives it.
    """
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        edge = Edge(config, limits, runner.get_loop())
        return runner.run(edge.run(sockets, ready, answers_for_all=answers_for_all))


class Edge:
    """The parts of one edge, put together."""

    def __init__(self, config: Config, limits: Limits, loop: asyncio.AbstractEventLoop) -> None:
        most = raise_file_limit() - _SPARE_FILES
        store = Store(config, Worker(loop, "store"))
        self._limits = limits
        self._loop = loop
        self._config = config
        self._counts = counts = Counts()
        turns = Turns(loop.call_soon)
        self._hub = hub = Hub(store, limits, _most_streams(config, most), loop.time, turns)
        stores = [Store(config, Worker(loop, "past")) for _ in range(limits.past_at_once)]
        pages, past = Pages(hub, store, limits), Past(hub, stores, limits)
        pictures = Media(config.public_media, Worker(loop, "pictures"))
        self._follower = Follower(config, limits, [store, *stores], hub, loop, counts.tail)
        health = Health(hub, self._follower)
        self._board = Switchboard(
            hub, pages, past, pictures, health, counts, limits, most, loop.time
        )
        asked = {"present": [store], "past": stores}
        self.figures = Figures(hub, self._board, self._follower, health, counts, asked)
        self._reading_now = ReadingNow(config, hub, limits, Worker(loop, "neighbours"))
        self._cuts_told = CutsTold(hub.tally)
        self._stopping = asyncio.Event()
        self._hurrying = asyncio.Event()
        self._is_taken_over = False

    async def run(
        self,
        sockets: list[socket.socket],
        ready: Callable[[], None],
        *,
        answers_for_all: bool = False,
    ) -> int:
        self._loop.set_exception_handler(_note_exception)
        for number in (signal.SIGTERM, signal.SIGINT):
            self._loop.add_signal_handler(number, self._stop)
        self._loop.add_signal_handler(signal.SIGUSR1, self._hand_over)
        milestone("the edge starts", "start")
        self._follower.start()
        try:
            async with AsyncExitStack() as stack:
                await stack.enter_async_context(watched(self.figures, self._config.edge_sockets))
                if answers_for_all:
                    await stack.enter_async_context(watched_together(self._config))
                return await self._serve(sockets, ready)
        finally:
            self._follower.stop()

    async def _serve(self, sockets: list[socket.socket], ready: Callable[[], None]) -> int:
        if not await self._store_is_there():
            return 0 if self._stopping.is_set() else 1
        for one in sockets:
            bound_kernel(one, self._limits)
        queues = [one.dup() for one in sockets]
        servers = [
            await self._loop.create_server(self._connect, sock=one, backlog=_BACKLOG)
            for one in sockets
        ]
        ready()
        milestone("readers are answered", "listening")
        await self._sweep_until(self._stopping)
        milestone("the edge lets its readers go", "drain", connections=len(self._board.connections))
        for server in servers:
            server.close()
        self._board.go_down()
        await self._accept_the_last(queues)
        await self._let_go()
        milestone("the edge has ended", "end")
        return 0

    def _connect(self) -> Connection:
        return Connection(self._board)

    def _stop(self) -> None:
        """The first signal asks; the second does not wait."""
        if self._stopping.is_set():
            self._hurrying.set()
        self._stopping.set()

    def _hand_over(self) -> None:
        self._is_taken_over = True
        self._stopping.set()

    async def _store_is_there(self) -> bool:
        end = self._loop.time() + self._limits.patience_seconds
        while self._hub.site is None and not self._stopping.is_set():
            if self._loop.time() > end:
                seconds = self._limits.patience_seconds
                why = f" ({self._follower.trouble})" if self._follower.trouble else ""
                note(f"no public store after {seconds:g} seconds; is the desk running?{why}")
                return False
            await asyncio.sleep(0.02)
        return not self._stopping.is_set()

    async def _accept_the_last(self, queues: list[socket.socket]) -> None:
        """Take those whom the kernel has let in already; closing the socket would reset them.

        Others share the port, not this queue: each listening socket has its own.
        """
        for queue in queues:
            with queue, suppress(BlockingIOError):
                while not self._is_taken_over:
                    accepted, _ = queue.accept()
                    await self._loop.connect_accepted_socket(self._connect, accepted)

    async def _let_go(self) -> None:
        end = self._loop.time() + self._limits.drain_seconds + self._limits.flush_seconds
        while self._board.connections and self._loop.time() < end:
            if self._hurrying.is_set():
                break
            self._sweep()
            await asyncio.sleep(min(self._limits.tick_seconds, 0.1))
        for connection in list(self._board.connections):
            connection.transport.abort()
        await asyncio.sleep(0)

    async def _sweep_until(self, stopping: asyncio.Event) -> None:
        while not stopping.is_set():
            self._sweep()
            due = self._loop.time() + self._limits.tick_seconds
            try:
                await asyncio.wait_for(stopping.wait(), self._limits.tick_seconds)
            except TimeoutError:
                self._counts.loop.observe(max(self._loop.time() - due, 0.0))

    def _sweep(self) -> None:
        try:
            now = self._loop.time()
            self._board.sweep(now)
            self._reading_now.sweep(now)
            self._cuts_told.sweep(now)
        except Exception as error:  # a fault in it must not end the edge
            note(f"a sweep failed: {type(error).__name__}: {error}", "unexpected")


def bound_kernel(listening: socket.socket, limits: Limits) -> None:
    """Let the kernel keep little for readers who do not read, and notice those who have vanished.

    Each connection takes this over from the socket that it came to. Without it one that has stopped
    costs megabytes of socket buffer before we could see it.
    """
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, limits.kernel_bytes)
    if hasattr(socket, "TCP_USER_TIMEOUT"):
        milliseconds = int(limits.dead_seconds * 1000)
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, milliseconds)


def raise_file_limit() -> int:
    """Allow this process as many open files as it may have; the number."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    with suppress(ValueError, OSError):  # "unlimited" is more than some kernels take
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
        soft = hard
    return 1 << 20 if soft == resource.RLIM_INFINITY else soft


def _most_streams(config: Config, most: int) -> int:
    wanted, room = int(config.max_streams), most * 19 // 20  # the rest for pages and deltas
    if wanted > room:
        note(
            f"{room} streams instead of {wanted}: the limit of open files (ulimit -Hn) is too low",
            "few-files",
        )
    return min(wanted, room)


def _note_exception(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    error = context.get("exception")
    cause = f": {type(error).__name__}: {error}" if error else ""
    note(f"{context.get('message', 'something went wrong')}{cause}", "unexpected")
