"""After a removal: leaving nothing of what was destroyed in the database's own files.

SQLite is scrubbed at once; `secure_delete` has overwritten what was deleted, but leaves scraps in
pages that were rearranged, and the write-ahead log holds old pages. On PostgreSQL old versions of
rows stay in relation files until these are written anew, which keeps the desk waiting: a job for
the operator (`stoppress scrub`).
"""

from __future__ import annotations

import sqlite3
import time
from dataclasses import dataclass
from pathlib import Path

from stoppress.config import Config

PATIENCE = 20.0  # seconds that readers of the file may keep us from finishing
_PAUSE = 0.05
_STEPS = 10_000  # of SQLite's machine, between two looks at the clock
_TABLES = """
    SELECT quote_ident(n.nspname) || '.' || quote_ident(c.relname)
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind = 'r' AND n.nspname IN (current_schema(), 'stoppress_public')
    ORDER BY 1
"""


@dataclass(frozen=True)
class Scrubbed:
    """`clean`: nothing of what was destroyed is left in `what`; `text` is one line that says so."""

    what: str
    clean: bool
    text: str


def scrub_record(config: Config, *, patience: float = PATIENCE) -> Scrubbed:
    """Scrub the record as far as that can be done while the desk is at work."""
    if config.database:
        return Scrubbed("PostgreSQL", False, "run `stoppress scrub` for its relation files")
    return scrub_file(config.record_file, patience=patience)


def scrub_file(path: Path, *, patience: float = PATIENCE) -> Scrubbed:
    """Write a SQLite file anew without what was deleted, and empty its write-ahead log.

    Others may read and write it meanwhile; writers wait. Bounded by `patience` seconds: where that
    was not enough it says so, and nothing is harmed.
    """
    until = time.monotonic() + patience
    db = sqlite3.connect(path, timeout=patience, isolation_level=None)
    try:
        db.set_progress_handler(lambda: int(time.monotonic() > until), _STEPS)
        db.execute("PRAGMA secure_delete=ON")
        db.execute("VACUUM")
        while not _log_is_empty(db):
            if time.monotonic() > until:
                return Scrubbed(path.name, False, "its log is still being read; scrub again later")
            time.sleep(_PAUSE)
    except sqlite3.OperationalError as error:  # busy, interrupted by the handler, no space
        return Scrubbed(path.name, False, f"not yet ({error}); scrub again later")
    finally:
        db.close()
    return Scrubbed(path.name, True, "holds nothing of what was removed")


def _log_is_empty(db: sqlite3.Connection) -> bool:
    busy, _, _ = db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return not busy


def scrub_postgres(url: str) -> list[Scrubbed]:
    """Write every table of ours anew, and then their statistics, which keep samples of words.

    Each table is locked while it is written. The write-ahead log of the server goes with its own
    recycling, and with whoever archives it.
    """
    import psycopg

    with psycopg.connect(url, autocommit=True) as server:
        server.execute("SET statement_timeout = 0")
        server.execute("SET lock_timeout = '60s'")
        tables = [name for (name,) in server.execute(_TABLES).fetchall()]
        for name in tables:
            server.execute(f"VACUUM (FULL, ANALYZE) {name}".encode())
        server.execute("VACUUM FULL pg_statistic")
        done = f"{len(tables)} tables were written anew"
        try:
            server.execute("CHECKPOINT")  # only then are the old files gone from the disk
        except psycopg.errors.InsufficientPrivilege:
            later = "the old files go with the server's next checkpoint (this role may not ask)"
            return [Scrubbed("PostgreSQL", False, f"{done}; {later}")]
    return [
        Scrubbed("PostgreSQL", True, f"{done}; relation files hold nothing of what was removed")
    ]
