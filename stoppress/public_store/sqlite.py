"""The public store in a SQLite file: WAL, FULL; readers open it read-only."""

from __future__ import annotations

import math
import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from stoppress.lib.commit_watch import CommitWatch
from stoppress.public_store.tables import removals, statements
from stoppress.public_store.types import StoreUnavailable

_BUSY_SECONDS = 20
_SCRUB_SECONDS = 0.25
_READ_SECONDS = 10.0  # the longest snapshot: while one is held, the write-ahead log can only grow
_LOOK_EVERY = 20_000  # steps of SQLite's machine between two looks at the clock


class SqliteEngine:
    """One connection to the file; `engine.Engine`. Not for two threads at the same moment.

    `is_patient`: a snapshot may last as long as it takes.
    """

    def __init__(self, path: Path, *, writes: bool, is_patient: bool = False) -> None:
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
                # What is removed is overwritten: words that were purged stay in no free page.
                self._db.execute("PRAGMA secure_delete=ON")
                self._db.execute("PRAGMA journal_size_limit=67108864")
            self._db.execute("PRAGMA trusted_schema=OFF")
            self._path, self._identity = path, _identity(path)
            self._watch: CommitWatch | None = None
            self._ends_at = math.inf
            self._is_patient = is_patient
            if not (writes or is_patient):
                self._db.set_progress_handler(self._is_late, _LOOK_EVERY)
        except sqlite3.Error as error:
            raise _trouble(path, f"cannot open {path}", error) from error

    def rows(self, statement: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        try:
            return list(self._db.execute(statement, tuple(values)))
        except sqlite3.Error as error:
            raise _trouble(self._path, "the public store cannot be read", error) from error

    def run(self, statement: str, values: Sequence[object] = ()) -> None:
        try:
            self._db.execute(statement, tuple(values))
        except sqlite3.Error as error:
            raise _trouble(self._path, "the public store cannot be written", error) from error

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        self.run("BEGIN")
        if not self._is_patient:
            self._ends_at = time.monotonic() + _READ_SECONDS
        try:
            yield
        finally:
            self._ends_at = math.inf
            self.run("COMMIT")

    def _is_late(self) -> bool:
        return time.monotonic() > self._ends_at

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
        try:
            if self._watch is None:
                # Made only where somebody follows: a system has few watches to give. What was
                # committed since the file was opened is not known.
                self._watch = CommitWatch(self._db, self._path)
                return True
            is_awake = self._watch.wait(seconds)
        except sqlite3.Error as error:
            raise _trouble(self._path, "the public store cannot be read", error) from error
        if not is_awake:
            self.require_same()
        return is_awake

    def require_same(self) -> None:
        # A file that was moved or removed can still be read and written, by us and nobody else.
        if self._identity != _identity(self._path):
            raise StoreUnavailable(f"{self._path} has been replaced or removed")

    def has_tables(self) -> bool:
        return bool(self.rows("SELECT 1 FROM sqlite_master WHERE name = 'site'"))

    def make_tables(self) -> None:
        for statement in removals() + statements("BLOB"):
            self.run(statement)

    def leave_scraps(self) -> None:
        self.run("PRAGMA user_version = 1")

    def scrub(self) -> bool:
        # `secure_delete` overwrites what is freed, but pages that were rearranged keep scraps of
        # what they held; only writing the file anew leaves none.
        if self.rows("PRAGMA user_version") == [(1,)]:
            self.run("VACUUM")
            self.run("PRAGMA user_version = 0")
        # Readers who are in the middle of something keep the log; publishing must not wait for
        # them as long as it may for another writer.
        self.run(f"PRAGMA busy_timeout = {_SCRUB_SECONDS * 1000:.0f}")
        try:
            [(is_busy, *_)] = self.rows("PRAGMA wal_checkpoint(TRUNCATE)")
        finally:
            self.run(f"PRAGMA busy_timeout = {_BUSY_SECONDS * 1000}")
        return not is_busy

    def close(self) -> None:
        if self._watch is not None:
            self._watch.close()
        self._db.close()


def _trouble(path: Path, what: str, error: sqlite3.Error) -> StoreUnavailable:
    if type(error) is sqlite3.DatabaseError:  # its subclasses are other troubles
        return StoreUnavailable(f"{path} is damaged; move it away, and it is made anew")
    return StoreUnavailable(f"{what}: {error}")


def _identity(path: Path) -> tuple[int, int] | None:
    """Which file lies at `path` now; None: there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino
