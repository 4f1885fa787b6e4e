"""The removal ledger: which words were removed, in the checkpoint file and so outside backups.

It is written before the words are destroyed. So whatever stands in it and is still in the record
is still to be destroyed (`ledger.reapply`), whether a crash came between or an old backup.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

_TABLE = """
    CREATE TABLE IF NOT EXISTS removal (
        coverage TEXT NOT NULL, position INTEGER NOT NULL, commitment BLOB NOT NULL,
        at TEXT NOT NULL, reason TEXT NOT NULL, PRIMARY KEY (coverage, position, commitment))
"""


@dataclass(frozen=True)
class Noted:
    """One revision whose words were removed; `at` is RFC 3339, UTC."""

    coverage: str
    position: int
    commitment: bytes
    at: str
    reason: str


def note(checkpoints: Path, removed: Iterable[Noted]) -> None:
    """Write down what is about to be destroyed; durable when this returns. Noting twice is once."""
    rows = [(one.coverage, one.position, one.commitment, one.at, one.reason) for one in removed]
    with _opened_to_write(checkpoints) as db:
        db.executemany("INSERT OR IGNORE INTO removal VALUES (?, ?, ?, ?, ?)", rows)


def take_back(checkpoints: Path, removed: Iterable[Noted]) -> None:
    """Strike out what was noted for an act that was then refused as a whole."""
    rows = [(one.coverage, one.position, one.commitment) for one in removed]
    statement = "DELETE FROM removal WHERE coverage = ? AND position = ? AND commitment = ?"
    with _opened_to_write(checkpoints) as db:
        db.executemany(statement, rows)


def noted(checkpoints: Path) -> list[Noted]:
    """All that was ever removed here, by coverage and position. Makes neither file nor table."""
    if not checkpoints.exists():
        return []
    statement = "SELECT coverage, position, commitment, at, reason FROM removal ORDER BY 1, 2"
    with _opened(checkpoints) as db:
        if not _has_table(db):
            return []
        return [Noted(*row) for row in db.execute(statement)]


@contextmanager
def _opened_to_write(checkpoints: Path) -> Iterator[sqlite3.Connection]:
    with _opened(checkpoints) as db:
        if not _has_table(db):
            db.execute("PRAGMA journal_mode=WAL")
            db.execute(_TABLE)
        db.execute("PRAGMA synchronous=FULL")
        db.execute("BEGIN IMMEDIATE")
        yield db
        db.execute("COMMIT")


def _has_table(db: sqlite3.Connection) -> bool:
    return bool(db.execute("SELECT 1 FROM sqlite_master WHERE name = 'removal'").fetchone())


@contextmanager
def _opened(checkpoints: Path) -> Iterator[sqlite3.Connection]:
    db = sqlite3.connect(checkpoints, timeout=20, isolation_level=None)
    try:
        yield db
    finally:
        db.close()
