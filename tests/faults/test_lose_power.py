"""reliability.md, line 34: power is lost, and with it whatever was not yet synced.

A model: what a process that publishes asks of the disk is listened to, and played again up to any
moment. What it had synced by then is there; of the rest, some writes are and some not, as a disk
may have it. SQLite's alone: PostgreSQL's own care is PostgreSQL's to test.
"""

from __future__ import annotations

import os
import random
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from django.db import connections

from stoppress.config import Config
from tests.waiting import PATIENCE

_POSTS = 80  # so many that the write-ahead log is begun anew meanwhile
_PUBLISHES = f"""
import os
import django
django.setup()
from tests.newsroom import open_harbour_fire, publish
fire = open_harbour_fire()
for number in range({_POSTS}):
    publish(fire)
    os.write(1, b"published\\n")
"""
_CALLS = "trace=pwrite64,write,fsync,fdatasync,ftruncate,unlink"
_ON_FILE = re.compile(
    r'\d+ +(\w+)\(\d+<[^>]*/(desk\.sqlite(?:-wal)?)>(?:, )?(?:"(.*)", \d+, )?(\d*)\)'
)
_UNLINK = re.compile(r'\d+ +unlink\("[^"]*/(desk\.sqlite-wal)"\)')
_PUBLISHED = re.compile(r"\d+ +write\(1<[^>]*>, \"published")
_SECTOR = 512


@dataclass(frozen=True)
class Event:
    """One call on `file`; without one, the process has said that a publish is done."""

    call: str
    file: str = ""
    data: bytes = b""
    at: int = 0  # offset, or the new length


@dataclass
class Disk:
    """One file. `durable` is what no loss of power takes away; `rest` was asked for since."""

    durable: bytearray = field(default_factory=bytearray)
    rest: list[Event] = field(default_factory=list)

    def take(self, event: Event) -> None:
        self.rest.append(event)
        if event.call in ("fsync", "fdatasync", "unlink"):
            for each in self.rest:
                _apply(self.durable, each)
            self.rest.clear()

    def after_the_loss(self, luck: random.Random) -> bytes:
        there = bytearray(self.durable)
        for event in self.rest:
            if luck.random() < 0.5:
                torn = luck.randrange(0, len(event.data) + 1, _SECTOR) if event.data else 0
                _apply(there, Event(event.call, "", event.data[: torn or None], event.at))
        return bytes(there)


def _apply(content: bytearray, event: Event) -> None:
    if event.call == "pwrite64":
        content.extend(b"\0" * (event.at - len(content)))
        content[event.at : event.at + len(event.data)] = event.data
    elif event.call == "ftruncate":
        del content[event.at :]
    elif event.call == "unlink":
        content.clear()


def test_line_34_no_published_post_is_lost_with_the_power(
    newsroom: Config, tmp_path: Path, full: bool
) -> None:
    if newsroom.database:
        pytest.skip("the record is PostgreSQL's")
    before = newsroom.record_file.read_bytes()
    events = list(_listen(newsroom, tmp_path / "calls"))
    synced = [event.file for event in events if event.call in ("fsync", "fdatasync")]
    assert synced.count("desk.sqlite-wal") > _POSTS and "desk.sqlite" in synced
    assert sum(event.call == "published" for event in events) == _POSTS
    seed = random.randrange(2**32)
    print(f"seed {seed}")
    luck = random.Random(seed)
    moments = range(len(events) + 1)
    chosen = set(moments) if full else {*luck.sample(moments, 60), len(events)}
    _lose_power(before, events, chosen, tmp_path / "after", luck)


def _listen(config: Config, log: Path) -> Iterator[Event]:
    """What a process that publishes asks of the disk for its record, and when it had published."""
    if shutil.which("strace") is None:
        pytest.skip("strace is not installed")
    connections.close_all()
    strace = ["strace", "-f", "-qq", "-y", "-x", "-s", "1000000", "-e", _CALLS, "-o", str(log)]
    done = subprocess.run(
        [*strace, sys.executable, "-c", _PUBLISHES],
        env=os.environ | {"STOPPRESS_DATA": str(config.data)},
        cwd=Path(__file__).parents[2],
        capture_output=True,
        timeout=PATIENCE * 5,
    )
    if done.returncode:
        pytest.skip(f"strace cannot trace here: {done.stderr[-200:]!r}")
    for line in log.read_text("ascii").splitlines():
        if found := _ON_FILE.match(line):
            call, file, data, number = found.groups()
            yield Event(call, file, _bytes(data), int(number or 0))
        elif found := _UNLINK.match(line):
            yield Event("unlink", found[1])
        elif _PUBLISHED.match(line):
            yield Event("published")


def _bytes(written: str | None) -> bytes:
    return (written or "").encode("ascii").decode("unicode_escape").encode("latin-1")


def _lose_power(
    before: bytes, events: list[Event], moments: Iterable[int], folder: Path, luck: random.Random
) -> None:
    """Lose it at each of `moments`, and look at what is there afterwards."""
    disks = {"desk.sqlite": Disk(bytearray(before)), "desk.sqlite-wal": Disk()}
    published = 0
    wanted = frozenset(moments)
    for moment in range(len(events) + 1):
        if moment in wanted:
            folder.mkdir()
            for name, disk in disks.items():
                (folder / name).write_bytes(disk.after_the_loss(luck))
            assert _revisions(folder / "desk.sqlite") >= (published and published + 1), moment
            shutil.rmtree(folder)
        if moment < len(events):
            event = events[moment]
            published += event.call == "published"
            if event.file:
                disks[event.file].take(event)


def _revisions(file: Path) -> int:
    """How many there are, whole and without a gap, in a record that SQLite finds sound."""
    with closing(sqlite3.connect(file)) as db:
        assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        rows = db.execute(
            "SELECT position, content, leaf FROM record_revision ORDER BY position"
        ).fetchall()
    assert [row[0] for row in rows] == list(range(1, len(rows) + 1))
    assert all(content and leaf for _, content, leaf in rows)
    return len(rows)
