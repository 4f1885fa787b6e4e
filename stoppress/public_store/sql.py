"""Reading and writing the public store, the same for both engines.

An engine (`sqlite.py`, `postgres.py`) gives a connection, a transaction and a way to wait.
Statements are written with `?`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import Any, Protocol

from stoppress.public_store.types import (
    CURSOR_PART,
    FORMAT,
    Frame,
    Head,
    Page,
    Site,
    StoreUnavailable,
)

_CONTENTS = {
    "head": "slug, coverage, position, state",
    "frame": "slug, position, body",
    "part": "name, body",
    "page": "path, slug, status, location, content_type, cache, recipe",
}


class Engine(Protocol):
    """What the two databases differ in. Every method raises StoreUnavailable on trouble."""

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

    def create_tables(self) -> None: ...

    def close(self) -> None: ...


def _site(engine: Engine) -> Site | None:
    found = engine.rows("SELECT format, generation, epoch, render FROM site")
    if not found:
        return None
    format_, generation, epoch, render = found[0]
    if format_ > FORMAT:
        raise StoreUnavailable("the public store is from a newer Stoppress; use that version")
    return Site(generation, epoch, render)


def _heads(engine: Engine) -> list[Head]:
    return [
        Head(*row)
        for row in engine.rows(
            "SELECT slug, coverage, position, state FROM head"
            " WHERE generation = (SELECT generation FROM site) ORDER BY slug"
        )
    ]


class SqlReader:
    """An edge's side of the store (`types.Reader`)."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def site(self) -> Site:
        site = _site(self._engine)
        if site is None:
            raise StoreUnavailable("the public store is empty; is the desk running?")
        return site

    def heads(self) -> list[Head]:
        return _heads(self._engine)

    def frames(self, slug: str, after: int, limit: int) -> list[Frame]:
        return [
            Frame(position, bytes(body))
            for position, body in self._engine.rows(
                "SELECT position, body FROM frame WHERE generation = (SELECT generation FROM site)"
                " AND slug = ? AND position > ? ORDER BY position LIMIT ?",
                (slug, after, limit),
            )
        ]

    def page(self, path: str) -> Page | None:
        with self._engine.snapshot():
            site = self.site()
            found = self._engine.rows(
                "SELECT slug, status, location, content_type, cache, recipe FROM page"
                " WHERE generation = ? AND path = ?",
                (site.generation, path),
            )
            if not found:
                return None
            slug, status, location, content_type, cache, recipe = found[0]
            position = self._position(site.generation, slug)
            body = self._join(site, json.loads(recipe), position)
        return Page(slug, status, location, content_type, cache, position, body)

    def wait(self, seconds: float) -> bool:
        return self._engine.wait(seconds)

    def close(self) -> None:
        self._engine.close()

    def _position(self, generation: int, slug: str) -> int:
        found = self._engine.rows(
            "SELECT position FROM head WHERE generation = ? AND slug = ?", (generation, slug)
        )
        return int(found[0][0]) if found else 0

    def _join(self, site: Site, recipe: list[str], position: int) -> bytes:
        parts = {CURSOR_PART: f"{site.epoch}.{position}".encode()}
        names = sorted(set(recipe) - {CURSOR_PART})
        for start in range(0, len(names), 500):  # below both engines' limit of values
            some = names[start : start + 500]
            marks = ", ".join("?" * len(some))
            for name, body in self._engine.rows(
                f"SELECT name, body FROM part WHERE generation = ? AND name IN ({marks})",
                (site.generation, *some),
            ):
                parts[name] = bytes(body)
        return b"".join(parts[name] for name in recipe)


