"""Does an edge grow? Readers come and go, changes come steadily, and its own figures are sampled.

`python -m bench.soak MINUTES`: prints what memory, descriptors and tasks were in the first and the
last fifth, and fails where one of them grew by more than 5 %, or a reader missed a change.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import statistics
import sys
import tempfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from bench.crowd import Crowd, Tally
from bench.edge import running_edge
from bench.figures import machine
from bench.programs import SERVER_CPU
from stoppress.config import Config
from stoppress.edge.asking import ask, sockets_in
from stoppress.public_store import Frame, Head, Writer, open_writer

_SLUG, _EPOCH = "soak", "bench1"
_GROWTH = 1.05
_WARM_SECONDS = 60.0  # until the recent changes that it keeps are as many as they may be
_STAY_SECONDS = 10.0
_SETTLE_SECONDS = 60.0
_PAGE = b"<p>The north quay is closed.</p>\n" * 1000
_FIGURES = ("process_resident_memory_bytes", "process_open_fds", "stoppress_tasks",
            "stoppress_connections", "stoppress_readers")  # fmt: skip


@dataclass(frozen=True)
class Sample:
    """`files` are descriptors besides those of readers' connections."""

    memory: float
    files: float
    tasks: float
    readers: float


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.soak", description=__doc__)
    parser.add_argument("minutes", type=float)
    parser.add_argument("--readers", type=int, default=200)
    parser.add_argument("--rate", type=float, default=4.0, help="changes in a second")
    arguments = parser.parse_args()
    print(machine())
    with tempfile.TemporaryDirectory(prefix="stoppress-soak-") as scratch:
        config = Config(data=Path(scratch))
        press = Press(config)
        with running_edge(config, cpu=SERVER_CPU) as (_, port):
            samples, tally = asyncio.run(
                _soak(config, press, port, arguments.minutes * 60, arguments)
            )
        press.close()
    return _report(samples, tally, press.position)


class Press:
    """The one writer of a store with one coverage."""

    def __init__(self, config: Config) -> None:
        self.position = 0
        self._writer: Writer = open_writer(config)
        with self._writer.rebuild(epoch=_EPOCH, render="b" * 16) as publication:
            publication.put_part("page", _PAGE, slug=_SLUG, since=1)
            publication.put_page(f"/{_SLUG}/", ["page", "@cursor", "@past"], slug=_SLUG, since=1)
            publication.put_part(f"{_SLUG}/past", b"<p>As it stood.</p>", slug=_SLUG)
            publication.put_head(Head(_SLUG, "c-soak", 0, "live"))

    def publish(self) -> None:
        self.position += 1
        at = datetime.now(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
        words = "The quay is closed. " * random.randint(20, 120)
        body = json.dumps({"position": self.position, "kind": "posted", "announce": words})
        with self._writer.publish() as publication:
            publication.put_frame(_SLUG, Frame(self.position, body.encode(), at))
            page = _PAGE + str(self.position).encode()
            publication.put_part("page", page, slug=_SLUG, since=self.position)
            publication.put_head(Head(_SLUG, "c-soak", self.position, "live"))

    def close(self) -> None:
        self._writer.close()


async def _soak(
    config: Config, press: Press, port: int, seconds: float, arguments: argparse.Namespace
) -> tuple[list[Sample], Tally]:
    crowd = Crowd([port], _SLUG, _EPOCH, 0, arguments.readers, stay_seconds=_STAY_SECONDS)
    crowd.come()
    others = [
        asyncio.create_task(_every(1 / arguments.rate, press.publish)),
        asyncio.create_task(_look_around(port, press)),
    ]
    try:
        await asyncio.sleep(_WARM_SECONDS)
        samples = await _samples(config, seconds)
    finally:
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
    for reader in crowd.readers:
        reader.stay_seconds = 0
    if not await crowd.have(press.position, _SETTLE_SECONDS):
        crowd.tally.lost += 1
    await crowd.leave()
    return samples, crowd.tally


async def _every(seconds: float, act: Callable[[], None]) -> None:
    while True:
        await asyncio.to_thread(act)
        await asyncio.sleep(seconds)


async def _look_around(port: int, press: Press) -> None:
    """Pages, the past, the delta, what is not there, and some who leave in the middle."""
    while True:
        top = press.position
        for target in (
            f"/{_SLUG}/",
            f"/{_SLUG}/?at={random.randint(1, top + 1)}",
            f"/{_SLUG}/after/{_EPOCH}.{max(top - random.randint(0, 300), 0)}",
            f"/{random.randint(0, 9999)}",
            f"/{_SLUG}/after/{_EPOCH}.{top + 3}",
        ):
            with suppress(OSError, TimeoutError):
                await _visit(port, target, random.choice((0.01, 1.0)))
        await asyncio.sleep(0.1)


async def _visit(port: int, target: str, patience: float) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(f"GET {target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
        await asyncio.wait_for(reader.read(), patience)
    finally:
        writer.transport.abort()


async def _samples(config: Config, seconds: float) -> list[Sample]:
    end = asyncio.get_running_loop().time() + seconds
    samples = []
    while asyncio.get_running_loop().time() < end:
        samples.append(await asyncio.to_thread(_sample, config))
        await asyncio.sleep(1)
    return samples


def _sample(config: Config) -> Sample:
    (own,) = sockets_in(config.edge_sockets)
    found = {}
    for line in ask(own, "/metrics", 10).decode().splitlines():
        name = line.partition(" ")[0].partition("{")[0]
        if name in _FIGURES:
            found[name] = float(line.rpartition(" ")[2])
    memory, files, tasks, connections, readers = (found[name] for name in _FIGURES)
    return Sample(memory, files - connections, tasks, readers)


def _report(samples: Sequence[Sample], tally: Tally, position: int) -> int:
    print(f"{len(samples)} samples, {position} changes, {tally.opened} streams opened; by fifths:")
    failed = False
    for name, unit in (("memory", 1 << 20), ("files", 1), ("tasks", 1), ("readers", 1)):
        medians = _by_fifths([getattr(one, name) / unit for one in samples])
        growth = medians[-1] / medians[0] if medians[0] else 1.0
        grew = growth > _GROWTH and name != "readers"
        failed |= grew
        shown = " ".join(f"{median:8.2f}" for median in medians)
        print(f"  {name:8} {shown}   {growth:6.3f} x{' GREW' if grew else ''}")
    print(f"  lost {tally.lost}, doubled {tally.doubled}, disordered {tally.disordered},"
          f" resets {tally.resets}, delivered {tally.delivered}")  # fmt: skip
    if failed or tally.faults != (0, 0, 0):
        print("bench: the edge grew, or readers missed something", file=sys.stderr)
        return 1
    return 0


def _by_fifths(values: Sequence[float]) -> list[float]:
    size = max(len(values) // 5, 1)
    return [statistics.median(values[at : at + size]) for at in range(0, 5 * size, size)]


if __name__ == "__main__":
    sys.exit(main())
