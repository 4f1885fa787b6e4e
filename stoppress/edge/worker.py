"""A thread for what would hold up the loop; what comes of it comes back on the loop."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from queue import SimpleQueue
from typing import Any, TypeVar

T = TypeVar("T")


class Worker:
    """Does one thing after another. A daemon: a file system that hangs must not keep us alive."""

    def __init__(self, loop: asyncio.AbstractEventLoop, name: str) -> None:
        self._loop = loop
        self._tasks: SimpleQueue[tuple[Callable[[], Any], Callable[[Any], None]]] = SimpleQueue()
        threading.Thread(target=self._work, name=name, daemon=True).start()

    def run(self, work: Callable[[], T], then: Callable[[T | Exception], None]) -> None:
        """Do `work` in the thread; on the loop, give `then` its result or what it raised."""
        self._tasks.put((work, then))

    def _work(self) -> None:
        while True:
            work, then = self._tasks.get()
            try:
                outcome = work()
            except Exception as error:
                outcome = error
            if self._loop.is_closed():
                return
            self._loop.call_soon_threadsafe(then, outcome)
