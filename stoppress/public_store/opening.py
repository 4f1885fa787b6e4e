"""Opening the public store that the settings name."""

from __future__ import annotations

from stoppress.config import Config
from stoppress.public_store.comparing import Comparison
from stoppress.public_store.engine import Engine
from stoppress.public_store.reading import SqlReader
from stoppress.public_store.types import Reader, Writer
from stoppress.public_store.writing import SqlWriter


def open_reader(config: Config) -> Reader:
    """An edge's side, read-only. Raises StoreUnavailable where there is no store yet."""
    return SqlReader(_engine(config, config.edge_database, writes=False))


def open_writer(config: Config) -> Writer:
    """The projection's side; makes the tables where there are none. Raises StoreUnavailable."""
    return SqlWriter(_engine(config, config.database, writes=True))


def open_comparison(config: Config) -> Comparison:
    """What is served, to be compared with what should be. Raises StoreUnavailable."""
    return Comparison(_engine(config, config.database, writes=False, is_patient=True))


def _engine(config: Config, url: str, *, writes: bool, is_patient: bool = False) -> Engine:
    if url:
        from stoppress.public_store.postgres import PostgresEngine

        return PostgresEngine(url, writes=writes, is_patient=is_patient)
    from stoppress.public_store.sqlite import SqliteEngine

    return SqliteEngine(config.public_file, writes=writes, is_patient=is_patient)
