"""What the record costs: six writers at once, long coverages, checkpoints, and words that must go.

`python -m bench.record` runs it alone, in less than 12 minutes. `--postgresql URL`, a database of a
durable server of which more can be made (`DURABLE=1 bin/with-postgres` makes one), measures it
there too. Each line is printed once it is measured.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from bench import restoring
from bench.figures import machine, spread
from bench.record_served import served
from bench.record_writers import at_once, bare_flush, work
from stoppress.config import Config
from tests.commands.shell import Shell, command

_VERIFIED = 5_000  # revisions
_PATIENCE = 600  # seconds; bounds a process, and is never the measure of anything
_CHROMIUM = "/usr/bin/chromium"  # as Debian installs it
_BAR = 30  # characters of the longest bar


def measure(
    scratch: Path,
    *,
    rounds: int,
    each: int,
    sizes: tuple[int, ...],
    publishes: int,
    server: str = "",
    most_on_server: int = 1_000,
) -> Iterator[str]:
    """The lines to print. `each`: what a writer writes in a round; `sizes`: posts there are."""
    engines = {"SQLite": ""} | ({"PostgreSQL": server} if server else {})
    yield bare_flush(scratch)
    for engine, url in engines.items():
        yield from at_once(engine, _newsroom(scratch, url, f"{engine}_writers"), rounds, each)
        yield from served(engine, _newsroom(scratch, url, f"{engine}_served"), publishes)
    for engine, url in engines.items():
        fit = tuple(size for size in sizes if not url or size <= most_on_server)
        yield from _growing(engine, _newsroom(scratch, url, f"{engine}_growing"), fit)
    posts = min(sizes[-1], _VERIFIED)
    yield from _verifying(_newsroom(scratch, "", "verifying"), posts)


def _newsroom(scratch: Path, server: str, name: str) -> Shell:
    """A newsroom of its own, in which one editor may remove; on `server` with its own database."""
    name = name.lower()
    data = scratch / name / "data"
    data.parent.mkdir()
    if not server:
        return Shell(Config(data=data, removal="one"), {"STOPPRESS_REMOVAL": "one"})
    import psycopg

    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE bench_{name}".encode())
    url = urlsplit(server)._replace(path=f"/bench_{name}").geturl()
    return Shell(Config(data=data, database=url, removal="one"), {"STOPPRESS_REMOVAL": "one"})


def _growing(engine: str, shell: Shell, sizes: tuple[int, ...]) -> Iterator[str]:
    """One post more, at each size, beside a bar for what it takes."""
    shell.ok("setup", "--defaults")
    work(shell, "open")
    figures = json.loads(work(shell, "grow", *sizes))
    for number, what in ((1, "append it"), (2, "make it public")):
        most = max(row[number] for row in figures)
        yield f"To {what}, {engine}, by the posts that there are; ms, median:"
        for row in figures:
            bar = "#" * round(_BAR * row[number] / most)
            yield f"  {row[0]:>6,}  {row[number]:7.2f}  {bar}"
        times = figures[-1][number] / figures[0][number]
        yield f"  the longest beside the shortest: {times:.2f} times"


def _verifying(shell: Shell, posts: int) -> Iterator[str]:
    """A signed archive checked by the command, and its coverage in a browser, five times."""
    shell.ok("setup", "--defaults")
    work(shell, "open")
    work(shell, "grow", posts)
    work(shell, "sign")
    archive = shell.config.data.parent / "grown.zip"
    shell.ok("export", "harbour-fire", "-o", archive)
    times = [_verify(archive) for _ in range(5)]
    yield f"`stoppress verify` of a signed archive, {posts:,} posts, s: {spread(times)}"
    if not Path(os.environ.get("CHROMIUM", _CHROMIUM)).exists():
        yield "In a browser: not measured, there is no Chromium here (or name it: CHROMIUM=…)"
        return
    seen = json.loads(work(shell, "browser", 5))
    yield f"The same record on the page that checks it, in a browser, s: {spread(seen)}"


def _verify(archive: Path) -> float:
    began = time.perf_counter()
    subprocess.run(command("verify", archive), check=True, timeout=_PATIENCE, capture_output=True)
    return time.perf_counter() - began


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.record", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--each", type=int, default=100, help="what a writer writes in a round")
    parser.add_argument("--most", type=int, default=10_000, help="posts of the longest coverage")
    parser.add_argument("--most-on-server", type=int, default=1_000, help="the same, PostgreSQL")
    parser.add_argument("--publishes", type=int, default=50, help="at the desk, to see them signed")
    parser.add_argument("--revisions", type=int, default=5_000, help="of the backup; 0: none")
    parser.add_argument("--postgresql", metavar="URL", default="")
    given = parser.parse_args()
    sizes = tuple(size for size in (10, 100, 1_000, 10_000) if size <= given.most)
    print(machine(), flush=True)
    with tempfile.TemporaryDirectory(prefix="stoppress-bench-") as folder:
        scratch = Path(folder)
        for line in measure(
            scratch,
            rounds=given.rounds,
            each=given.each,
            sizes=sizes,
            publishes=given.publishes,
            server=given.postgresql,
            most_on_server=given.most_on_server,
        ):
            print(line, flush=True)
        if given.revisions:
            for line in restoring.measure(scratch, revisions=given.revisions):
                print(line, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
