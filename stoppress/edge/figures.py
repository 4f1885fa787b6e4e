"""What an edge says of itself on its private socket: metrics, delivery, readers, health."""

from __future__ import annotations

import asyncio
import os
import resource
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from stoppress.edge.adding import Delivery
from stoppress.edge.admin import Answers, json_answer
from stoppress.edge.answers import NO_STORE, Answer, make_answer
from stoppress.edge.exposition import CONTENT_TYPE, Family, Sample, written

if TYPE_CHECKING:
    from stoppress.edge.channel import Channel
    from stoppress.edge.counts import Counts
    from stoppress.edge.follow import Follower
    from stoppress.edge.health import Health
    from stoppress.edge.hub import Hub
    from stoppress.edge.store import Store
    from stoppress.edge.switchboard import Switchboard

_STATM = Path("/proc/self/statm")
_DESCRIPTORS = "/proc/self/fd"


class Figures:
    """The parts of an edge, to be read from. `stores` by what they are asked for."""

    def __init__(
        self, hub: Hub, board: Switchboard, follower: Follower, health: Health, counts: Counts,
        stores: Mapping[str, Sequence[Store]],
    ) -> None:  # fmt: skip
        self._hub = hub
        self._board = board
        self._follower = follower
        self._health = health
        self._counts = counts
        self._stores = stores

    def answers(self) -> Answers:
        """What the private socket answers, by path; `/figures` is `/metrics` for programs."""
        return {
            "/metrics": self._metrics,
            "/figures": self._as_json,
            "/delivery": self._deliveries,
            "/readers": self._readers,
            "/health": self._state,
        }

    async def _metrics(self) -> Answer:
        return metrics_answer(self.families())

    async def _as_json(self) -> Answer:
        return json_answer([asdict(family) for family in self.families()])

    async def _deliveries(self) -> Answer:
        return json_answer(self.delivery())

    async def _readers(self) -> Answer:
        coverages = {one.head.slug: readers(one) for one in self._hub.channels()}
        return json_answer({"coverages": coverages, "total": sum(coverages.values()), "silent": []})

    async def _state(self) -> Answer:
        return self._health.in_private()

    def delivery(self) -> Delivery:
        """Open streams of each coverage, and of its newest positions who has been handed them."""
        return {"coverages": {one.head.slug: _delivery(one) for one in self._hub.channels()},
                "silent": []}  # fmt: skip

    def families(self) -> list[Family]:
        """All figures. Their names and meanings are in docs/running/watching.md."""
        return [
            *self._of_readers(),
            *self._of_deliveries(),
            *self._of_answers(),
            *self._of_the_store(),
            *_of_the_process(),
        ]

    def _of_readers(self) -> list[Family]:
        channels = self._hub.channels()
        streams = [Sample(readers(one), {"coverage": one.head.slug}) for one in channels]
        return [
            Family("stoppress_readers", "gauge", "Open streams", streams),
            _gauge("stoppress_held_deltas", "Deltas held until the next change",
                   sum(len(one.held) for one in channels)),
            _gauge("stoppress_connections", "Open connections", len(self._board.connections)),
        ]  # fmt: skip

    def _of_deliveries(self) -> list[Family]:
        tally = self._hub.tally
        return [
            _counter("stoppress_streams_total", "Streams that began", tally.joins),
            _counter("stoppress_deliveries_total", "Changes written, once for each stream",
                     tally.deliveries),
            _counter("stoppress_sent_bytes_total", "Bytes written to streams", tally.bytes),
            _counter("stoppress_cuts_total", "Readers cut because they left too much unread",
                     tally.cuts),
            _counter("stoppress_resets_total", "Streams told to load the page again",
                     tally.resets),
        ]  # fmt: skip

    def _of_answers(self) -> list[Family]:
        counts = self._counts
        return [
            Family("stoppress_requests_total", "counter", "Requests by kind and class of answer",
                   counts.requests()),
            Family("stoppress_tail_seconds", "histogram",
                   "From the publication of a change to when all streams were written to",
                   counts.tail.samples()),
            Family("stoppress_loop_delay_seconds", "histogram",
                   "How late the event loop came to its timers", counts.loop.samples()),
        ]  # fmt: skip

    def _of_the_store(self) -> list[Family]:
        age = self._follower.seconds_ago
        asked = [
            Sample(sum(one.questions for one in stores), {"of": of})
            for of, stores in self._stores.items()
        ]
        return [
            _gauge("stoppress_ready", "1 while readers should be sent here",
                   self._health.state == "ready"),
            Family("stoppress_store_age_seconds", "gauge",
                   "Since the public store was last read; absent: it never was",
                   [] if age is None else [Sample(age)]),
            Family("stoppress_store_questions_total", "counter",
                   "Reads of the public store for what memory does not hold", asked),
        ]  # fmt: skip


def readers(channel: Channel) -> int:
    return len(channel.plain) + len(channel.packed)


def metrics_answer(families: Sequence[Family]) -> Answer:
    return make_answer(200, NO_STORE | {"Content-Type": CONTENT_TYPE}, written(families).encode())


def memory() -> int:
    """Resident bytes; the most there ever were, where only that can be known."""
    try:
        return int(_STATM.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return most if sys.platform == "darwin" else most * 1024


def _delivery(channel: Channel) -> dict[str, object]:
    """As of the last sweep."""
    found = channel.delivery()
    return {
        "epoch": channel.epoch,
        "position": channel.position,
        "readers": found.open,
        "positions": [[one, found.handed[one], found.catching_up(one)] for one in found.handed],
        "earlier": found.handed_earlier,
    }


def _of_the_process() -> list[Family]:
    found = [
        _gauge("stoppress_tasks", "Tasks of the event loop", len(asyncio.all_tasks())),
        _gauge("process_resident_memory_bytes", "Resident memory", memory()),
    ]
    if os.path.isdir(_DESCRIPTORS):
        files = len(os.listdir(_DESCRIPTORS)) - 1  # but the one that lists them
        found.append(_gauge("process_open_fds", "Open file descriptors", files))
    return found


def _gauge(name: str, about: str, value: float) -> Family:
    return Family(name, "gauge", about, [Sample(value)])


def _counter(name: str, about: str, value: float) -> Family:
    return Family(name, "counter", about, [Sample(value)])
