"""A lease: of many processes, one does the work; when it dies, the system gives the lease back."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


class LeaseTaken(Exception):
    """Another process is at this work. The text is one line for the operator."""


@contextmanager
def lease_on_disk(file: Path, what: str) -> Iterator[None]:
    """Hold the lock on `file`. Raises LeaseTaken at once: "another process <what> …"."""
    with file.open("w") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise LeaseTaken(f"another process {what} {file.parent}") from None
        yield


@contextmanager
def lease_on_server(database: str, number: int, what: str) -> Iterator[None]:
    """Hold PostgreSQL's advisory lock of that number; they are kept per database.

    Raises LeaseTaken at once, psycopg.Error where the server cannot be asked.
    """
    import psycopg

    with psycopg.connect(database, autocommit=True, connect_timeout=10) as server:
        row = server.execute("SELECT pg_try_advisory_lock(%s)", (number,)).fetchone()
        if row is None or not row[0]:
            raise LeaseTaken(f"another process {what} this PostgreSQL database")
        try:
            yield
        finally:
            # Closing alone gives it back as well, but some moments later.
            with suppress(psycopg.Error):
                server.execute("SELECT pg_advisory_unlock(%s)", (number,))
