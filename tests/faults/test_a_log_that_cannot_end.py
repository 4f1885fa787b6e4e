"""reliability.md, line 42: the write-ahead log grows because a reader is stuck.

It is told of in the log, at the desk and by `stoppress check`; our own readers are cut off; and the
log is short again as soon as nobody reads in it. SQLite's alone: PostgreSQL ends such readers.
"""

from __future__ import annotations

import logging
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from stoppress.commands import check_newsroom
from stoppress.config import Config
from stoppress.desk.state_line import line_now
from stoppress.lib import write_ahead
from stoppress.projection import short_logs
from stoppress.public_store import open_reader, sqlite
from stoppress.public_store.types import StoreUnavailable
from tests.newsroom import open_harbour_fire, publish
from tests.projection.public import projecting
from tests.waiting import eventually

_READS_ON = """
import sqlite3, sys
db = sqlite3.connect(sys.argv[1], isolation_level=None)
db.execute("BEGIN")
db.execute("SELECT * FROM sqlite_master").fetchall()
print("reading", flush=True)
sys.stdin.read()
"""


@pytest.fixture(autouse=True)
def _small(newsroom: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    if newsroom.database:
        pytest.skip("there is no write-ahead log file of ours on PostgreSQL")
    monkeypatch.setattr(write_ahead, "LIMIT", 200_000)
    monkeypatch.setattr(short_logs, "_EVERY", 0.0)


@contextmanager
def stuck_reader(file: Path) -> Iterator[None]:
    """Another program that has begun to read, and does not end."""
    command = [sys.executable, "-c", _READS_ON, str(file)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == "reading\n"
            yield
        finally:
            process.kill()


@pytest.mark.parametrize("name", ["public.sqlite", "desk.sqlite"])
def test_line_42_a_stuck_reader_is_told_of_until_it_ends(
    newsroom: Config, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    fire = open_harbour_fire()
    file = newsroom.data / name
    with projecting(newsroom) as projection:
        with stuck_reader(file):
            while write_ahead.log_size(file) <= write_ahead.LIMIT:
                publish(fire)
                projection.catch_up()
            with caplog.at_level(logging.ERROR):
                eventually(lambda: projection.keep_up() or caplog.text)
            said = f"{name}-wal has grown to 0 MiB, because something has been reading {name}"
            assert said in caplog.text and f"`fuser -v {file}` names who" in caplog.text
            line = line_now()
            assert said in line.readers and line.readers_level == "warn"
            [finding] = check_newsroom.write_ahead_logs(newsroom)
            assert finding.level == "fail" and said in finding.text
        eventually(lambda: not projection.keep_up() and write_ahead.log_size(file) == 0)
    assert said not in line_now().readers
    [finding] = check_newsroom.write_ahead_logs(newsroom)
    assert finding.level == "ok"


def test_line_42_our_own_reader_is_cut_off(
    newsroom: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_harbour_fire()
    with projecting(newsroom), closing(open_reader(newsroom)) as reader:
        monkeypatch.setattr(sqlite, "_READ_SECONDS", 0.0)
        engine = reader._engine  # type: ignore[attr-defined]
        endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i)"
        with pytest.raises(StoreUnavailable, match="interrupted"), engine.snapshot():
            engine.rows("SELECT * FROM head")
            engine.rows(f"{endless} FROM n")
        assert write_ahead.shorten(newsroom.public_file)
        assert reader.heads()  # outside a snapshot nothing is late


def test_a_log_that_somebody_reads_in_is_not_emptied(newsroom: Config) -> None:
    with closing(sqlite3.connect(newsroom.record_file, isolation_level=None)) as db:
        db.execute("PRAGMA journal_mode=WAL")
        with stuck_reader(newsroom.record_file):
            publish(open_harbour_fire())
            assert not write_ahead.shorten(newsroom.record_file)
        assert write_ahead.shorten(newsroom.record_file)
