"""What is in the public store, all of it: for tests that compare."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

from stoppress.config import Config
from stoppress.projection.publish import Projection
from stoppress.public_store import Reader, open_reader
from stoppress.public_store.tables import COLUMNS

_TABLES = {name: ", ".join(columns) for name, columns in COLUMNS.items()}


@contextmanager
def projecting(config: Config) -> Iterator[Projection]:
    """A projection that has started, and is closed at the end."""
    with closing(Projection(config)) as projection:
        projection.start()
        yield projection


@contextmanager
def reading(config: Config) -> Iterator[Reader]:
    with closing(open_reader(config)) as reader:
        yield reader


def everything(config: Config) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of the generation that is served, without the generation's number."""
    with reading(config) as reader:
        rows = reader._engine.rows  # type: ignore[attr-defined]
        return {
            table: [
                tuple(bytes(value) if isinstance(value, memoryview) else value for value in row)
                for row in rows(
                    f"SELECT {columns} FROM {table}"
                    " WHERE generation = (SELECT generation FROM site)"
                    f" ORDER BY {columns}"
                )
            ]
            for table, columns in _TABLES.items()
        }


def page(config: Config, path: str) -> str:
    """The page at `path` as an edge would serve it."""
    with reading(config) as reader:
        found = reader.page(path)
        assert found is not None, f"there is no page {path}"
        return found.body.decode()


def frames(config: Config, slug: str = "harbour-fire") -> list[dict[str, Any]]:
    with reading(config) as reader:
        return [json.loads(frame.body) for frame in reader.frames(slug, 0, 10_000)]
