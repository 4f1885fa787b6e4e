"""Other places to restore to: a fresh data folder, and on PostgreSQL a fresh, empty database."""

from __future__ import annotations

import dataclasses
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection, connections

from stoppress.config import Config
from tests.commands.shell import Shell


@contextmanager
def elsewhere(config: Config, folder: Path) -> Iterator[Shell]:
    """A shell on a place with nothing in it, on the same engine as `config`."""
    database = ""
    if config.database:
        name = f"stoppress_other_{secrets.token_hex(6)}"
        on_server(config, f"CREATE DATABASE {name}")
        database = urlsplit(config.database)._replace(path=f"/{name}").geturl()
    place = Config(data=folder, database=database)
    try:
        yield Shell(place)
    finally:
        connections.close_all()
        if database:
            on_server(config, f"DROP DATABASE {urlsplit(database).path[1:]} WITH (FORCE)")


@contextmanager
def at_record_of(place: Config) -> Iterator[None]:
    """Django reads the record of another place until the end of the block."""
    before = connection.settings_dict["NAME"]
    own = str(place.record_file)
    connections.close_all()
    connection.settings_dict["NAME"] = urlsplit(place.database).path[1:] or own
    kept, settings.STOPPRESS = settings.STOPPRESS, place
    try:
        yield
    finally:
        connections.close_all()
        connection.settings_dict["NAME"] = before
        settings.STOPPRESS = kept


def lose_record(config: Config) -> None:
    """The disk with the record failed: what is beside it is still there."""
    connections.close_all()
    if config.database:
        name = urlsplit(config.database).path[1:]
        on_server(config, f"DROP DATABASE {name} WITH (FORCE)")
        on_server(config, f"CREATE DATABASE {name}")
        return
    for ending in ("", "-wal", "-shm"):
        config.record_file.with_name(config.record_file.name + ending).unlink(missing_ok=True)


def lose_public_store(config: Config) -> None:
    for path in config.data.glob("public.sqlite*"):
        path.unlink()
    shutil.rmtree(config.public_media, ignore_errors=True)


def hold_what_belongs_to(config: Config, place: Config) -> None:
    """Checkpoints and keys, brought over to a new machine by hand."""
    place.data.mkdir(mode=0o700)
    for path in config.data.glob("checkpoints.sqlite*"):
        shutil.copy2(path, place.data / path.name)
    shutil.copytree(config.data / "keys", place.data / "keys")
    os.chmod(place.data / "keys", 0o700)


def on_server(config: Config, statement: str) -> None:
    import psycopg

    server = urlsplit(config.database)._replace(path="/postgres").geturl()
    with psycopg.connect(server, autocommit=True) as database:
        database.execute(statement)


def renamed(config: Config, **changes: str) -> Config:
    return dataclasses.replace(config, **changes)  # type: ignore[arg-type]
