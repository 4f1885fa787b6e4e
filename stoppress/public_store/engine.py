"""What the two databases differ in, and the few questions that both sides of the store ask.

An engine (`sqlite.py`, `postgres.py`) gives a connection, transactions and a way to wait.
Statements are written with `?`.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol

from stoppress.public_store.types import FORMAT, Head, Site, StoreUnavailable


class Engine(Protocol):
    """Every method raises StoreUnavailable on trouble."""

    def rows(self, statement: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]: ...

    def run(self, statement: str, values: Sequence[object] = ()) -> None: ...

    def snapshot(self) -> AbstractContextManager[None]:
        """A read transaction: everything in it is seen as of one commit."""
        ...

    def transaction(self) -> AbstractContextManager[None]:
        """A write transaction; commits at the end, rolls back on an exception."""
        ...

    def wait(self, seconds: float) -> bool: ...

    def require_same(self) -> None:
        """Raise StoreUnavailable where another store has come in place of the one opened."""
        ...

    def has_tables(self) -> bool:
        """Whether there is a table `site`."""
        ...

    def make_tables(self) -> None:
        """In a transaction: remove the tables that are there, and make them anew."""
        ...

    def leave_scraps(self) -> None:
        """In a transaction: note that what it clears is to be scrubbed, also after a crash."""
        ...

    def scrub(self) -> bool:
        """See `types.Writer.scrub`."""
        ...

    def close(self) -> None: ...


def read_format(engine: Engine) -> int:
    """The format of the store's tables; 0: nothing is in it. Raises StoreUnavailable: a newer."""
    found = engine.rows("SELECT format FROM site")
    number = int(found[0][0]) if found else 0
    if number > FORMAT:
        raise StoreUnavailable("the public store is from a newer Stoppress; use that version")
    return number


def read_site(engine: Engine) -> Site | None:
    """The site; None where there is none, or only one of an older format."""
    if read_format(engine) != FORMAT:
        return None
    [row] = engine.rows("SELECT generation, epoch, render FROM site")
    return Site(*row)


def read_media(engine: Engine) -> set[str]:
    """The pictures that are shown, now or in the past."""
    rows = engine.rows(
        "SELECT DISTINCT name FROM media WHERE generation = (SELECT generation FROM site)"
    )
    return {str(name) for (name,) in rows}


def read_heads(engine: Engine) -> list[Head]:
    return [
        Head(*row)
        for row in engine.rows(
            "SELECT slug, coverage, position, state, floor, purged, signed FROM head"
            " WHERE generation = (SELECT generation FROM site) ORDER BY slug"
        )
    ]
