"""The tables of the public store, for either engine (docs/reference/public-store.md)."""

from __future__ import annotations

SCHEMA = "stoppress_public"  # on PostgreSQL; on SQLite the file is the schema
EDGE_ROLE = "stoppress_edge"  # on PostgreSQL; may read and do nothing else

# What each table holds beside the generation, in order.
COLUMNS = {
    "head": ("slug", "coverage", "position", "state", "floor", "purged", "signed"),
    "frame": ("slug", "position", "at", "body"),
    "part": ("name", "since", "slug", "until", "body"),
    "page": (
        "path", "since", "slug", "until", "status", "location", "content_type", "cache", "recipe",
    ),
    "leaf": ("slug", "position", "leaf", "leaf_hash", "said"),
    "tile_hash": ("slug", "level", "number", "hash"),
    "media": ("slug", "name"),
}  # fmt: skip
# Columns that a row is found by, after the generation.
KEYS = {
    "head": ("slug",),
    "frame": ("slug", "position"),
    "part": ("name", "since"),
    "page": ("path", "since"),
    "leaf": ("slug", "position"),
    "tile_hash": ("slug", "level", "number"),
    "media": ("slug", "name"),
}

_TYPES = {
    "position": "BIGINT", "floor": "BIGINT", "purged": "BIGINT", "signed": "BIGINT",
    "since": "BIGINT", "until": "BIGINT", "level": "INTEGER", "number": "BIGINT",
    "status": "INTEGER",
    "body": "{bytes}", "leaf": "{bytes}", "leaf_hash": "{bytes}", "said": "{bytes}",
    "hash": "{bytes}",
}  # fmt: skip
_SITE = """CREATE TABLE site (
    only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
    format INTEGER NOT NULL, generation INTEGER NOT NULL, epoch TEXT NOT NULL, render TEXT NOT NULL
)"""
_INDEXES = [
    # Of each part and page one row is the present; a page is joined from such rows alone.
    "CREATE UNIQUE INDEX part_present ON part (generation, name) WHERE until IS NULL",
    "CREATE UNIQUE INDEX page_present ON page (generation, path) WHERE until IS NULL",
    "CREATE INDEX part_slug ON part (generation, slug)",
    "CREATE INDEX page_slug ON page (generation, slug)",
    "CREATE INDEX frame_at ON frame (generation, slug, at, position)",
    "CREATE INDEX media_name ON media (generation, name)",
]


def statements(bytes_type: str) -> list[str]:
    """What makes the tables where none are; `bytes_type` is the engine's word for bytes."""
    tables = [_table(name).format(bytes=bytes_type) for name in COLUMNS]
    return [_SITE, *tables, *_INDEXES]


def removals() -> list[str]:
    """What removes them, of whatever format they are."""
    return [f"DROP TABLE IF EXISTS {name}" for name in ("site", *COLUMNS)]


def _table(name: str) -> str:
    columns = ", ".join(
        f"{column} {_TYPES.get(column, 'TEXT')}{'' if column == 'until' else ' NOT NULL'}"
        for column in COLUMNS[name]
    )
    key = ", ".join(KEYS[name])
    return (
        f"CREATE TABLE {name} (generation INTEGER NOT NULL, {columns},"
        f" PRIMARY KEY (generation, {key}))"
    )
