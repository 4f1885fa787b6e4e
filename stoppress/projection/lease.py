"""One projection a site: whoever holds the lease may write the public store."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from stoppress.config import Config

_ADVISORY_LOCK = 0x5709_9E55  # any fixed number; PostgreSQL's locks are kept per database


class LeaseTaken(Exception):
    """Another projection is at work on this site. The text is one line for the operator."""


@contextmanager
def lease(config: Config) -> Iterator[None]:
    """Hold it; it is given back at the end, or by the system when the process dies.

    Raises LeaseTaken at once where somebody else has it.
    """
    with _on_server(config) if config.database else _on_disk(config):
        yield


@contextmanager
def _on_disk(config: Config) -> Iterator[None]:
    with (config.data / "projection.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise LeaseTaken(f"another process is publishing from {config.data}") from None
        yield


@contextmanager
def _on_server(config: Config) -> Iterator[None]:
    import psycopg

    with psycopg.connect(config.database, autocommit=True, connect_timeout=10) as server:
        row = server.execute("SELECT pg_try_advisory_lock(%s)", (_ADVISORY_LOCK,)).fetchone()
        if row is None or not row[0]:
            raise LeaseTaken("another process is publishing from this PostgreSQL database")
        try:
            yield
        finally:
            # Closing alone gives it back as well, but some moments later.
            with suppress(psycopg.Error):
                server.execute("SELECT pg_advisory_unlock(%s)", (_ADVISORY_LOCK,))
