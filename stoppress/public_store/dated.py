"""Rows that keep what they were: of a part or page, one row for each run of positions.

A row covers positions `since` <= p < `until` (null: until now). The rows of one name never overlap.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from stoppress.public_store.engine import Engine

Contents = Mapping[str, object]  # by column


@dataclass(frozen=True)
class Dated:
    """All rows of one name: those of `table` whose `column` says `name`."""

    engine: Engine
    table: str
    column: str
    generation: int
    name: str

    def overwrite(self, new: Contents) -> None:
        """It is `new`, and never was anything else."""
        self.engine.run(f"DELETE FROM {self.table} WHERE {self._these}", self._key)
        self._insert(new, 0, None)

    def put(self, new: Contents, since: int) -> None:
        """It is `new` from `since` on, in place of the row that covers that, and as long.

        Where none does, until the next row there is. So in publishing it is the present, and where
        the past is made again it ends at what follows.
        """
        covering = self._covering(since, new)
        if covering is None:
            self._insert(new, since, self._next(since))
            return
        began, until, *old = covering
        if old == list(new.values()):
            return  # nothing to tell apart: that row goes on
        if began == since:
            statement = f"DELETE FROM {self.table} WHERE {self._these} AND since = ?"
            self.engine.run(statement, (*self._key, began))
        else:
            statement = f"UPDATE {self.table} SET until = ? WHERE {self._these} AND since = ?"
            self.engine.run(statement, (since, *self._key, began))
        self._insert(new, since, until)

    def _covering(self, position: int, contents: Contents) -> tuple[Any, ...] | None:
        """Since, until and `contents` of the row that covers `position`."""
        found = self.engine.rows(
            f"SELECT since, until, {', '.join(contents)} FROM {self.table}"
            f" WHERE {self._these} AND since <= ? ORDER BY since DESC LIMIT 1",
            (*self._key, position),
        )
        is_covered = found and (found[0][1] is None or found[0][1] > position)
        return found[0] if is_covered else None

    def _next(self, position: int) -> int | None:
        """Where the first row above `position` begins."""
        statement = f"SELECT min(since) FROM {self.table} WHERE {self._these} AND since > ?"
        [(found,)] = self.engine.rows(statement, (*self._key, position))
        return found if found is None else int(found)

    def _insert(self, new: Contents, since: int, until: int | None) -> None:
        columns = f"generation, {self.column}, since, until, {', '.join(new)}"
        marks = ", ".join("?" * (4 + len(new)))
        self.engine.run(
            f"INSERT INTO {self.table} ({columns}) VALUES ({marks})",
            (*self._key, since, until, *new.values()),
        )

    @property
    def _these(self) -> str:
        return f"generation = ? AND {self.column} = ?"

    @property
    def _key(self) -> tuple[int, str]:
        return self.generation, self.name
