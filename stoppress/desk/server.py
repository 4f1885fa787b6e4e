"""The desk's process: Django under uvicorn on a socket that is there already, and what follows it.

One process, one event loop; each request runs in a thread. The projection and the notary follow the
record in threads of their own.
"""

from __future__ import annotations

import asyncio
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
import uvloop
from django.db import connection

from stoppress.config import Config
from stoppress.desk.request_size import limited
from stoppress.notary.follow import start_signing
from stoppress.projection.follow import start_following

_GRACE_SECONDS = 5  # for requests under way when the desk is asked to end


def serve(config: Config, listener: socket.socket) -> int:
    """Serve the desk on `listener` until SIGTERM or SIGINT; the exit status.

    Django must be set up. A process that should end with another is given a lifeline
    (`commands.lifeline`), which sends SIGTERM.
    """
    stop_following = start_following(config)
    stop_signing = start_signing(config)
    # SQLite checkpoints and removes its log whenever the last connection of a process closes, and
    # each request opens and closes one: this one stays, so that none of those is ever the last.
    connection.ensure_connection()
    try:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(_serve(listener))
    finally:
        stop_signing()
        stop_following()
        connection.close()
    return 0


async def _serve(listener: socket.socket) -> None:
    from stoppress.asgi import application

    server = _Server(
        uvicorn.Config(
            limited(application),
            http="httptools",
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            # Who asks is never told by an address here, and a proxy's word would be forgeable.
            proxy_headers=False,
            timeout_graceful_shutdown=_GRACE_SECONDS,
        )
    )
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, server.end)
    await server.serve(sockets=[listener])


class _Server(uvicorn.Server):
    """uvicorn that leaves signals to us: its own handling ends the process by the signal."""

    def end(self) -> None:
        """Finish what is under way; asked a second time, do not wait for it."""
        self.force_exit = self.should_exit
        self.should_exit = True

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield
