"""Opening the newsroom that a command works on: settings, data folder, Django, schema.

The order matters: Django reads its settings on import, so the environment must be complete before,
and the data folder is looked at before any database in it is opened.
"""

from __future__ import annotations

import argparse
import os

from stoppress.commands import data_folder
from stoppress.commands.failures import Failure
from stoppress.config import Config, load_config


def open_newsroom(arguments: argparse.Namespace, *, create: bool = False) -> Config:
    """The settings in force, with Django ready and the database of this version.

    With `create` a missing data folder is made and an older database brought up to date; without,
    either is a Failure that says what to do. A newer folder or database is never touched.
    """
    config = config_for(arguments)
    if create:
        data_folder.make(config)
    else:
        data_folder.require(config)
        _require_record(config)
    os.environ["STOPPRESS_DATA"] = str(config.data)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "stoppress.settings")
    import django

    django.setup()
    _check_schema(create)
    return config


def config_for(arguments: argparse.Namespace) -> Config:
    """The settings in force for this command; its own `--edge` and `--desk` win.

    They are put into the environment, so that Django and child processes see the same.
    """
    names = ("data", "edge", "desk")
    given = {name: getattr(arguments, name, None) for name in names}
    config = load_config(os.environ, **given)
    for name, value in given.items():
        if value is not None:
            os.environ[f"STOPPRESS_{name.upper()}"] = value
    return config


def _require_record(config: Config) -> None:
    # SQLite would make an empty file here, and the loss would look like a new beginning.
    if not config.database and not config.record_file.exists():
        raise Failure(
            f"{config.record_file} is missing; restore it from a backup, or for a new newsroom"
            " run `stoppress setup`"
        )


def _check_schema(create: bool) -> None:
    missing, unknown = schema_state()
    if unknown:
        raise Failure(
            f"the database is from a newer Stoppress ({unknown[0]} is applied);"
            " use that version. Nothing was touched"
        )
    if not missing:
        return
    if not create:
        raise Failure(
            f"the database is from an older Stoppress ({len(missing)} changes to make);"
            " run `stoppress setup --defaults` once, or `stoppress serve`"
        )
    from stoppress.record.upgrading import bring_up_to_date

    bring_up_to_date()


def schema_state() -> tuple[list[str], list[str]]:
    """The migrations still to be applied, and those applied that this version does not know."""
    from django.db import connection
    from django.db.migrations.loader import MigrationLoader

    loader = MigrationLoader(connection)
    known, applied = set(loader.disk_migrations), set(loader.applied_migrations)
    return (
        [".".join(name) for name in sorted(known - applied)],
        [".".join(name) for name in sorted(applied - known)],
    )
