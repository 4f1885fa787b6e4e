"""The write-ahead logs of SQLite files: how long they are, and making them short again.

SQLite begins a log anew once nobody reads what is in it. Whoever reads on and on, as a forgotten
shell or a tool that copies, keeps it growing until the disk is full.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

LIMIT = 64 << 20  # bytes; SQLite itself leaves no more of a log that it begins anew
_WAIT = 0.25  # seconds for a reader to end: writers wait as long


def swollen(files: Iterable[Path]) -> list[Path]:
    """Those database files whose log is longer than LIMIT."""
    return [file for file in files if log_size(file) > LIMIT]


def log_size(file: Path) -> int:
    """In bytes; 0 where there is none."""
    try:
        return _log_of(file).stat().st_size
    except OSError:
        return 0


def shorten(file: Path) -> bool:
    """Empty the log of a database file, which loses nothing; False: somebody still reads in it.

    Raises sqlite3's errors.
    """
    with closing(sqlite3.connect(file, timeout=_WAIT, isolation_level=None)) as db:
        [(is_busy, *_)] = db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return not is_busy


def alarm(files: Iterable[Path]) -> str:
    """What to tell the operator of those whose log is too long; empty where none is."""
    return " ".join(map(_alarm, swollen(files)))


def _alarm(file: Path) -> str:
    return (
        f"{_log_of(file).name} has grown to {log_size(file) >> 20:,} MiB, because something"
        f" has been reading {file.name} for a long time; `fuser -v {file}` names who has it open:"
        " end what is neither this desk nor an edge of it, then that edge."
    )


def _log_of(file: Path) -> Path:
    return file.with_name(f"{file.name}-wal")
