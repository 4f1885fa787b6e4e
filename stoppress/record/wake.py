"""Waiting for the record to grow: the database itself wakes us, no writer has to remember to."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Protocol

from stoppress.config import Config
from stoppress.lib.commit_watch import CommitWatch


class Waker(Protocol):
    """One follower's ear at the record's database."""

    def wait(self, seconds: float) -> bool:
        """Whether something was committed since the last call, or is within `seconds`."""
        ...

    def close(self) -> None: ...


def open_waker(config: Config) -> Waker:
    """A waker on a connection of its own. Raises the database's errors."""
    return _PostgresWaker(config.database) if config.database else _SqliteWaker(config.record_file)


class _SqliteWaker:
    def __init__(self, file: Path) -> None:
        self._db = sqlite3.connect(f"file:{file}?mode=ro", uri=True, isolation_level=None)
        self._watch = CommitWatch(self._db, file)

    def wait(self, seconds: float) -> bool:
        return self._watch.wait(seconds)

    def close(self) -> None:
        self._watch.close()
        self._db.close()


class _PostgresWaker:
    """NOTIFY is a wake-up only, and can be lost with its connection: callers look now and then."""

    def __init__(self, url: str) -> None:
        import psycopg

        self._db = psycopg.connect(url, autocommit=True, connect_timeout=10)
        self._db.execute("LISTEN stoppress_record")

    def wait(self, seconds: float) -> bool:
        return any(True for _ in self._db.notifies(timeout=seconds, stop_after=1))

    def close(self) -> None:
        self._db.close()
