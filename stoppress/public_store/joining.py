"""Joining rows that follow each other and say the same: one run of positions is one row.

Publishing never makes such rows. A purge does, where it ends a row whose past, made again without
the words, turns out to say what the row after it says.
"""

from __future__ import annotations

from stoppress.public_store.engine import Engine
from stoppress.public_store.tables import COLUMNS, KEYS


def join_rows(engine: Engine, generation: int, slug: str, table: str) -> None:
    """Join them in `table`, for all that the coverage has there."""
    name = KEYS[table][0]
    contents = [one for one in COLUMNS[table] if one not in (name, "since", "until")]
    same = " AND ".join(f"later.{one} = earlier.{one}" for one in contents)
    pairs = engine.rows(
        f"SELECT earlier.{name}, earlier.since, later.since"
        f" FROM {table} AS earlier JOIN {table} AS later"
        f" ON later.generation = earlier.generation AND later.{name} = earlier.{name}"
        " AND later.since = earlier.until"
        f" WHERE earlier.generation = ? AND earlier.slug = ? AND {same} ORDER BY later.since DESC",
        (generation, slug),
    )
    these = f"generation = ? AND {name} = ? AND since = ?"
    for named, earlier, later in pairs:  # the last first, so that a whole run becomes one
        [(until,)] = engine.rows(
            f"SELECT until FROM {table} WHERE {these}", (generation, named, later)
        )
        engine.run(f"DELETE FROM {table} WHERE {these}", (generation, named, later))
        engine.run(
            f"UPDATE {table} SET until = ? WHERE {these}", (until, generation, named, earlier)
        )
