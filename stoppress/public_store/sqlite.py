"""The public store in a SQLite file: WAL, FULL; readers open it read-only."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from stoppress.public_store.tables import statements
from stoppress.public_store.types import StoreUnavailable

_BUSY_SECONDS = 20
# How often a follower asks for `data_version`: one read of shared memory, about 5 us.
_POLL_SECONDS = 0.004


class SqliteEngine:
    """One connection to the file; `sql.Engine`. Not to be shared by threads at the same moment."""

    def __init__(self, path: Path, *, writes: bool) -> None:
        if not writes and not path.exists():
            raise StoreUnavailable(f"{path} does not exist yet; is the desk running?")
        try:
            self._db = sqlite3.connect(
                f"file:{path}?mode={'rwc' if writes else 'ro'}",
                uri=True,
                timeout=_BUSY_SECONDS,
                isolation_level=None,
                check_same_thread=False,
            )
            if writes:
                self._db.execute("PRAGMA journal_mode=WAL")
                self._db.execute("PRAGMA synchronous=FULL")
                self._db.execute("PRAGMA journal_size_limit=67108864")
            self._db.execute("PRAGMA trusted_schema=OFF")
            self._seen = self._version()
        except sqlite3.Error as error:
            raise StoreUnavailable(f"cannot open {path}: {error}") from error

    def rows(self, statement: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        try:
            return list(self._db.execute(statement, tuple(values)))
        except sqlite3.Error as error:
            raise StoreUnavailable(f"the public store cannot be read: {error}") from error

    def run(self, statement: str, values: Sequence[object] = ()) -> None:
        try:
            self._db.execute(statement, tuple(values))
        except sqlite3.Error as error:
            raise StoreUnavailable(f"the public store cannot be written: {error}") from error

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        self.run("BEGIN")
        try:
            yield
        finally:
            self.run("COMMIT")

    @contextmanager
    def transaction(self) -> Iterator[None]:
        self.run("BEGIN IMMEDIATE")
        try:
            yield
            self.run("COMMIT")
        except BaseException:
            if self._db.in_transaction:  # a full disk may have ended it already
                self._db.execute("ROLLBACK")
            raise

    def wait(self, seconds: float) -> bool:
        end = time.monotonic() + seconds
        while True:
            try:
                version = self._version()
            except sqlite3.Error as error:
                raise StoreUnavailable(f"the public store cannot be read: {error}") from error
            if version != self._seen:
                self._seen = version
                return True
            if time.monotonic() >= end:
                return False
            time.sleep(_POLL_SECONDS)

    def create_tables(self) -> None:
        with self.transaction():
            for statement in statements("BLOB"):
                self.run(statement)

    def close(self) -> None:
        self._db.close()

    def _version(self) -> int:
        return int(self._db.execute("PRAGMA data_version").fetchone()[0])
