"""What a witness saw last of each log: one SQLite file, and one transaction for check and write.

If this is lost or goes back in time, the witness may cosign a fork: never copy it back from a
backup, begin with a new key instead.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

_TABLE = """
CREATE TABLE IF NOT EXISTS cosigned (
    origin TEXT PRIMARY KEY,
    size INTEGER NOT NULL CHECK (size >= 0),
    root BLOB NOT NULL CHECK (length(root) = 32),
    note BLOB NOT NULL
) STRICT
"""
# A tree only grows. The check that the witness makes holds even against a mistake in it.
_GUARD = """
CREATE TRIGGER IF NOT EXISTS cosigned_grows BEFORE UPDATE ON cosigned
WHEN NEW.size < OLD.size OR (NEW.size = OLD.size AND NEW.root <> OLD.root)
BEGIN SELECT RAISE(ABORT, 'a tree only grows'); END
"""
_BUSY_SECONDS = 5.0


class StateError(Exception):
    """The file cannot be read or written. The text is one sentence."""


@dataclass(frozen=True)
class Seen:
    """The last checkpoint that was cosigned: size, root, and the note as it was submitted."""

    size: int
    root: bytes
    note: bytes


class Turn:
    """The only one at the file, until its transaction ends."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def seen(self, origin: str) -> Seen | None:
        """What was cosigned last of this log, or None."""
        row = self._connection.execute(
            "SELECT size, root, note FROM cosigned WHERE origin = ?", (origin,)
        ).fetchone()
        return Seen(*row) if row else None

    def keep(self, origin: str, seen: Seen) -> None:
        """Remember, as soon as the turn ends well."""
        self._connection.execute(
            "INSERT INTO cosigned VALUES (?, ?, ?, ?) ON CONFLICT (origin) DO UPDATE"
            " SET size = excluded.size, root = excluded.root, note = excluded.note",
            (origin, seen.size, seen.root, seen.note),
        )


class State:
    """The file at `path`, made if it is not there. Raises StateError where it cannot be used."""

    def __init__(self, path: Path) -> None:
        self._path = path
        with _said(path), closing(self._connect()) as connection:
            connection.execute(_TABLE)
            connection.execute(_GUARD)

    @contextmanager
    def turn(self) -> Iterator[Turn]:
        """Be the only one, of all threads and processes; what is kept is on disk when it ends."""
        with _said(self._path), closing(self._connect()) as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield Turn(connection)
            except BaseException:
                connection.execute("ROLLBACK")
                raise
            connection.execute("COMMIT")

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._path, timeout=_BUSY_SECONDS, isolation_level=None)
        # Truncated, not removed: SQLite then flushes the end of the journal as well, so that no
        # power cut brings an old state back. And the witness stays one file.
        connection.execute("PRAGMA journal_mode=TRUNCATE")
        connection.execute("PRAGMA synchronous=FULL")
        return connection


@contextmanager
def _said(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise StateError(f"the state of the witness, {path}, cannot be used: {error}") from error
