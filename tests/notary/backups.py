"""An old backup of the record, put back: the database as it was, on either engine."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from urllib.parse import urlsplit

from django.db import connection, connections

from stoppress.config import Config


def keep(config: Config) -> Callable[[], None]:
    """Back the record up now; the answer puts it back."""
    return _keep_server(config) if config.database else _keep_file(config)


def _keep_file(config: Config) -> Callable[[], None]:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connections.close_all()
    kept = config.data / "kept.sqlite"
    shutil.copyfile(config.record_file, kept)

    def put_back() -> None:
        connections.close_all()
        for ending in ("-wal", "-shm"):
            config.record_file.with_name(config.record_file.name + ending).unlink(missing_ok=True)
        shutil.copyfile(kept, config.record_file)

    return put_back


def _keep_server(config: Config) -> Callable[[], None]:
    name = urlsplit(config.database).path[1:]
    connections.close_all()
    _on_server(config, f"CREATE DATABASE {name}_kept TEMPLATE {name}")

    def put_back() -> None:
        connections.close_all()
        _on_server(config, f"DROP DATABASE {name} WITH (FORCE)")
        _on_server(config, f"ALTER DATABASE {name}_kept RENAME TO {name}")

    return put_back


def _on_server(config: Config, statement: str) -> None:
    import psycopg

    server = urlsplit(config.database)._replace(path="/postgres").geturl()
    with psycopg.connect(server, autocommit=True) as database:
        database.execute(statement)
