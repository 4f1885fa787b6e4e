"""From a press of Publish to the desk's yes, and to the readers' sockets.

The whole way, for real: HTTP to the desk, the record's commit on disk, the projection, the public
store, the edge. Beside it, in turns, the floor of any durable publish on this disk: one SQLite
commit of as many bytes. `python -m bench.publishing --readers 10000` takes about 3 minutes.
"""

from __future__ import annotations

import argparse
import os
import sqlite3
import sys
import tempfile
import time
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlsplit

from bench.figures import machine, quantile
from bench.programs import NotMeasurable, Readers, compiled
from stoppress.config import Config
from tests.commands.shell import Shell, page
from tests.editor import Editor
from tests.waiting import eventually

SLUG = "harbour-fire"
_WORDS = "The crane fell at noon, and the quay was empty. " * 30  # about 1,400 bytes


def measure(scratch: Path, *, readers: int, publishes: int) -> list[str]:
    """The lines to print, milliseconds."""
    shell = Shell(Config(data=scratch / f"newsroom-{readers}"))
    floor = _Floor(scratch / f"floor-{readers}.sqlite")
    with shell.serving() as served:
        link = shell.ok("user", "add", "ana").split()[-1]
        editor = Editor(served.desk)
        editor.sign_in(link)
        editor.open_coverage(SLUG)
        first = editor.publish(SLUG, "The first")["url"]
        eventually(lambda: is_there(first))  # before anybody listens
        port = urlsplit(served.reader).port or 0
        program = compiled("readers", scratch)
        with Readers(program, port, f"/{SLUG}/stream", readers) as crowd:
            return _lines(readers, *_publish(editor, crowd, floor, publishes))


def is_there(url: str) -> bool:
    """Whether the edge has the page."""
    try:
        return bool(page(url))
    except HTTPError:
        return False


def _publish(
    editor: Editor, crowd: Readers, floor: _Floor, publishes: int
) -> tuple[list[float], list[float], list[float], list[float]]:
    """Per publish: the floor, the yes, and when half and 99 in 100 of the readers had it; ms."""
    floors, acknowledged, half, nearly_all = [], [], [], []
    for number in range(publishes):
        floors.append(floor.commit())
        pressed = time.monotonic_ns()
        answer = editor.publish(SLUG, f"Post {number}", _WORDS)
        acknowledged.append((time.monotonic_ns() - pressed) / 1e6)
        (event,) = crowd.report(1)["events"]
        assert event["id"] == answer["cursor"]
        half.append((event["p50"] - pressed) / 1e6)
        nearly_all.append((event["p99"] - pressed) / 1e6)
    return floors, acknowledged, half, nearly_all


def _lines(
    readers: int,
    floors: list[float],
    acknowledged: list[float],
    half: list[float],
    nearly_all: list[float],
) -> list[str]:
    ratio = quantile(acknowledged, 0.5) / quantile(floors, 0.5)
    last = f"99 in 100 of {readers:,} readers have it" if readers > 1 else "the reader has it"
    return [
        f"Publishing, {readers:,} reader(s), {len(acknowledged)} posts; ms p50 / p99:",
        f"  floor: a durable SQLite commit    {_pair(floors)}",
        f"  press to the desk's durable yes   {_pair(acknowledged)}   ({ratio:.1f} x the floor)",
        f"  press to half of the readers      {_pair(half)}",
        f"  press until {last:<22}{_pair(nearly_all)}",
    ]


def _pair(values: list[float]) -> str:
    return f"{quantile(values, 0.5):7.1f} / {quantile(values, 0.99):.1f}"


class _Floor:
    """A table with nothing else to do, under the record's settings."""

    def __init__(self, path: Path) -> None:
        self._db = sqlite3.connect(path, isolation_level=None)
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("PRAGMA synchronous=FULL")
        self._db.execute("CREATE TABLE line (words BLOB)")

    def commit(self) -> float:
        """Milliseconds of one commit of as many bytes as a post has."""
        began = time.monotonic_ns()
        self._db.execute("INSERT INTO line VALUES (?)", (os.urandom(len(_WORDS)),))
        return (time.monotonic_ns() - began) / 1e6


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.publishing", description=__doc__)
    parser.add_argument("--readers", type=int, nargs="+", default=[1, 1_000, 10_000])
    parser.add_argument("--publishes", type=int, default=200)
    arguments = parser.parse_args()
    print(machine(), flush=True)
    with tempfile.TemporaryDirectory(prefix="stoppress-publishing-") as scratch:
        try:
            for readers in arguments.readers:
                lines = measure(Path(scratch), readers=readers, publishes=arguments.publishes)
                print(*lines, sep="\n", flush=True)
        except NotMeasurable as reason:
            print(f"bench: {reason}", file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
