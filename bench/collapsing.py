"""How much of a cache's crowd reaches the edge: requests and CPU for each change.

Readers wait for the delta behind the documented Varnish and nginx, and, to compare, before the edge
itself. What a cache asks for is counted between it and the edge. Cache on one CPU; edge, crowd and
the counting on the other. `python -m bench.collapsing` runs it alone.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench import proxies
from bench.edge import running_edge
from bench.figures import cpu_seconds, machine, spread
from bench.programs import LOAD_CPU, SERVER_CPU, NotMeasurable, Piped, compiled, pinned
from bench.relay import Relay, relaying
from bench.senders import SLUG, publish, store
from stoppress.public_store import Writer

_FRONTS: dict[str, Callable[..., AbstractContextManager[proxies.Front]]] = {
    "Varnish": proxies.varnish,
    "nginx": proxies.nginx,
}
_GAP = (0.5, 1.0)  # seconds before a change: nginx looks at its waiters twice a second
_KEPT = 2.2  # seconds after which an empty answer has left every cache
_REST = 3.0  # seconds of nothing
EPOCH = "bench"


@dataclass
class Figures:
    """For each change: requests at the edge, its CPU in ms above what it uses at rest in the same
    time, and the wait of readers in ms.
    """

    asked: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    middle: list[float] = field(default_factory=list)
    slowest: list[float] = field(default_factory=list)
    expired: int | None = None  # requests for a hold that ended with nothing


def measure(scratch: Path, *, crowds: tuple[int, ...], changes: int, expiry: bool) -> Iterator[str]:
    """The lines to print."""
    yield f"Readers who wait for the delta, {changes} changes, for each change:"
    for name in ("", *_FRONTS):
        for readers in crowds:
            found = _run(scratch, name, readers, changes, expiry=expiry and bool(name))
            yield (
                f"  {name or 'no cache':<8} {readers:>5} readers: requests to the edge"
                f" {spread(found.asked, 0)}, its CPU {spread(found.cpu)} ms, readers' wait p50"
                f" {spread(found.middle, 0)} ms, p99 {spread(found.slowest, 0)} ms"
                + ("" if found.expired is None else f"; an empty hold: {found.expired}")
            )


def _run(scratch: Path, name: str, readers: int, changes: int, *, expiry: bool) -> Figures:
    program = compiled("waiters", scratch)
    with (
        store(scratch) as (config, writer),
        running_edge(config, cpu=LOAD_CPU) as (edge, port),
        relaying(port) as relay,
        _before(name, scratch, relay, port) as front,
        Piped(program, str(front), f"/{SLUG}/after/{EPOCH}.", str(readers), cpu=LOAD_CPU) as crowd,
    ):
        figures, round_ = Figures(), _Round(crowd, relay, writer, readers, edge.pid)
        round_.run(Figures())  # warm
        round_.rest()
        for _ in range(changes):
            round_.run(figures)
        if expiry:
            figures.expired = round_.expire()
            time.sleep(_KEPT)
            round_.run(Figures())
        if not name:
            figures.asked = [float(readers)] * changes
        return figures


class _Round:
    """`position` is what the edge has; each round all readers ask for what comes after it."""

    def __init__(self, crowd: Piped, relay: Relay, writer: Writer, readers: int, edge: int) -> None:
        self._crowd, self._relay, self._writer = crowd, relay, writer
        self._readers, self._edge = readers, edge
        self._position = 1
        self._at_rest = 0.0  # CPU seconds a second

    def rest(self) -> None:
        """Learn what the edge uses while nothing happens: it looks at its store and its clock."""
        before = cpu_seconds(self._edge)
        time.sleep(_REST)
        self._at_rest = (cpu_seconds(self._edge) - before) / _REST

    def run(self, figures: Figures) -> None:
        before, started = cpu_seconds(self._edge), time.monotonic()
        cursor = self._ask()
        time.sleep(random.uniform(*_GAP))
        self._position += 1
        began = time.monotonic_ns()
        publish(self._writer, self._position)
        told = self._answered()
        figures.asked.append(self._relay.asked[f"/{SLUG}/after/{cursor}"])
        at_rest = self._at_rest * (time.monotonic() - started)
        figures.cpu.append((cpu_seconds(self._edge) - before - at_rest) * 1e3)
        figures.middle.append((told["p50"] - began) / 1e6)
        figures.slowest.append((told["p99"] - began) / 1e6)

    def expire(self) -> int:
        """Let a hold end with nothing; the requests that it took."""
        cursor = self._ask()
        self._answered()
        return self._relay.asked[f"/{SLUG}/after/{cursor}"]

    def _ask(self) -> str:
        assert self._crowd.ask(str(self._position)) == "asked"
        return f"{EPOCH}.{self._position}"

    def _answered(self) -> dict[str, Any]:
        told: dict[str, Any] = json.loads(self._crowd.line())
        if (told["answered"], told["odd"], told["closed"]) != (self._readers, 0, 0):
            raise RuntimeError(f"not everybody was answered: {told}")
        return told


@contextmanager
def _before(name: str, scratch: Path, relay: Relay, edge: int) -> Iterator[int]:
    """The port that readers come to."""
    if not name:
        yield edge
        return
    mine = os.sched_getaffinity(0)
    pinned(SERVER_CPU)  # what is started takes it over
    with _FRONTS[name](scratch / f"{name}-{time.monotonic_ns()}", relay.port) as (_, port):
        os.sched_setaffinity(0, mine)
        yield port


def main() -> int:
    """`python -m bench.collapsing`; 1 where it cannot be measured here."""
    parser = argparse.ArgumentParser(prog="python -m bench.collapsing", description=__doc__)
    parser.add_argument("--smoke", action="store_true", help="a short run: does it work?")
    parser.add_argument("--changes", type=int, default=20)
    arguments = parser.parse_args()
    print(machine())
    with tempfile.TemporaryDirectory(prefix="stoppress-bench-") as scratch:
        crowds, changes = ((50,), 3) if arguments.smoke else ((500, 5000), arguments.changes)
        try:
            for line in measure(
                Path(scratch), crowds=crowds, changes=changes, expiry=not arguments.smoke
            ):
                print(line, flush=True)
        except NotMeasurable as reason:
            print(f"bench: {reason}", file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
