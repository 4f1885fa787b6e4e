"""The site's epoch: a random token that every public cursor begins with.

It lives in the checkpoint store, outside backups: a restored backup meets a new epoch, and readers
get a clean reset instead of a history that goes back on itself.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

from stoppress.lib.ids import new_id


def site_epoch(checkpoints: Path) -> str:
    """The epoch kept in the file `checkpoints`, made there on first use."""
    db = sqlite3.connect(checkpoints, timeout=20, isolation_level=None)
    try:
        if not db.execute("SELECT 1 FROM sqlite_master WHERE name = 'site'").fetchone():
            _make(db)
        return str(db.execute("SELECT epoch FROM site").fetchone()[0])
    finally:
        db.close()


def _make(db: sqlite3.Connection) -> None:
    """Settle the epoch, once and for all processes."""
    db.execute("PRAGMA journal_mode=WAL")
    db.execute("PRAGMA synchronous=FULL")
    db.execute("BEGIN IMMEDIATE")
    db.execute(
        "CREATE TABLE IF NOT EXISTS site"
        " (only_row INTEGER PRIMARY KEY CHECK (only_row = 1), epoch TEXT NOT NULL)"
    )
    db.execute("INSERT OR IGNORE INTO site VALUES (1, ?)", (new_id(),))
    db.execute("COMMIT")


def new_epoch(checkpoints: Path) -> str:
    """Settle another epoch, durable when this returns: every cursor so far leads to a reset."""
    site_epoch(checkpoints)
    epoch = new_id()
    db = sqlite3.connect(checkpoints, timeout=20, isolation_level=None)
    try:
        db.execute("PRAGMA synchronous=FULL")
        db.execute("UPDATE site SET epoch = ?", (epoch,))
    finally:
        db.close()
    return epoch
