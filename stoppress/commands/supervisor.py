"""Keeps the processes of a newsroom running: starts them, starts a crashed one again, ends them.

It holds the listening sockets and a pipe (`lifeline.py`) and knows nothing of what the processes
do. It never touches the record.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import time
from asyncio.subprocess import DEVNULL, Process
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import stoppress
from stoppress.commands.failures import Failure
from stoppress.commands.health import until_healthy
from stoppress.commands.listening import Listener

_START_SECONDS = 60  # until both must have answered
_START_TRIES = 5  # of a process that ends before it has ever answered
_SETTLED_SECONDS = 5  # a process that lived this long is started again without a pause
_PAUSE_SECONDS, _PAUSE_MOST_SECONDS = 0.2, 5.0
_GRACE_SECONDS = 15  # from SIGTERM to SIGKILL; readers' streams are drained meanwhile
_ROOT = Path(stoppress.__file__).parent.parent  # where `python -m stoppress` finds the package


@dataclass(frozen=True)
class Program:
    """One process to keep: `stoppress NAME --fd <listener>`."""

    name: str
    listener: Listener


async def supervise(programs: list[Program], ready: Callable[[], None]) -> None:
    """Keep `programs` until SIGTERM or SIGINT; call `ready` once, when all of them answer.

    Raises Failure where one of them does not start. None of them is left running.
    """
    reading_end, writing_end = os.pipe()
    keepers = [Keeper(program, reading_end) for program in programs]
    stopping = asyncio.create_task(_signal().wait())
    answering = asyncio.create_task(_all_answer(keepers))
    keeping = [asyncio.create_task(keeper.keep()) for keeper in keepers]
    try:
        await _first_of(answering, stopping, *keeping)
        if not stopping.done():
            ready()
            await _first_of(stopping, *keeping)
    finally:
        tasks = [stopping, answering, *keeping]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await asyncio.gather(*(keeper.end() for keeper in keepers))
        os.close(reading_end)
        os.close(writing_end)


def _signal() -> asyncio.Event:
    """Set when this process is asked to end."""
    asked = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, asked.set)
    return asked


async def _first_of(*tasks: asyncio.Task[Any]) -> None:
    """Wait until one of them is done; where that one failed, fail as it did."""
    done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for task in done:
        task.result()


async def _all_answer(keepers: list[Keeper]) -> None:
    try:
        async with asyncio.timeout(_START_SECONDS):
            await asyncio.gather(*(keeper.answered.wait() for keeper in keepers))
    except TimeoutError:
        silent = ", ".join(k.program.name for k in keepers if not k.answered.is_set())
        raise Failure(
            f"no answer after {_START_SECONDS} seconds from: {silent}; see its words above,"
            " and `stoppress check`"
        ) from None


class Keeper:
    """Keeps one program running."""

    def __init__(self, program: Program, lifeline: int) -> None:
        self.program = program
        self.answered = asyncio.Event()  # it has answered once, whatever came after
        self._lifeline = lifeline
        self._process: Process | None = None

    async def keep(self) -> None:
        """Start it, and again whenever it ends; only cancelling ends this, or a bad start."""
        pause, tries = 0.0, 0
        while True:
            began = time.monotonic()
            status, answered = await self._live()
            tries = 0 if self.answered.is_set() else tries + 1
            if tries == _START_TRIES:
                raise Failure(
                    f"the {self.program.name} does not start; its own words are above this line"
                )
            _say(f"the {self.program.name} {_ending(status)}; it is started again")
            if time.monotonic() - began > _SETTLED_SECONDS:
                pause = 0.0
            elif answered:
                pause = _PAUSE_SECONDS
            else:
                pause = min(max(pause * 2, _PAUSE_SECONDS), _PAUSE_MOST_SECONDS)
            await asyncio.sleep(pause)

    async def _live(self) -> tuple[int, bool]:
        """One life of it: the status it ended with, and whether it answered meanwhile."""
        self._process = await self._start()
        answering = asyncio.create_task(self._until_answering())
        try:
            status = await self._process.wait()
            return status, answering.done()
        finally:
            answering.cancel()

    async def _until_answering(self) -> None:
        await until_healthy(self.program.listener.address)
        self.answered.set()

    async def end(self) -> None:
        """End it with SIGTERM; with SIGKILL where that is not heeded in time."""
        process = self._process
        if process is None or process.returncode is not None:
            return
        process.terminate()
        try:
            await asyncio.wait_for(process.wait(), _GRACE_SECONDS)
        except TimeoutError:
            _say(f"the {self.program.name} does not end by itself; it is killed")
            process.kill()
            await process.wait()

    async def _start(self) -> Process:
        descriptor = self.program.listener.socket.fileno()
        return await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "stoppress", self.program.name),
            *("--fd", str(descriptor), "--lifeline", str(self._lifeline)),
            pass_fds=(descriptor, self._lifeline),
            cwd=_ROOT,
            stdin=DEVNULL,
            stdout=sys.stderr.fileno(),  # the first line on stdout is the supervisor's
            process_group=0,  # Ctrl-C reaches the supervisor alone, which ends them in order
        )


def _ending(status: int) -> str:
    if status < 0:
        return f"was ended by signal {-status}"
    return f"ended with status {status}"


def _say(line: str) -> None:
    print(f"stoppress: {line}", file=sys.stderr, flush=True)
