"""What may be written to the public store within one transaction, the same for both engines."""

from __future__ import annotations

import json
from collections.abc import Sequence

from stoppress.public_store.dated import Contents, Dated
from stoppress.public_store.engine import Engine
from stoppress.public_store.joining import join_rows
from stoppress.public_store.keeping import keep_coverage
from stoppress.public_store.tables import COLUMNS, KEYS
from stoppress.public_store.types import CURSOR_PART, PAST_PART, Frame, Head, Leaf

_TEXT = "text/plain; charset=utf-8"


class SqlPublication:
    """`types.Publication`, on one generation."""

    def __init__(self, engine: Engine, generation: int) -> None:
        self._engine = engine
        self._generation = generation

    def put_head(self, head: Head) -> None:
        signed = self._signed(head.slug)
        self._put(
            "head", head.slug, head.coverage, head.position, head.state, head.floor, head.purged,
            max(head.signed, signed),
        )  # fmt: skip

    def put_frame(self, slug: str, frame: Frame) -> None:
        self._put("frame", slug, frame.position, frame.at, frame.body)

    def put_part(self, name: str, body: bytes, *, slug: str = "", since: int = 0) -> None:
        if name in (CURSOR_PART, PAST_PART):
            raise ValueError(f"{name} is made by the reader of the store")
        self._put_dated("part", "name", name, since, {"slug": slug, "body": body})

    def put_page(
        self,
        path: str,
        recipe: Sequence[str],
        *,
        slug: str = "",
        since: int = 0,
        content_type: str = "text/html; charset=utf-8",
        cache: str = "content",
        status: int = 200,
        location: str = "",
    ) -> None:
        contents = {
            "slug": slug, "status": status, "location": location, "content_type": content_type,
            "cache": cache, "recipe": json.dumps(list(recipe)),
        }  # fmt: skip
        self._put_dated("page", "path", path, since, contents)

    def put_leaf(self, slug: str, leaf: Leaf) -> None:
        self._put("leaf", slug, leaf.position, leaf.leaf, leaf.leaf_hash, leaf.said)

    def put_tile_hash(self, slug: str, level: int, number: int, hash_: bytes) -> None:
        if level < 1:
            raise ValueError("the hashes of level 0 are those of the leaves")
        self._put("tile_hash", slug, level, number, hash_)

    def put_checkpoint(self, slug: str, size: int, note: bytes) -> None:
        path = f"/{slug}/log/checkpoint"
        self.put_part(path, note, slug=slug)
        self.put_page(path, [path], slug=slug, content_type=_TEXT, cache="checkpoint")
        self._engine.run(
            "UPDATE head SET signed = ? WHERE generation = ? AND slug = ? AND signed < ?",
            (size, self._generation, slug, size),
        )

    def put_media(self, slug: str, names: set[str]) -> None:
        for name in sorted(names):
            self._put("media", slug, name)

    def clear_past(self, slug: str, position: int) -> None:
        of = (self._generation, slug, position)
        self._engine.leave_scraps()
        self._engine.run("DELETE FROM frame WHERE generation = ? AND slug = ? AND position < ?", of)
        for table in ("part", "page"):
            self._engine.run(
                f"DELETE FROM {table} WHERE generation = ? AND slug = ? AND until <= ?", of
            )

    def join_past(self, slug: str) -> None:
        for table in ("part", "page"):
            join_rows(self._engine, self._generation, slug, table)

    def replace_media(self, slug: str, names: set[str]) -> set[str]:
        gone = self._media(slug) - names
        for name in gone:
            self._engine.run(
                "DELETE FROM media WHERE generation = ? AND slug = ? AND name = ?",
                (self._generation, slug, name),
            )
        self.put_media(slug, names)
        return {name for name in gone if not self._is_shown(name)}

    def keep(self, slug: str) -> bool:
        return keep_coverage(self._engine, self._generation, slug)

    def _signed(self, slug: str) -> int:
        found = self._engine.rows(
            "SELECT signed FROM head WHERE generation = ? AND slug = ?", (self._generation, slug)
        )
        return int(found[0][0]) if found else 0

    def _media(self, slug: str) -> set[str]:
        found = self._engine.rows(
            "SELECT name FROM media WHERE generation = ? AND slug = ?", (self._generation, slug)
        )
        return {str(name) for (name,) in found}

    def _is_shown(self, name: str) -> bool:
        statement = "SELECT 1 FROM media WHERE generation = ? AND name = ? LIMIT 1"
        return bool(self._engine.rows(statement, (self._generation, name)))

    def _put_dated(self, table: str, column: str, name: str, since: int, new: Contents) -> None:
        rows = Dated(self._engine, table, column, self._generation, name)
        if since:
            rows.put(new, since)
        else:
            rows.overwrite(new)

    def _put(self, table: str, *values: object) -> None:
        columns, key = COLUMNS[table], KEYS[table]
        marks = ", ".join("?" * (1 + len(columns)))
        renewed = ", ".join(f"{name} = excluded.{name}" for name in columns[len(key) :])
        self._engine.run(
            f"INSERT INTO {table} (generation, {', '.join(columns)}) VALUES ({marks})"
            f" ON CONFLICT (generation, {', '.join(key)})"
            f" DO {f'UPDATE SET {renewed}' if renewed else 'NOTHING'}",
            (self._generation, *values),
        )
