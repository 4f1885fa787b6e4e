"""Six processes write one coverage at once; beside them, in turns, six that only write durably.

All that a floor does is insert as many bytes and commit. PostgreSQL has a second one, in which each
first locks one row: positions without gaps cannot be given otherwise, so that no two commits share
a flush to the disk.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bench.figures import quantile, spread
from tests.commands.shell import Shell

WRITERS = 6
_PATIENCE = 600  # seconds; bounds a process, and is never the measure of anything
_NAMES = {
    "floor": "bare insert and commit",
    "in-line": "the same behind one row lock",
    "append": "acknowledged append",
}


@dataclass(frozen=True)
class Round:
    """What six processes did at once."""

    waits: list[float]  # ms, of each write
    seconds: float  # from the first beginning to the last end

    @property
    def each(self) -> float:
        """Milliseconds of the clock on the wall for each write, whoever wrote it."""
        return self.seconds * 1000 / len(self.waits)


def at_once(engine: str, shell: Shell, rounds: int, each: int) -> Iterator[str]:
    """The lines to print. `each`: what a process writes in a round."""
    shell.ok("setup", "--defaults")
    work(shell, "open")
    kinds = ["floor", "in-line", "append"] if shell.config.database else ["floor", "append"]
    done: dict[str, list[Round]] = {kind: [] for kind in kinds}
    yield f"{WRITERS} processes write one coverage on {engine}, {rounds} rounds of {each} each, ms:"
    for _ in range(rounds):
        for kind in kinds:
            done[kind].append(_round(shell, kind, each))
    work(shell, "check", rounds * each * WRITERS)
    for kind in kinds:
        yield f"  {_NAMES[kind]:<30}{_figures(done[kind])}"
    for kind in kinds[:-1]:
        yield f"  append / {_NAMES[kind]:<30}{_ratios(done[kind], done['append'])}"
    yield (
        f"  refused or locked out 0; positions 1..{rounds * each * WRITERS + 1:,} without a gap;"
        f" {1000 / statistics.median(one.each for one in done['append']):.0f} commits a second"
    )


def bare_flush(folder: Path) -> str:
    """How long this machine takes to write 4 kB durably: it says what the floors are made of."""
    times = []
    with tempfile.TemporaryFile(dir=folder, buffering=0) as file:
        for _ in range(200):
            began = time.perf_counter()
            file.write(os.urandom(4096))
            os.fsync(file.fileno())
            times.append((time.perf_counter() - began) * 1000)
    longest = max(times)
    return f"4 kB written and flushed here: {quantile(times, 0.5):.2f} ms, longest {longest:.1f} ms"


def work(shell: Shell, what: str, *words: int) -> str:
    """Let one process of `bench.record_work` do something; what it printed."""
    process = _start(shell, what, *words)
    said, _ = process.communicate("go\n", timeout=_PATIENCE)
    if process.returncode:
        raise RuntimeError(f"bench.record_work {what} failed")
    return said


def _figures(rounds: list[Round]) -> str:
    waits = [wait for one in rounds for wait in one.waits]
    return (
        f"p50 {quantile(waits, 0.5):6.2f}  p99 {quantile(waits, 0.99):6.1f}"
        f"  longest {max(waits):6.0f}  wall time for each {spread([one.each for one in rounds])}"
    )


def _ratios(floors: list[Round], ours: list[Round]) -> str:
    pairs = list(zip(floors, ours, strict=True))
    halves = [statistics.median(our.waits) / statistics.median(floor.waits) for floor, our in pairs]
    walls = [our.each / floor.each for floor, our in pairs]
    return f"wall time {spread(walls)} x, p50 {spread(halves)} x   (wanted: at most 3)"


def _round(shell: Shell, what: str, each: int) -> Round:
    running = [_start(shell, what, each) for _ in range(WRITERS)]
    for process in running:
        assert process.stdout is not None
        process.stdout.readline()  # it is ready
    for process in running:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    waits: list[float] = []
    begins, ends = [], []
    for process in running:
        said, _ = process.communicate(timeout=_PATIENCE)
        if process.returncode:
            raise RuntimeError(f"a writer failed: {said}")
        began, ended, its = json.loads(said)
        waits += its
        begins.append(began)
        ends.append(ended)
    return Round(waits, max(ends) - min(begins))


def _start(shell: Shell, what: str, *words: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "bench.record_work", what, *map(str, words)],
        env=shell.env,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
