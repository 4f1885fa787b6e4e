"""How many are reading now, at all edges together, for heartbeats to tell.

Known only where every edge can be asked and answers; else nothing is told, rather than too little.
"""

from __future__ import annotations

from stoppress.config import Config
from stoppress.edge.adding import about, counted
from stoppress.edge.asking import Heard, ask_all, places
from stoppress.edge.hub import Hub
from stoppress.edge.limits import Limits
from stoppress.edge.worker import Worker


class ReadingNow:
    """Asks twice a heartbeat, in a thread, and tells each channel."""

    def __init__(self, config: Config, hub: Hub, limits: Limits, worker: Worker) -> None:
        self._config = config
        self._hub = hub
        self._every = limits.heartbeat_seconds / 2
        self._worker = worker
        self._next = 0.0
        # Edges on one SQLite file are all in one data folder. Others are only where they are named.
        all_known = not config.edge_database or bool(config.edge_admins)
        self._is_on = config.reader_counts == "yes" and all_known

    def sweep(self, now: float) -> None:
        if not self._is_on or now < self._next:
            return
        self._next = float("inf")  # until the answers are here
        self._worker.run(self._ask, lambda heard: self._tell(heard, now))

    def _ask(self) -> Heard:
        return ask_all(places(self._config), "/readers")

    def _tell(self, heard: Heard | Exception, asked_at: float) -> None:
        self._next = asked_at + self._every
        found = counted(heard) if isinstance(heard, Heard) else None
        told = found["coverages"] if found and not found["silent"] else None
        for channel in self._hub.channels():
            channel.reading = None if told is None else about(told.get(channel.head.slug, 0))
