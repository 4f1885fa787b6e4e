"""In a rebuild: taking a coverage over from the generation that is being served, as it is."""

from __future__ import annotations

import json
from collections.abc import Iterable

from stoppress.public_store.engine import Engine, read_site
from stoppress.public_store.tables import COLUMNS


def keep_coverage(engine: Engine, generation: int, slug: str) -> bool:
    """See `types.Publication.keep`. What the new generation has of the coverage is replaced."""
    site = read_site(engine)
    old = site.generation if site else 0
    if not engine.rows("SELECT 1 FROM head WHERE generation = ? AND slug = ?", (old, slug)):
        return False
    for table in COLUMNS:
        engine.run(f"DELETE FROM {table} WHERE generation = ? AND slug = ?", (generation, slug))
        _copy(engine, old, generation, table, "slug", [slug])
    _copy(engine, old, generation, "page", "slug", [""])
    _copy(engine, old, generation, "part", "name", _parts_of_no_one(engine, old, slug))
    return True


def _parts_of_no_one(engine: Engine, generation: int, slug: str) -> set[str]:
    """What the coverage's pages are made of, and those of no one coverage."""
    pages = engine.rows(
        "SELECT recipe FROM page WHERE generation = ? AND (slug = ? OR slug = '')",
        (generation, slug),
    )
    return {name for (recipe,) in pages for name in json.loads(recipe)}


def _copy(
    engine: Engine, old: int, new: int, table: str, column: str, values: Iterable[str]
) -> None:
    """Copy the rows whose `column` is one of `values`; one that is there already stays."""
    columns = ", ".join(COLUMNS[table])
    for value in values:
        engine.run(
            f"INSERT INTO {table} (generation, {columns})"
            f" SELECT {new}, {columns} FROM {table}"
            f" WHERE generation = ? AND {column} = ? ON CONFLICT DO NOTHING",
            (old, value),
        )
