"""One sequencer a site: whoever holds the lease may sign. The checkpoint store guards the rest."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress

from stoppress.config import Config

_ADVISORY_LOCK = 0x5709_51C4  # any fixed number; PostgreSQL's locks are kept per database


class SignedElsewhere(Exception):
    """Another sequencer is at work on this site. The text is one line for the operator."""


@contextmanager
def signing_lease(config: Config) -> Iterator[None]:
    """Hold it; it is given back at the end, or by the system when the process dies.

    Raises SignedElsewhere at once where somebody else has it.
    """
    with ExitStack() as held:
        held.enter_context(_on_disk(config))  # the checkpoint store lies here on either engine
        if config.database:
            held.enter_context(_on_server(config))
        yield


@contextmanager
def _on_disk(config: Config) -> Iterator[None]:
    with (config.data / "notary.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise SignedElsewhere(f"another process signs for {config.data}") from None
        yield


@contextmanager
def _on_server(config: Config) -> Iterator[None]:
    import psycopg

    with psycopg.connect(config.database, autocommit=True, connect_timeout=10) as server:
        row = server.execute("SELECT pg_try_advisory_lock(%s)", (_ADVISORY_LOCK,)).fetchone()
        if row is None or not row[0]:
            raise SignedElsewhere("another process signs for this PostgreSQL database")
        try:
            yield
        finally:
            with suppress(psycopg.Error):
                server.execute("SELECT pg_advisory_unlock(%s)", (_ADVISORY_LOCK,))
