"""On SQLite one writes at a time: the others wait for their turn, and not for ever."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing

import pytest
from django.db import OperationalError, connection, transaction

from stoppress.config import Config
from tests.newsroom import open_harbour_fire, publish, revisions


@pytest.fixture
def other(newsroom: Config) -> Iterator[sqlite3.Connection]:
    """Another connection to the same file."""
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL waits by itself")
    with closing(
        sqlite3.connect(newsroom.record_file, isolation_level=None, check_same_thread=False)
    ) as other:
        yield other


def busy_timeout() -> int:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout")
        return int(cursor.fetchone()[0])


def test_it_waits_longer_than_it_asks_at_a_time(other: sqlite3.Connection) -> None:
    fire = open_harbour_fire()
    other.execute("BEGIN IMMEDIATE")
    going = threading.Timer(0.3, other.execute, ["COMMIT"])
    going.start()
    publish(fire)
    going.join()
    assert [row.position for row in revisions(fire)] == [1, 2]


def test_it_gives_up_when_the_time_is_over(
    other: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    fire = open_harbour_fire()
    monkeypatch.setitem(connection.settings_dict["OPTIONS"], "timeout", 0.1)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(OperationalError, match="database is locked"):
        publish(fire)
    other.execute("COMMIT")
    publish(fire)
    assert len(revisions(fire)) == 2


def test_other_statements_wait_as_they_did(other: sqlite3.Connection) -> None:
    open_harbour_fire()
    assert busy_timeout() == 20_000


def test_what_is_no_lock_is_said_at_once(other: sqlite3.Connection) -> None:
    with transaction.atomic(), pytest.raises(OperationalError, match="within a transaction"):
        connection._start_transaction_under_autocommit()  # type: ignore[attr-defined]
