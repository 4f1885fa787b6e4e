"""A crowd that reads one coverage for as long as it is let, and checks what it is given.

Each reader opens the stream by its cursor, comes back by it when the stream ends for whatever
reason, and holds every change to the one that it had before: an independent check of "nothing lost,
doubled or out of order". One loop, a task a reader; it knows nothing of the edge's own code.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field

_GIVE_UP_SECONDS = 60.0  # of silence: an edge beats every 20 s


@dataclass
class Tally:
    """What went wrong, all readers together, and how often they came back."""

    delivered: int = 0
    lost: int = 0
    doubled: int = 0
    disordered: int = 0
    resets: int = 0
    turned_away: int = 0  # another answer than a stream: 503 while an edge goes down
    refused: int = 0  # no connection, or one that was reset before it was answered
    opened: int = 0

    @property
    def faults(self) -> tuple[int, int, int]:
        return self.lost, self.doubled, self.disordered


@dataclass
class Reader:
    """One reader. `position` is the last that it was given."""

    ports: Sequence[int]
    slug: str
    epoch: str
    position: int
    tally: Tally
    pause_seconds: float = 0.2  # the longest before it comes back
    stay_seconds: float = 0.0  # it leaves by itself after about as long; 0: it stays
    _id: str = field(default="", init=False)

    async def follow(self) -> None:
        """Read on and on, until it is cancelled."""
        while True:
            stay = self.stay_seconds * random.uniform(0.5, 1.5) or None
            with suppress(TimeoutError):
                async with asyncio.timeout(stay):
                    await self._read()
            await asyncio.sleep(random.random() * self.pause_seconds)

    async def _read(self) -> None:
        """One stream, to its end."""
        writer = None
        try:
            port = random.choice(self.ports)
            reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1 << 20)
            target = f"/{self.slug}/stream?after={self.epoch}.{self.position}"
            writer.write(f"GET {target} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
            head = await reader.readuntil(b"\r\n\r\n")
            if not head.startswith(b"HTTP/1.1 200 "):
                self.tally.turned_away += 1
                return
            self.tally.opened += 1
            await self._take(reader)
        except (OSError, asyncio.IncompleteReadError):
            self.tally.refused += 1
        finally:
            if writer is not None:
                writer.transport.abort()

    async def _take(self, reader: asyncio.StreamReader) -> None:
        while True:
            async with asyncio.timeout(_GIVE_UP_SECONDS):
                line = await reader.readline()
            if not line:
                return
            if line.startswith(b"id: "):
                self._hold(int(line[4:].rpartition(b".")[2]))
            elif line == b"event: reset\n":
                self.tally.resets += 1

    def _hold(self, position: int) -> None:
        """Each change must be the one after the last."""
        tally = self.tally
        tally.delivered += 1
        if position == self.position:
            tally.doubled += 1
        elif position < self.position:
            tally.disordered += 1
        else:
            tally.lost += position - self.position - 1
            self.position = position


class Crowd:
    """`count` readers of a coverage, over the edges at `ports`."""

    def __init__(
        self, ports: Sequence[int], slug: str, epoch: str, position: int, count: int,
        *, stay_seconds: float = 0.0,
    ) -> None:  # fmt: skip
        self.tally = Tally()
        self.readers = [
            Reader(ports, slug, epoch, position, self.tally, stay_seconds=stay_seconds)
            for _ in range(count)
        ]
        self._tasks: list[asyncio.Task[None]] = []

    def come(self) -> None:
        self._tasks = [asyncio.create_task(reader.follow()) for reader in self.readers]

    async def have(self, position: int, seconds: float) -> bool:
        """Whether within `seconds` all have been given everything up to `position`."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while any(reader.position < position for reader in self.readers):
                    await asyncio.sleep(0.05)
                return True
        return False

    async def leave(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
