"""Letting Django work on another SQLite file for a while: a copy, to check or to mend.

For commands only, which have one thread; nothing else may be using the connection meanwhile.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from django.db import connection

from stoppress.record.errors import Refused


@contextmanager
def record_at(file: Path) -> Iterator[None]:
    """The record is the one in `file` until the end of the block."""
    before = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = str(file)
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = before


def fold_up(file: Path) -> None:
    """Bring a file that nobody has open into one piece, without a log or index beside it.

    Raises Refused, OSError or SQLite's errors; then it is not.
    """
    with closing(sqlite3.connect(file, isolation_level=None)) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (mode,) = db.execute("PRAGMA journal_mode=DELETE").fetchone()
    if mode != "delete":
        raise Refused(f"{file} is in use by another process; try again")
    for ending in ("-wal", "-shm"):  # SQLite does not say where it could not take them away
        file.with_name(file.name + ending).unlink(missing_ok=True)


def require_sound(file: Path) -> None:
    """Raise Refused, in SQLite's words, where the file's pages do not hold together."""
    try:
        with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as db:
            said = [str(row[0]) for row in db.execute("PRAGMA integrity_check(3)")]
    except sqlite3.DatabaseError as error:
        said = [str(error)]
    if said != ["ok"]:
        raise Refused(f"{file} is damaged: {said[0]}")
