"""What the record costs: six processes at once, a growing coverage, and checking a long one.

Beside the six writers, in turns, the floor: six processes which each write as many bytes into one
table, durably. `--postgresql URL` (an empty database of a durable server, which bin/with-postgres
does not make) measures the writers there too.
`python -m bench.record` runs it alone.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.figures import machine, quantile, spread
from stoppress.config import Config
from tests.commands.shell import Shell, command

WRITERS = 6
_VERIFIED = 5_000  # revisions
_PATIENCE = 900  # seconds; bounds a process, and is never the measure of anything


def measure(
    scratch: Path, *, rounds: int, each: int, sizes: tuple[int, ...], database: str = ""
) -> list[str]:
    """The lines to print. `each`: what a writer writes in a round; `sizes`: posts there are."""
    places = {"SQLite": Config(data=scratch / "at-once")}
    if database:
        places["PostgreSQL"] = Config(data=scratch / "at-once-postgresql", database=database)
    lines = []
    for engine, config in places.items():
        lines += _at_once(engine, Shell(config), rounds, each)
    if sizes:
        lines += _growing(Shell(Config(data=scratch / "growing")), sizes)
        lines += _verifying(Shell(Config(data=scratch / "verifying")), min(sizes[-1], _VERIFIED))
    return lines


def _at_once(engine: str, shell: Shell, rounds: int, each: int) -> list[str]:
    """Our writers and the floor's, in turns."""
    shell.ok("setup", "--defaults")
    _work(shell, "open")
    ours, floors, rates, ratios = [], [], [], []
    for _ in range(rounds):
        floor, _ = _writers(shell, "floor", each)
        waits, took = _writers(shell, "append", each)
        floors += floor
        ours += waits
        rates.append(len(waits) / took)
        ratios.append(statistics.median(waits) / statistics.median(floor))
    _work(shell, "check", rounds * each * WRITERS)
    return [
        f"{WRITERS} processes write one coverage on {engine}, {rounds} rounds of {each} each;"
        " ms p50 / p99 / max:",
        f"  floor: bare durable inserts    {_three(floors)}",
        f"  acknowledged append            {_three(ours)}",
        f"  ratio of medians               {spread(ratios)}   (wanted: at most 3)",
        f"  commits a second               {spread(rates, 0)}",
        f"  refused or locked out          0; positions 1..{rounds * each * WRITERS + 1:,}",
    ]


def _three(values: list[float]) -> str:
    return f"{quantile(values, 0.5):7.1f} / {quantile(values, 0.99):.1f} / {max(values):.1f}"


def _writers(shell: Shell, what: str, each: int) -> tuple[list[float], float]:
    """Every wait in milliseconds, and the seconds from the first write to the last."""
    running = [_start(shell, what, each) for _ in range(WRITERS)]
    for process in running:
        assert process.stdout is not None
        process.stdout.readline()  # it is ready
    began = time.perf_counter()
    for process in running:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    waits: list[float] = []
    for process in running:
        said, _ = process.communicate(timeout=_PATIENCE)
        if process.returncode:
            raise RuntimeError(f"a writer failed: {said}")
        waits += json.loads(said)
    return waits, time.perf_counter() - began


def _growing(shell: Shell, sizes: tuple[int, ...]) -> list[str]:
    shell.ok("setup", "--defaults")
    _work(shell, "open")
    figures = json.loads(_work(shell, "grow", *sizes))
    most = max(appending + publishing for _, appending, publishing in figures)
    lines = ["One post more, by the posts there are; ms, median: append, making it public"]
    for posts, appending, publishing in figures:
        bar = "#" * round(40 * (appending + publishing) / most)
        lines.append(f"  {posts:>6,}  {appending:6.1f}  {publishing:6.1f}  {bar}")
    return lines


def _verifying(shell: Shell, posts: int) -> list[str]:
    """A signed archive, checked by the command, five times."""
    shell.ok("setup", "--defaults")
    _work(shell, "open")
    _work(shell, "grow", posts)
    _work(shell, "sign")
    archive = shell.config.data.parent / "grown.zip"
    shell.ok("export", "harbour-fire", "-o", archive)
    times = [_verify(archive) for _ in range(5)]
    return [f"`stoppress verify` of a signed archive, {posts:,} posts, s: {spread(times)}"]


def _verify(archive: Path) -> float:
    began = time.perf_counter()
    subprocess.run(command("verify", archive), check=True, timeout=_PATIENCE, capture_output=True)
    return time.perf_counter() - began


def _start(shell: Shell, what: str, *words: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "bench.record_work", what, *map(str, words)],
        env=shell.env,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def _work(shell: Shell, what: str, *words: int) -> str:
    process = _start(shell, what, *words)
    said, _ = process.communicate("go\n", timeout=_PATIENCE)
    if process.returncode:
        raise RuntimeError(f"bench.record_work {what} failed")
    return said


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.record", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--each", type=int, default=50)
    parser.add_argument("--most", type=int, default=10_000, help="posts of the longest coverage")
    parser.add_argument("--postgresql", metavar="URL", default="")
    given = parser.parse_args()
    sizes = tuple(size for size in (10, 100, 1_000, 10_000) if size <= given.most)
    print(machine())
    with tempfile.TemporaryDirectory(prefix="stoppress-bench-") as scratch:
        for line in measure(
            Path(scratch),
            rounds=given.rounds,
            each=given.each,
            sizes=sizes,
            database=given.postgresql,
        ):
            print(line, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
