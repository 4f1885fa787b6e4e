"""Several edge processes on one port: keeps them running, and renews them one after another.

Each has a listening socket of its own on the port (SO_REUSEPORT: the kernel deals connections out
to them), which is made and kept here. So who connects while a worker is started again or renewed
waits in the queue of a socket that never closes.
"""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
import time
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import stoppress
from stoppress.commands.failures import Failure
from stoppress.edge.journal import note

_SETTLED_SECONDS = 5  # a worker that lived this long is started again without a pause
_PAUSE_SECONDS, _PAUSE_MOST_SECONDS = 0.2, 5.0
_GRACE_SECONDS = 15  # from the signal to SIGKILL; readers' streams are drained meanwhile
_ROOT = Path(stoppress.__file__).parent.parent


class Worker:
    """One place among the workers: a socket, and the process that serves it now."""

    def __init__(self, number: int, listening: socket.socket, options: Sequence[str]) -> None:
        self._name = f"worker {number}"
        self._listening = listening
        self._options = options
        self._process: Process | None = None
        self._living: set[Process] = set()

    async def start(self, lifeline: int) -> None:
        """Start it for the first time. Raises Failure where it ends before it answers readers."""
        self._lifeline = lifeline
        self._process = await self._started()
        if self._process is None:
            raise Failure("an edge does not start; its own words are above this line")

    async def keep(self) -> None:
        """Start it again whenever it ends; only cancelling ends this."""
        pause = 0.0
        while True:
            began, process = time.monotonic(), self._process
            status = await process.wait() if process else 1
            if self._process is not process:
                continue  # it was renewed: this was the old one's end
            note(f"{self._name} ended with status {status}; it is started again", "worker-ended")
            if time.monotonic() - began > _SETTLED_SECONDS:
                pause = 0.0
            await asyncio.sleep(pause)
            pause = min(max(pause * 2, _PAUSE_SECONDS), _PAUSE_MOST_SECONDS)
            if self._process is process:
                self._process = await self._started()

    async def renew(self) -> bool:
        """Put another process in its place; False, and all stays, where that does not start.

        The new one accepts before the old one stops.
        """
        new = await self._started()
        if new is None:
            note(f"the new {self._name} does not start; the old one goes on", "not-renewed")
            return False
        old, self._process = self._process, new
        if old is not None:
            await self._end(old, signal.SIGUSR1)
        return True

    async def end(self) -> None:
        """End it; its readers are told first."""
        await asyncio.gather(*(self._end(one, signal.SIGTERM) for one in tuple(self._living)))

    async def _started(self) -> Process | None:
        """A process that answers readers; None where it ended before it did."""
        descriptor = self._listening.fileno()
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "stoppress", "edge", *self._options),
            *("--fd", str(descriptor), "--lifeline", str(self._lifeline)),
            pass_fds=(descriptor, self._lifeline),
            cwd=_ROOT,
            stdin=DEVNULL,
            stdout=PIPE,
            process_group=0,  # Ctrl-C reaches the parent alone, which ends them in order
        )
        self._living.add(process)
        assert process.stdout is not None
        if await process.stdout.readline():
            return process
        await process.wait()
        self._living.discard(process)
        return None

    async def _end(self, process: Process, number: signal.Signals) -> None:
        with suppress(ProcessLookupError):
            process.send_signal(number)
        try:
            await asyncio.wait_for(process.wait(), _GRACE_SECONDS)
        except TimeoutError:
            note(f"{self._name} does not end by itself; it is killed", "worker-killed")
            process.kill()
            await process.wait()
        self._living.discard(process)


async def keep_workers(workers: Sequence[Worker], ready: Callable[[], None]) -> None:
    """Keep them until SIGTERM or SIGINT; renew them one after another on SIGHUP."""
    reading_end, writing_end = os.pipe()
    stopping, renewing = _signals()
    keeping = _start_and_keep(workers, reading_end, ready, renewing)
    tasks: list[asyncio.Task[Any]] = [
        asyncio.create_task(stopping.wait()),
        asyncio.create_task(keeping),
    ]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await asyncio.gather(*(worker.end() for worker in workers))
        os.close(reading_end)
        os.close(writing_end)


async def _start_and_keep(
    workers: Sequence[Worker],
    lifeline: int,
    ready: Callable[[], None],
    renewing: asyncio.Event,
) -> None:
    await asyncio.gather(*(worker.start(lifeline) for worker in workers))
    ready()
    async with asyncio.TaskGroup() as group:
        for worker in workers:
            group.create_task(worker.keep())
        while True:
            await renewing.wait()
            renewing.clear()
            for worker in workers:
                # One after another, each with all its readers gone, so that they come back in
                # portions; and what does not start once will not start in the next place either.
                if not await worker.renew():
                    break
            else:
                note(f"{len(workers)} workers were renewed", "renewed")


def _signals() -> tuple[asyncio.Event, asyncio.Event]:
    stopping, renewing = asyncio.Event(), asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopping.set)
    loop.add_signal_handler(signal.SIGHUP, renewing.set)
    return stopping, renewing
