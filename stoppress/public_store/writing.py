"""The projection's side of the public store, the same for both engines."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from stoppress.public_store.engine import Engine, read_format, read_heads, read_media, read_site
from stoppress.public_store.publishing import SqlPublication
from stoppress.public_store.tables import COLUMNS
from stoppress.public_store.types import FORMAT, Head, Site, StoreUnavailable


class SqlWriter:
    """`types.Writer`. A store of an older format is as none: the first rebuild makes it anew."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        try:
            with engine.transaction():
                # Empty tables may be of any format; they are made anew as well.
                if not engine.has_tables() or not read_format(engine):
                    engine.make_tables()
        except BaseException:
            engine.close()
            raise

    def site(self) -> Site | None:
        return read_site(self._engine)

    def heads(self) -> list[Head]:
        return read_heads(self._engine) if self.site() else []

    def media(self) -> set[str]:
        return read_media(self._engine)

    def scrub(self) -> bool:
        return self._engine.scrub()

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
            if old is None:
                self._engine.make_tables()
            yield SqlPublication(self._engine, generation)
            self._engine.run("DELETE FROM site")
            self._engine.run(
                "INSERT INTO site (only_row, format, generation, epoch, render)"
                " VALUES (1, ?, ?, ?, ?)",
                (FORMAT, generation, epoch, render),
            )
            for table in COLUMNS:
                self._engine.run(f"DELETE FROM {table} WHERE generation <> ?", (generation,))
            self._engine.leave_scraps()

    def close(self) -> None:
        self._engine.close()
