"""What one delivered frame costs the server: our edge beside a bare C send loop.

Both send the same number of bytes to the same readers, in turns, in one run; the edge is the real
process reading a real public store, and its whole CPU time counts, following the store included.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.edge import running_edge
from bench.figures import cpu_seconds, spread
from bench.programs import SERVER_CPU, Piped, Readers, compiled
from stoppress.config import Config
from stoppress.public_store import Frame, Head, Writer, open_writer

FLOOR_PORT = 47291
SLUG = "bench"
HTML_BYTES = 1500  # about what a post of three paragraphs comes to
_GAP = 0.03  # seconds between broadcasts: the last reader has the one before


def measure(scratch: Path, *, readers: int, rounds: int, broadcasts: int) -> list[str]:
    """The lines to print: CPU microseconds per delivery, and the ratio within each round."""
    ours, floor = [], []
    for _ in range(rounds):
        floor.append(_floor(scratch, readers, broadcasts))
        ours.append(_edge(scratch, readers, broadcasts))
    ratios = [one / other for one, other in zip(ours, floor, strict=True)]
    return [
        f"CPU per delivered frame, {readers} readers, {rounds} rounds of {broadcasts}, in turns:",
        f"  C send loop  {spread(floor)} us",
        f"  our edge     {spread(ours)} us",
        f"  ratio        {spread(ratios)}   (wanted: at most 1.4)",
    ]


def _floor(scratch: Path, readers: int, broadcasts: int) -> float:
    size = len(_frame(1).body)
    with (
        Piped(compiled("floor", scratch), str(FLOOR_PORT), cpu=SERVER_CPU) as floor,
        Readers(compiled("readers", scratch), FLOOR_PORT, "/", readers) as crowd,
    ):
        return _cost(crowd, floor.process.pid, broadcasts, lambda _: floor.ask(str(size)))


def _edge(scratch: Path, readers: int, broadcasts: int) -> float:
    with (
        _store(scratch) as (config, writer),
        running_edge(config, cpu=SERVER_CPU) as (process, port),
        Readers(compiled("readers", scratch), port, f"/{SLUG}/stream", readers) as crowd,
    ):

        def broadcast(number: int) -> None:
            with writer.publish() as publication:
                publication.put_frame(SLUG, _frame(number + 1))
                publication.put_head(Head(SLUG, "bench", number + 1, "live"))

        return _cost(crowd, process.pid, broadcasts, broadcast)


def _cost(crowd: Readers, pid: int, broadcasts: int, broadcast: object) -> float:
    """Microseconds of CPU per delivery, over `broadcasts` that every reader had."""
    assert callable(broadcast)
    broadcast(1)  # warm
    crowd.report(1)
    before = cpu_seconds(pid)
    for number in range(broadcasts):
        broadcast(number + 2)
        time.sleep(_GAP)
    crowd.report(broadcasts)
    used = cpu_seconds(pid) - before
    return used * 1e6 / (broadcasts * crowd.count)


@contextmanager
def _store(scratch: Path) -> Iterator[tuple[Config, Writer]]:
    data = scratch / f"data-{time.monotonic_ns()}"
    data.mkdir()
    config = Config(data=data)
    writer = open_writer(config)
    with writer.rebuild(epoch="bench", render="0" * 16) as publication:
        publication.put_head(Head(SLUG, "bench", 1, "live"))
        publication.put_frame(SLUG, _frame(1))
    yield config, writer
    writer.close()


def _frame(position: int) -> Frame:
    change = {
        "op": "insert",
        "id": f"post-{position}",
        "into": "timeline",
        "html": "x" * HTML_BYTES,
    }
    body = {"position": position, "kind": "posted", "state": "live", "changes": [change]}
    return Frame(position, json.dumps(body).encode())
