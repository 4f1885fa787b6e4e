"""The checkpoint store: every head that this installation ever signed, outside all backups.

It is what keeps a log from having two heads of one size: a head is put down here, by
compare-and-swap, before anybody sees it. No Django here; the projection publishes what it holds.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from stoppress.lib.clock import from_rfc3339, to_rfc3339
from stoppress.tlog.notes import Signature, parse_note, with_signatures

_TABLES = (
    """
    CREATE TABLE IF NOT EXISTS checkpoint (
        number INTEGER PRIMARY KEY,
        origin TEXT NOT NULL,
        slug TEXT NOT NULL,
        size INTEGER NOT NULL CHECK (size > 0),
        root BLOB NOT NULL CHECK (length(root) = 32),
        note BLOB NOT NULL,
        at TEXT NOT NULL,
        UNIQUE (origin, size)
    ) STRICT
    """,
    "CREATE TABLE IF NOT EXISTS newest (log TEXT PRIMARY KEY, number INTEGER NOT NULL) STRICT",
    """
    CREATE TABLE IF NOT EXISTS host (
        only_row INTEGER PRIMARY KEY CHECK (only_row = 1), name TEXT NOT NULL
    ) STRICT
    """,
    "CREATE TABLE IF NOT EXISTS trouble (about TEXT PRIMARY KEY, text TEXT NOT NULL) STRICT",
    """
    CREATE TRIGGER IF NOT EXISTS checkpoint_stays BEFORE DELETE ON checkpoint
    BEGIN SELECT RAISE(ABORT, 'what was signed is kept for ever'); END
    """,
    """
    CREATE TRIGGER IF NOT EXISTS checkpoint_is_settled
    BEFORE UPDATE OF number, origin, slug, size, root, at ON checkpoint
    BEGIN SELECT RAISE(ABORT, 'what was signed is not changed'); END
    """,
)
_COLUMNS = "origin, slug, size, root, note, at"


class Overtaken(Exception):
    """Somebody else signed this log meanwhile: whoever meets this must not sign it any more."""


@dataclass(frozen=True)
class Signed:
    """A head that was signed. `note` is the checkpoint's bytes as they are served."""

    origin: str
    slug: str  # the coverage's, or `-` for the site log
    size: int
    root: bytes
    note: bytes
    at: datetime

    @property
    def head(self) -> tuple[str, int, bytes]:
        """Origin, size and root, which are settled; cosignatures may still join the note."""
        return self.origin, self.size, self.root


