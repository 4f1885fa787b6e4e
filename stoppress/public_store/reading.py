"""An edge's side of the public store, the same for both engines."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from stoppress.public_store.engine import Engine, read_format, read_heads, read_site
from stoppress.public_store.types import (
    CURSOR_PART,
    PAST_PART,
    BelowFloor,
    Frame,
    Head,
    Leaf,
    Page,
    Site,
    StoreUnavailable,
)

_SERVED = "generation = (SELECT generation FROM site)"
_AT_ONCE = 400  # names in one question; below both engines' limit of values


class _Standing(NamedTuple):
    """Of a coverage, what decides whether a moment of it can be shown."""

    position: int
    floor: int
    purged: int


class _Row(NamedTuple):
    """A row of `page`."""

    slug: str
    status: int
    location: str
    content_type: str
    cache: str
    recipe: str
    until: int | None

    @property
    def names(self) -> list[str]:
        return list(json.loads(self.recipe))

    def page(self, position: int, body: bytes, purged: int = 0) -> Page:
        return Page(
            self.slug,
            self.status,
            self.location,
            self.content_type,
            self.cache,
            position,
            body,
            purged,
        )


_PAGE = ", ".join(_Row._fields)


class SqlReader:
    """`types.Reader`."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def site(self) -> Site:
        site = read_site(self._engine)
        if site is not None:
            return site
        if read_format(self._engine):
            raise StoreUnavailable("the public store is of an older format; is the desk running?")
        raise StoreUnavailable("the public store is empty; is the desk running?")

    def heads(self) -> list[Head]:
        return read_heads(self._engine)

    def frames(self, slug: str, after: int, limit: int) -> list[Frame]:
        return [
            Frame(position, bytes(body), at)
            for position, body, at in self._engine.rows(
                f"SELECT position, body, at FROM frame WHERE {_SERVED}"
                " AND slug = ? AND position > ? ORDER BY position LIMIT ?",
                (slug, after, limit),
            )
        ]

    def page(self, path: str) -> Page | None:
        with self._engine.snapshot():
            site = self.site()
            found = self._engine.rows(
                f"SELECT {_PAGE} FROM page WHERE generation = ? AND path = ? AND until IS NULL",
                (site.generation, path),
            )
            if not found:
                return None
            row = _Row(*found[0])
            position = self._standing(site.generation, row.slug).position
            fixed = {CURSOR_PART: f"{site.epoch}.{position}".encode(), PAST_PART: b""}
            body = self._join(row.names, fixed, _present(site.generation))
        return row.page(position, body)

    def page_at(self, path: str, position: int) -> Page | None:
        slug = path.split("/")[1]
        with self._engine.snapshot():
            generation = self.site().generation
            standing = self._standing(generation, slug)
            if not 0 < position <= standing.position:
                return None
            if position <= standing.floor:
                raise BelowFloor
            found = self._engine.rows(
                f"SELECT {_PAGE} FROM page WHERE generation = ? AND path = ?"
                " AND since <= ? ORDER BY since DESC LIMIT 1",
                (generation, path, position),
            )
            if not found:
                return None
            row = _Row(*found[0])
            if row.until is not None and row.until <= position:
                return None
            past = f"{slug}/past"
            names = [past if name == PAST_PART else name for name in row.names]
            fixed = {CURSOR_PART: b"", past: b""}
            body = self._join(names, fixed, _past(generation, position))
        return row.page(position, body, standing.purged)

    def position_at(self, slug: str, at: str) -> int:
        with self._engine.snapshot():
            generation = self.site().generation
            [(found,)] = self._engine.rows(
                "SELECT max(position) FROM frame WHERE generation = ? AND slug = ? AND at <= ?",
                (generation, slug, at),
            )
            floor = self._standing(generation, slug).floor
        if floor and (found or 0) <= floor:
            raise BelowFloor
        return int(found or 0)

    def leaves(self, slug: str, after: int, limit: int) -> list[Leaf]:
        return [
            Leaf(position, bytes(leaf), bytes(hash_), bytes(said))
            for position, leaf, hash_, said in self._engine.rows(
                f"SELECT position, leaf, leaf_hash, said FROM leaf WHERE {_SERVED}"
                " AND slug = ? AND position > ? ORDER BY position LIMIT ?",
                (slug, after, limit),
            )
        ]

    def tile_hashes(self, slug: str, level: int, first: int, limit: int) -> list[bytes]:
        if level == 0:
            found = self._engine.rows(
                f"SELECT position - 1, leaf_hash FROM leaf WHERE {_SERVED}"
                " AND slug = ? AND position > ? ORDER BY position LIMIT ?",
                (slug, first, limit),
            )
        else:
            found = self._engine.rows(
                f"SELECT number, hash FROM tile_hash WHERE {_SERVED}"
                " AND slug = ? AND level = ? AND number >= ? ORDER BY number LIMIT ?",
                (slug, level, first, limit),
            )
        gapless = zip(found, range(first, first + limit), strict=False)
        return [bytes(hash_) for (number, hash_), expected in gapless if number == expected]

    def wait(self, seconds: float) -> bool:
        return self._engine.wait(seconds)

    def close(self) -> None:
        self._engine.close()

    def _standing(self, generation: int, slug: str) -> _Standing:
        found = self._engine.rows(
            "SELECT position, floor, purged FROM head WHERE generation = ? AND slug = ?",
            (generation, slug),
        )
        return _Standing(*found[0]) if found else _Standing(0, 0, 0)

    def _join(self, recipe: list[str], fixed: dict[str, bytes], question: _Question) -> bytes:
        """The parts in order; what is not in the store stands in `fixed`."""
        parts = dict(fixed)
        names = sorted(set(recipe) - {CURSOR_PART, PAST_PART})
        for some in _portions(names):
            statement, values = question.of(some)
            parts.update((name, bytes(body)) for name, body in self._engine.rows(statement, values))
        return b"".join(parts[name] for name in recipe)


class _Question(NamedTuple):
    """Asks for parts by their names, which stand at `{marks}` and come between the values."""

    text: str
    mark: str
    before: tuple[int, ...]
    after: tuple[int, ...]

    def of(self, names: Sequence[str]) -> tuple[str, tuple[Any, ...]]:
        marks = ", ".join([self.mark] * len(names))
        return self.text.format(marks=marks), (*self.before, *names, *self.after)


def _present(generation: int) -> _Question:
    text = (
        "SELECT name, body FROM part WHERE generation = ? AND name IN ({marks}) AND until IS NULL"
    )
    return _Question(text, "?", (generation,), ())


def _past(generation: int, position: int) -> _Question:
    """One look into the index for each name, however often its part has changed."""
    text = (
        "WITH wanted (name) AS (VALUES {marks})"
        " SELECT part.name, part.body FROM wanted JOIN part"
        " ON part.generation = ? AND part.name = wanted.name AND part.since = ("
        "SELECT max(since) FROM part AS newest WHERE newest.generation = ?"
        " AND newest.name = wanted.name AND newest.since <= ?)"
        " WHERE part.until IS NULL OR part.until > ?"
    )
    return _Question(text, "(?)", (), (generation, generation, position, position))


def _portions(names: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(names), _AT_ONCE):
        yield names[start : start + _AT_ONCE]
