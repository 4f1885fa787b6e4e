"""An edge within the test's own process, where its parts can be looked at while it runs."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

import uvloop

from stoppress.config import Config
from stoppress.edge.limits import Limits
from stoppress.edge.server import Edge
from tests.conformance.client import Address
from tests.edge.process import QUICK


@dataclass
class Visitor:
    """Sends a request and collects what comes back, on the edge's own loop."""

    address: Address
    got: bytearray = field(default_factory=bytearray)

    async def ask(self, head: bytes, enough: Callable[[bytearray], bool]) -> bytes:
        """Everything up to when it is `enough`, or the end of the connection."""
        reader, writer = await asyncio.open_connection(*self.address)
        try:
            writer.write(head)
            async with asyncio.timeout(20):
                while not enough(self.got) and (piece := await reader.read(65536)):
                    self.got += piece
            return bytes(self.got)
        finally:
            writer.close()


def visit(
    config: Config,
    visiting: Callable[[Edge, Address], Awaitable[None]],
    limits: Limits = QUICK,
) -> None:
    """Run an edge, let `visiting` do what it wants with it, and end the edge as a signal does."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_visit(config, limits, visiting, runner.get_loop()))


async def _visit(
    config: Config,
    limits: Limits,
    visiting: Callable[[Edge, Address], Awaitable[None]],
    loop: asyncio.AbstractEventLoop,
) -> None:
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    ready = asyncio.Event()
    edge = Edge(config, limits, loop)
    running = asyncio.create_task(edge.run([listening], ready.set))
    await asyncio.wait_for(ready.wait(), 20)
    try:
        await visiting(edge, Address("127.0.0.1", listening.getsockname()[1]))
    finally:
        os.kill(os.getpid(), signal.SIGTERM)
        assert await asyncio.wait_for(running, 20) == 0
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.remove_signal_handler(number)