class CheckpointStore:
    """One connection to the store, for one thread. Raises sqlite3's errors."""

    def __init__(self, path: Path) -> None:
        self._db = sqlite3.connect(path, timeout=20, isolation_level=None)
        self._seen = 0  # no version, so that `moved` is true at first
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("PRAGMA synchronous=FULL")
        if not self._exists("trouble"):
            with self._writing():
                for statement in _TABLES:
                    self._db.execute(statement)

    def close(self) -> None:
        self._db.close()

    def moved(self) -> bool:
        """Whether anybody else has written here since the last call; true at the first."""
        version = int(self._db.execute("PRAGMA data_version").fetchone()[0])
        moved, self._seen = version != self._seen, version
        return moved

    def latest(self) -> dict[str, Signed]:
        """The head that each log was signed at last, by slug."""
        rows = self._db.execute(f"SELECT {_COLUMNS} FROM checkpoint JOIN newest USING (number)")
        return {signed.slug: signed for signed in map(_signed, rows)}

    def last(self, slug: str) -> Signed | None:
        """The head that one log was signed at last."""
        row = self._db.execute(
            f"SELECT {_COLUMNS} FROM checkpoint JOIN newest USING (number) WHERE log = ?",
            (slug,),
        ).fetchone()
        return _signed(row) if row else None

    def at_size(self, origin: str, size: int) -> Signed | None:
        """The head of this size that was signed under this origin, if there was one."""
        row = self._db.execute(
            f"SELECT {_COLUMNS} FROM checkpoint WHERE origin = ? AND size = ?", (origin, size)
        ).fetchone()
        return _signed(row) if row else None

    def origins(self) -> frozenset[str]:
        """Every origin that was ever signed."""
        return frozenset(
            str(row[0]) for row in self._db.execute("SELECT DISTINCT origin FROM checkpoint")
        )

    def advance(self, expected: Signed | None, new: Signed) -> None:
        """Put down `new` as the head that follows `expected`; durable when this returns.

        Raises Overtaken where the log's last head is not `expected`, or where the origin has one of
        this size already; then nothing is written. After any other error it is unknown whether
        `new` is there: read again before anything else is signed.
        """
        with self._writing():
            last = self.last(new.slug)
            if (last and last.head) != (expected and expected.head):
                raise Overtaken(f"the log of {new.slug} was signed by somebody else meanwhile")
            if last and last.origin == new.origin and last.size >= new.size:
                raise Overtaken(f"{new.origin} is signed up to {last.size} already")
            if (not last or last.origin != new.origin) and self._is_used(new.origin):
                raise Overtaken(f"{new.origin} was signed before, and another log followed it")
            self._insert(new)

    def cosign(self, head: Signed, more: Iterable[Signature]) -> None:
        """Put signatures that were checked to the note of a head; what stands there stays.

        Raises ValueError where no such head was signed, LogError where the note has no room.
        """
        with self._writing():
            there = self.at_size(head.origin, head.size)
            if there is None or there.head != head.head:
                raise ValueError("a cosignature belongs to a head that was signed here")
            note = with_signatures(parse_note(there.note), more)
            self._db.execute(
                "UPDATE checkpoint SET note = ? WHERE origin = ? AND size = ?",
                (bytes(note), head.origin, head.size),
            )

    def host(self) -> str | None:
        """The host that every origin begins with; none before the first signature."""
        row = self._db.execute("SELECT name FROM host").fetchone()
        return str(row[0]) if row else None

    def settle_host(self, name: str) -> str:
        """Settle the host, once and for all: the one that counts is given back."""
        with self._writing():
            self._db.execute("INSERT OR IGNORE INTO host VALUES (1, ?)", (name,))
        return self.host() or name

    def troubles(self) -> dict[str, str]:
        """What keeps logs from being signed, one line each; the key is a slug, or a part of us."""
        return dict(self._db.execute("SELECT about, text FROM trouble"))

    def set_trouble(self, about: str, text: str | None) -> None:
        """Say what the trouble is now, or that there is none. Writes only what changes."""
        if self.troubles().get(about) == text:
            return
        if text is None:
            self._db.execute("DELETE FROM trouble WHERE about = ?", (about,))
        else:
            self._db.execute("REPLACE INTO trouble VALUES (?, ?)", (about, text))

    def _insert(self, new: Signed) -> None:
        at = to_rfc3339(new.at, microseconds=True)
        values = (new.origin, new.slug, new.size, new.root, new.note, at)
        number = self._db.execute(
            f"INSERT INTO checkpoint ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?)", values
        ).lastrowid
        self._db.execute("REPLACE INTO newest VALUES (?, ?)", (new.slug, number))

    def _is_used(self, origin: str) -> bool:
        found = self._db.execute("SELECT 1 FROM checkpoint WHERE origin = ? LIMIT 1", (origin,))
        return found.fetchone() is not None

    def _exists(self, table: str) -> bool:
        found = self._db.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (table,))
        return found.fetchone() is not None

    @contextmanager
    def _writing(self) -> Iterator[None]:
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._db.execute("COMMIT")
        except BaseException:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            raise


def _signed(row: tuple[str, str, int, bytes, bytes, str]) -> Signed:
    origin, slug, size, root, note, at = row
    return Signed(origin, slug, size, bytes(root), bytes(note), from_rfc3339(at))
