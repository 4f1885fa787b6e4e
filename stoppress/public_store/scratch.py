"""A store that nobody reads, to render into: made by SQLite, gone with its connection.

SQLite keeps it in a temporary file that has no name, so that nothing of it is left behind, however
its process ends, and the memory that it takes is bounded.
"""

from __future__ import annotations

import math
import sqlite3
from contextlib import AbstractContextManager
from pathlib import Path

from stoppress.public_store.publishing import SqlPublication
from stoppress.public_store.sqlite import SqliteEngine
from stoppress.public_store.types import StoreUnavailable
from stoppress.public_store.writing import SqlWriter


class ScratchEngine(SqliteEngine):
    """`engine.Engine`, on a database of its own."""

    def __init__(self) -> None:
        try:
            self._db = sqlite3.connect("", isolation_level=None)
        except sqlite3.Error as error:
            raise StoreUnavailable(f"no temporary store can be made: {error}") from error
        self._path, self._identity, self._watch = Path("the temporary store"), None, None
        self._ends_at, self._is_patient = math.inf, True


class Scratch:
    """An empty store. Raises StoreUnavailable on trouble, as a full disk."""

    def __init__(self) -> None:
        self.engine = ScratchEngine()
        self._writer = SqlWriter(self.engine)
        with self._writer.rebuild(epoch="", render=""):
            pass

    def publish(self) -> AbstractContextManager[SqlPublication]:
        return self._writer.publish()

    def close(self) -> None:
        self._writer.close()
