"""The public store in a SQLite file: WAL, FULL; readers open it read-only."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from stoppress.public_store.file_watch import FileWatch
from stoppress.public_store.tables import statements
from stoppress.public_store.types import StoreUnavailable

_BUSY_SECONDS = 20
# How often a follower asks for `data_version` (one look into shared memory, some 5 us; but each
# sleep and wake costs 25): soon after the file was written to, as the commit is seen when it has
# been synced, then ever more seldom.
_EAGER_SECONDS = 0.0003
_GROWTH = 2.0
_DOZING_SECONDS = 0.25  # the watch will wake us
_BLIND_SECONDS = 0.004  # there is no watch


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
            self._path, self._identity = path, _identity(path)
            self._watch = FileWatch(path.with_name(f"{path.name}-wal"))
            self._pause = _EAGER_SECONDS
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
        longest = _BLIND_SECONDS if self._watch.is_blind else _DOZING_SECONDS
        while not self._has_moved():
            left = end - time.monotonic()
            if left <= 0:
                self.require_same()
                return False
            if self._watch.wait(min(left, self._pause)):
                self._pause = _EAGER_SECONDS
                time.sleep(_EAGER_SECONDS)  # so that a thousand writes in a row do not spin us
            else:
                self._pause = min(self._pause * _GROWTH, longest)
        # The next commit announces itself; unless its first write and this commit's last were told
        # of in one: so not at once to the longest.
        self._pause = _BLIND_SECONDS
        return True

    def require_same(self) -> None:
        # A file that was moved or removed can still be read and written, by us and nobody else.
        if self._identity != _identity(self._path):
            raise StoreUnavailable(f"{self._path} has been replaced or removed")

    def create_tables(self) -> None:
        with self.transaction():
            for statement in statements("BLOB"):
                self.run(statement)

    def close(self) -> None:
        self._db.close()
        self._watch.close()

    def _has_moved(self) -> bool:
        """Whether another connection has committed since this was last asked."""
        try:
            version = self._version()
        except sqlite3.Error as error:
            raise _trouble(self._path, "the public store cannot be read", error) from error
        moved = version != self._seen
        self._seen = version
        return moved

    def _version(self) -> int:
        return int(self._db.execute("PRAGMA data_version").fetchone()[0])


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
