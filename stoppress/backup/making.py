"""Making a backup while the newsroom serves: copied, checked, and only then given its name."""

from __future__ import annotations

import dataclasses
import os
import re
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from stoppress import __version__
from stoppress.backup import postgres, sounding
from stoppress.backup.checking import check_backup
from stoppress.backup.files import copy_pictures, listed
from stoppress.backup.manifest import (
    MEDIA,
    POSTGRESQL,
    RECORD,
    SETTINGS,
    SQLITE,
    Manifest,
    write_manifest,
)
from stoppress.backup.pointing import fold_up, record_at, require_sound
from stoppress.config import Config
from stoppress.lib.clock import now, to_rfc3339
from stoppress.lib.durable import make_durable
from stoppress.record.errors import Refused

_SECRETS = re.compile(r"^\s*(?:public_)?database\s*=.*\n?", re.M)  # passwords stand in them


def make_backup(config: Config, target: Path) -> Manifest:
    """Back the newsroom up into a new folder `target`; it is there, whole and durable, or not.

    Raises Refused where something is there already, or where the copy is not whole.
    """
    target = target.absolute()
    if os.path.lexists(target):
        raise Refused(f"{target} is there already; name another place, nothing is overwritten")
    part = target.with_name(f".{target.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    try:
        part.mkdir(mode=0o700, parents=True)
        manifest = _fill(config, part)
        os.rename(part, target)
    except BaseException as error:
        shutil.rmtree(part, ignore_errors=True)
        _name_target(error, part, target)
        raise
    make_durable(target.parent)
    return manifest


def _name_target(error: BaseException, part: Path, target: Path) -> None:
    """Let an error of the system name the place that was asked for, not where it is being made."""
    if isinstance(error, OSError) and isinstance(error.filename, str):
        error.filename = error.filename.replace(str(part), str(target))


def _fill(config: Config, part: Path) -> Manifest:
    began = to_rfc3339(now(), microseconds=True)
    copy_pictures(config.desk_media, part / MEDIA)
    told = _dumped(config, part) if config.database else _copied(config, part)
    _keep_settings(config, part)
    manifest = dataclasses.replace(told, made_at=began, files=listed(part))
    write_manifest(part, manifest)
    make_durable(part)
    return check_backup(part)


def _copied(config: Config, part: Path) -> Manifest:
    copy = part / RECORD[SQLITE]
    with closing(sqlite3.connect(config.record_file, timeout=20, isolation_level=None)) as db:
        db.execute("VACUUM INTO ?", (str(copy),))
    copy_pictures(config.desk_media, part / MEDIA)
    require_sound(copy)
    with record_at(copy):
        manifest = _looked_at(part, SQLITE)
    fold_up(copy)
    make_durable(copy)
    return manifest


def _dumped(config: Config, part: Path) -> Manifest:
    copy = part / RECORD[POSTGRESQL]
    with postgres.snapshot() as name:
        copy_pictures(config.desk_media, part / MEDIA)
        rows = postgres.count_rows()
        postgres.dump(config.database, name, copy)
        manifest = _looked_at(part, POSTGRESQL)
    if postgres.rows_in(copy) != rows:
        raise Refused("the dump does not hold what the database held; try again")
    make_durable(copy)
    return dataclasses.replace(manifest, rows=rows)


def _looked_at(part: Path, engine: str) -> Manifest:
    """What Django's record is, once it was found to be whole; its pictures are those in `part`."""
    sounding.require_none(sounding.findings(Config(data=part)), "the copy")
    applied = MigrationRecorder(connection).applied_migrations()
    return Manifest(
        stoppress=__version__,
        made_at="",
        engine=engine,
        migrations=tuple(sorted(f"{app}.{name}" for app, name in applied)),
        site_log=sounding.site_log(),
        coverages=sounding.coverages(),
    )


def _keep_settings(config: Config, part: Path) -> None:
    try:
        text = (config.data / SETTINGS).read_text("utf-8")
    except FileNotFoundError:
        return
    (part / SETTINGS).write_text(_SECRETS.sub("", text), "utf-8")
    make_durable(part / SETTINGS)
