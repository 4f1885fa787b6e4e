"""Whether a backup is whole and this version can read it, before anything is touched."""

from __future__ import annotations

import os
from pathlib import Path

from django.db.migrations.loader import MigrationLoader

from stoppress.backup.files import require_whole
from stoppress.backup.manifest import Manifest, read_manifest
from stoppress.record.errors import Refused

_STALE = ("-wal", "-shm", "-journal")


def check_backup(folder: Path) -> Manifest:
    """The manifest, once every file was found to be what it says. Raises Refused, naming the file.

    Needs no Django that was set up.
    """
    manifest = read_manifest(folder)
    require_no_log(folder / manifest.record)
    require_whole(folder, manifest.files)
    return manifest


def require_no_log(record: Path) -> None:
    """Raise Refused where SQLite would read something together with this file."""
    for ending in _STALE:
        beside = record.with_name(record.name + ending)
        if os.path.lexists(beside):
            raise Refused(f"{beside} lies beside the backup and is not of it; take it away")


def require_known_schema(manifest: Manifest) -> None:
    """Raise Refused for a backup of a newer Stoppress. Needs Django."""
    known = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}
    if newer := sorted(set(manifest.migrations) - known):
        raise Refused(
            f"this backup is from a newer Stoppress ({newer[0]}, made by {manifest.stoppress});"
            " restore it with that version. Nothing was touched"
        )
