"""The tables of the public store, for either engine (docs/reference/public-store.md)."""

from __future__ import annotations

SCHEMA = "stoppress_public"  # on PostgreSQL; on SQLite the file is the schema
EDGE_ROLE = "stoppress_edge"  # on PostgreSQL; may read and do nothing else

_TABLES = """
CREATE TABLE IF NOT EXISTS site (
    only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
    format INTEGER NOT NULL, generation INTEGER NOT NULL, epoch TEXT NOT NULL, render TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS head (
    generation INTEGER NOT NULL, slug TEXT NOT NULL, coverage TEXT NOT NULL,
    position INTEGER NOT NULL, state TEXT NOT NULL, PRIMARY KEY (generation, slug)
);
CREATE TABLE IF NOT EXISTS frame (
    generation INTEGER NOT NULL, slug TEXT NOT NULL, position INTEGER NOT NULL,
    body {bytes} NOT NULL, PRIMARY KEY (generation, slug, position)
);
CREATE TABLE IF NOT EXISTS part (
    generation INTEGER NOT NULL, name TEXT NOT NULL, body {bytes} NOT NULL,
    PRIMARY KEY (generation, name)
);
CREATE TABLE IF NOT EXISTS page (
    generation INTEGER NOT NULL, path TEXT NOT NULL, slug TEXT NOT NULL, status INTEGER NOT NULL,
    location TEXT NOT NULL, content_type TEXT NOT NULL, cache TEXT NOT NULL, recipe TEXT NOT NULL,
    PRIMARY KEY (generation, path)
)
"""


def statements(bytes_type: str) -> list[str]:
    """The CREATE statements, one each; `bytes_type` is the engine's word for bytes."""
    return [text.strip() for text in _TABLES.format(bytes=bytes_type).split(";")]
