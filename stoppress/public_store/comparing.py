"""The store that is served, row by row beside a scratch one of what it should hold.

It only reads. Rows are found by their keys, some hundred at a time, so that neither the size of a
coverage nor how an engine sorts text matters.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

from stoppress.public_store.engine import Engine, read_heads, read_media, read_site
from stoppress.public_store.scratch import Scratch
from stoppress.public_store.tables import COLUMNS, KEYS
from stoppress.public_store.types import Head, Site

_AT_ONCE = 200  # rows compared at once
_SERVED = "generation = (SELECT generation FROM site)"
Key = tuple[Any, ...]
_Rows = dict[Key, dict[str, Any]]


@dataclass(frozen=True)
class Difference:
    """A column that says something else; `column` empty: a whole row is missing, or too many.

    `key` is what the row is found by, as `tables.KEYS` names it.
    """

    table: str
    key: Key
    column: str
    there: Any
    due: Any

    @property
    def is_missing(self) -> bool:
        return not self.column and self.there is None


class Comparison:
    """The generation being served. Every method raises StoreUnavailable on trouble."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def site(self) -> Site | None:
        """Null where there is no store yet, or only one of an older format."""
        return read_site(self._engine) if self._engine.has_tables() else None

    def heads(self) -> list[Head]:
        return read_heads(self._engine)

    def snapshot(self) -> AbstractContextManager[None]:
        """All that is read in it is of one moment. Hold it no longer than comparing takes."""
        return self._engine.snapshot()

    def differences(self, scratch: Scratch, slug: str) -> Iterator[Difference]:
        """What is other than in `scratch`, which holds all that belongs to `slug` and no more."""
        for table in COLUMNS:
            yield from self._of_table(scratch.engine, table, slug)

    def size(self, slug: str) -> int:
        """How many leaves of a log are there, by the highest position."""
        statement = f"SELECT max(position) FROM leaf WHERE {_SERVED} AND slug = ?"
        [(found,)] = self._engine.rows(statement, (slug,))
        return int(found or 0)

    def checkpoint(self, slug: str) -> bytes | None:
        """The note that is served for a log."""
        statement = f"SELECT body FROM part WHERE {_SERVED} AND name = ? AND until IS NULL"
        found = self._engine.rows(statement, (f"/{slug}/log/checkpoint",))
        return bytes(found[0][0]) if found else None

    def slugs(self) -> set[str]:
        """Every slug that a row has."""
        found: set[str] = set()
        for table in COLUMNS:
            rows = self._engine.rows(f"SELECT DISTINCT slug FROM {table} WHERE {_SERVED}")
            found.update(slug for (slug,) in rows)
        return found

    def media(self) -> set[str]:
        """The pictures that are shown, now or in the past."""
        return read_media(self._engine)

    def close(self) -> None:
        self._engine.close()

    def _of_table(self, scratch: Engine, table: str, slug: str) -> Iterator[Difference]:
        matched = 0  # rows of the slug that have one beside them
        for due in _batches(scratch, table):
            there = _these(self._engine, table, list(due))
            for key, row in due.items():
                if key not in there:
                    yield Difference(table, key, "", None, row)
                    continue
                matched += there[key]["slug"] == slug
                yield from _of_row(table, key, there[key], row)
        if matched != self._count(table, slug):
            yield from self._too_many(scratch, table, slug)

    def _count(self, table: str, slug: str) -> int:
        statement = f"SELECT count(*) FROM {table} WHERE {_SERVED} AND slug = ?"
        [(number,)] = self._engine.rows(statement, (slug,))
        return int(number)

    def _too_many(self, scratch: Engine, table: str, slug: str) -> Iterator[Difference]:
        """The rows that have none beside them: their keys alone are read at once."""
        columns = ", ".join(KEYS[table])
        statement = f"SELECT {columns} FROM {table} WHERE {_SERVED} AND slug = ? ORDER BY {columns}"
        keys = self._engine.rows(statement, (slug,))
        for start in range(0, len(keys), _AT_ONCE):
            some = keys[start : start + _AT_ONCE]
            due = _these(scratch, table, some)
            extra = [key for key in some if key not in due]
            there = _these(self._engine, table, extra) if extra else {}
            yield from (Difference(table, key, "", row, None) for key, row in there.items())


def _of_row(
    table: str, key: Key, there: dict[str, Any], due: dict[str, Any]
) -> Iterator[Difference]:
    for column, value in due.items():
        if there[column] != value:
            yield Difference(table, key, column, there[column], value)


def _batches(scratch: Engine, table: str) -> Iterator[_Rows]:
    """All rows of a table, in the order of their keys."""
    key = ", ".join(KEYS[table])
    marks = ", ".join("?" * len(KEYS[table]))
    after: Key | None = None
    while True:
        beyond = f"AND ({key}) > ({marks})" if after else ""
        found = scratch.rows(
            f"SELECT {', '.join(COLUMNS[table])} FROM {table} WHERE {_SERVED} {beyond}"
            f" ORDER BY {key} LIMIT {_AT_ONCE}",
            after or (),
        )
        if not found:
            return
        rows = _by_key(table, found)
        yield rows
        after = list(rows)[-1]


def _these(engine: Engine, table: str, keys: list[Key]) -> _Rows:
    marks = f"({', '.join('?' * len(KEYS[table]))})"
    found = engine.rows(
        f"SELECT {', '.join(COLUMNS[table])} FROM {table} WHERE {_SERVED}"
        f" AND ({', '.join(KEYS[table])}) IN (VALUES {', '.join([marks] * len(keys))})",
        [value for key in keys for value in key],
    )
    return _by_key(table, found)


def _by_key(table: str, rows: list[tuple[Any, ...]]) -> _Rows:
    named = [dict(zip(COLUMNS[table], map(_plain, row), strict=True)) for row in rows]
    return {tuple(row[name] for name in KEYS[table]): row for row in named}


def _plain(value: Any) -> Any:
    return bytes(value) if isinstance(value, memoryview) else value
