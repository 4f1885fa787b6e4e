"""Whether a long coverage costs an edge more: its start, its memory, a request for the first page.

The same newsroom at several lengths, each on an edge of its own, in turns; with a bar for each.
"""

from __future__ import annotations

import shutil
import statistics
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.request import urlopen

from bench.edge import running_edge
from bench.figures import spread
from bench.programs import SERVER_CPU
from bench.record_writers import work
from bench.wrk import cost
from stoppress.config import Config
from stoppress.public_store import open_reader
from tests.commands.shell import Shell

_FRONT = "/harbour-fire/"
_BAR = 40  # characters
_SECONDS = 1  # of load, in each round


@dataclass
class Length:
    """A coverage of so many posts, and what was measured of it."""

    posts: int
    config: Config
    page_bytes: int = 0
    starts: list[float] = field(default_factory=list)  # ms from the start of the process to a 200
    memory: list[float] = field(default_factory=list)  # MB resident, after the requests
    costs: list[float] = field(default_factory=list)  # us of CPU per request


def measure(scratch: Path, *, rounds: int, sizes: Sequence[int]) -> Iterator[str]:
    """The lines to print."""
    lengths = list(_written(scratch, sizes))
    for _ in range(rounds):
        for one in lengths:
            _measure_one(scratch, one)
    yield f"By the length of the coverage, {rounds} rounds, in turns:"
    yield from _plot("start to the first page served, ms (wanted: at most 1000)", lengths, "starts")
    yield from _plot("CPU of a request for the first page, us", lengths, "costs")
    yield from _plot("memory of the edge, MB", lengths, "memory")
    yield "  bytes of the first page: " + ", ".join(
        f"{one.page_bytes:,} at {one.posts:,} posts" for one in lengths
    )


def _written(scratch: Path, sizes: Sequence[int]) -> Iterator[Length]:
    """One newsroom, made longer and longer, and what is public of it kept at each length."""
    shell = Shell(Config(data=scratch / "growing-public"))
    shell.ok("setup", "--defaults")
    work(shell, "open")
    there = 0
    for size in sizes:
        work(shell, "grow", size - there)
        config = Config(data=scratch / f"posts-{size}")
        config.data.mkdir()
        for file in shell.config.data.glob(f"{shell.config.public_file.name}*"):
            shutil.copy(file, config.data)
        there = _public(config) - 1  # the first position opens the coverage
        yield Length(there, config)


def _public(config: Config) -> int:
    reader = open_reader(config)
    [head] = reader.heads()
    reader.close()
    return head.position


def _measure_one(scratch: Path, one: Length) -> None:
    began = time.perf_counter()
    with running_edge(one.config, cpu=SERVER_CPU) as (edge, port):
        address = f"http://127.0.0.1:{port}{_FRONT}"
        with urlopen(address, timeout=30) as answer:
            one.page_bytes = len(answer.read())
        one.starts.append((time.perf_counter() - began) * 1000)
        one.costs.append(cost(edge.pid, address, scratch, _SECONDS))
        pages = int(Path(f"/proc/{edge.pid}/statm").read_text().split()[1])
        one.memory.append(pages * 4096 / 1e6)


def _plot(what: str, lengths: Sequence[Length], name: str) -> Iterator[str]:
    yield f"  {what}:"
    values: list[list[float]] = [getattr(one, name) for one in lengths]
    most = max(statistics.median(of_it) for of_it in values)
    for one, of_it in zip(lengths, values, strict=True):
        bar = "#" * round(_BAR * statistics.median(of_it) / most)
        yield f"    {one.posts:>6,} posts  {spread(of_it, 1):>22}  {bar}"