class SqlPublication:
    """What may be written within one transaction (`types.Publication`)."""

    def __init__(self, engine: Engine, generation: int) -> None:
        self._engine = engine
        self._generation = generation

    def put_head(self, head: Head) -> None:
        self._put(
            "head",
            "generation, slug",
            "coverage, position, state",
            (head.slug, head.coverage, head.position, head.state),
        )

    def put_frame(self, slug: str, frame: Frame) -> None:
        self._put("frame", "generation, slug, position", "body", (slug, frame.position, frame.body))

    def put_part(self, name: str, body: bytes) -> None:
        if name == CURSOR_PART:
            raise ValueError(f"{CURSOR_PART} is made by the reader of the store")
        self._put("part", "generation, name", "body", (name, body))

    def put_page(
        self,
        path: str,
        recipe: Sequence[str],
        *,
        slug: str = "",
        content_type: str = "text/html; charset=utf-8",
        cache: str = "content",
        status: int = 200,
        location: str = "",
    ) -> None:
        self._put(
            "page",
            "generation, path",
            "slug, status, location, content_type, cache, recipe",
            (path, slug, status, location, content_type, cache, json.dumps(list(recipe))),
        )

    def keep(self, slug: str) -> bool:
        site = _site(self._engine)
        old = site.generation if site else 0
        if not self._engine.rows(
            "SELECT 1 FROM head WHERE generation = ? AND slug = ?", (old, slug)
        ):
            return False
        pages = self._engine.rows(
            "SELECT path, recipe FROM page WHERE generation = ? AND (slug = ? OR slug = '')",
            (old, slug),
        )
        for table in ("head", "frame", "page"):
            self._engine.run(
                f"DELETE FROM {table} WHERE generation = ? AND slug = ?", (self._generation, slug)
            )
        self._copy(old, "head", "slug", [slug])
        self._copy(old, "frame", "slug", [slug])
        self._copy(old, "page", "path", [path for path, _ in pages])
        parts = {name for _, recipe in pages for name in json.loads(recipe)}
        self._copy(old, "part", "name", sorted(parts))
        return True

    def _copy(self, old: int, table: str, key: str, values: Sequence[str]) -> None:
        columns = _CONTENTS[table]
        for value in values:
            self._engine.run(
                f"INSERT INTO {table} (generation, {columns})"
                f" SELECT {self._generation}, {columns} FROM {table}"
                f" WHERE generation = ? AND {key} = ? ON CONFLICT DO NOTHING",
                (old, value),
            )

    def _put(self, table: str, key: str, others: str, values: Sequence[object]) -> None:
        columns = f"{key}, {others}"
        marks = ", ".join("?" * (len(values) + 1))
        renewed = ", ".join(f"{name} = excluded.{name}" for name in others.split(", "))
        self._engine.run(
            f"INSERT INTO {table} ({columns}) VALUES ({marks})"
            f" ON CONFLICT ({key}) DO UPDATE SET {renewed}",
            (self._generation, *values),
        )


class SqlWriter:
    """The projection's side of the store (`types.Writer`)."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        engine.create_tables()

    def site(self) -> Site | None:
        return _site(self._engine)

    def heads(self) -> list[Head]:
        return _heads(self._engine)

    def require_same(self) -> None:
        self._engine.require_same()

    @contextmanager
    def publish(self) -> Iterator[SqlPublication]:
        with self._engine.transaction():
            site = self.site()
            if site is None:
                raise StoreUnavailable("the public store is empty; run `stoppress rebuild`")
            yield SqlPublication(self._engine, site.generation)

    @contextmanager
    def rebuild(self, *, epoch: str, render: str) -> Iterator[SqlPublication]:
        with self._engine.transaction():
            old = self.site()
            generation = old.generation + 1 if old else 1
            yield SqlPublication(self._engine, generation)
            self._engine.run("DELETE FROM site")
            self._engine.run(
                "INSERT INTO site (only_row, format, generation, epoch, render)"
                " VALUES (1, ?, ?, ?, ?)",
                (FORMAT, generation, epoch, render),
            )
            for table in _CONTENTS:
                self._engine.run(f"DELETE FROM {table} WHERE generation <> ?", (generation,))

    def close(self) -> None:
        self._engine.close()
