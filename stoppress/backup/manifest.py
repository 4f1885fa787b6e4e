"""The manifest of a backup, `backup.json`: what is in it, by hash, and how far each log went."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from stoppress.record.errors import Refused

NAME = "backup.json"
HASH = "backup.json.sha256"  # as `sha256sum` writes it
FORMAT = "stoppress-backup/1"
SQLITE, POSTGRESQL = "sqlite", "postgresql"
RECORD = {SQLITE: "desk.sqlite", POSTGRESQL: "desk.dump"}  # the database's file, by engine
MEDIA = "desk-media"
SETTINGS = "settings.toml"


@dataclass(frozen=True)
class File:
    """One file; `path` is relative to the backup."""

    path: str
    sha256: str
    bytes: int


@dataclass(frozen=True)
class Log:
    """A log as it was: `size` leaves with this root (hex)."""

    size: int
    root: str


@dataclass(frozen=True)
class Told:
    """One coverage of the backup; `root` is that of its first `head` leaves, hex.

    `removed`: the positions whose words had been destroyed by then.
    """

    id: str
    slug: str
    head: int
    root: str
    removed: tuple[int, ...] = ()


@dataclass(frozen=True)
class Manifest:
    """`made_at`: RFC 3339, an instant before the copy began. `rows`: how many, by table."""

    stoppress: str
    made_at: str
    engine: str
    migrations: tuple[str, ...]
    site_log: Log
    coverages: tuple[Told, ...]
    rows: dict[str, int] = field(default_factory=dict)
    files: tuple[File, ...] = ()

    @property
    def record(self) -> str:
        """The path of the database's copy."""
        return RECORD[self.engine]

    @property
    def revisions(self) -> int:
        return sum(one.head for one in self.coverages)

    def text(self) -> str:
        return json.dumps({"format": FORMAT} | asdict(self), ensure_ascii=False, indent=1) + "\n"


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Put it into the backup's folder, with its hash beside it, both durable."""
    text = manifest.text().encode()
    for name, data in ((NAME, text), (HASH, _hash_line(text))):
        with (folder / name).open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())


def read_manifest(folder: Path) -> Manifest:
    """The manifest of the backup in `folder`. Raises Refused where it is none, or a newer one."""
    try:
        text = (folder / NAME).read_bytes()
        hashed = (folder / HASH).read_bytes()
    except (FileNotFoundError, NotADirectoryError) as error:
        name = Path(error.filename).name
        raise Refused(f"{folder} is no whole backup of Stoppress: it has no {name}") from None
    if hashed != _hash_line(text):
        raise Refused(f"{folder / NAME} is not what {HASH} says; use another backup")
    try:
        said = json.loads(text)
    except ValueError:
        raise Refused(f"{folder / NAME} is damaged; use another backup") from None
    known = said.get("format") if isinstance(said, dict) else None
    if known != FORMAT:
        raise Refused(f"{folder / NAME} says format {known!r}; this version knows {FORMAT!r}")
    try:
        return _parsed(said)
    except (KeyError, TypeError, ValueError, AttributeError):
        raise Refused(f"{folder / NAME} is damaged; use another backup") from None


def _hash_line(text: bytes) -> bytes:
    return f"{sha256(text).hexdigest()}  {NAME}\n".encode()


def _parsed(said: dict[str, Any]) -> Manifest:
    manifest = Manifest(
        stoppress=str(said["stoppress"]),
        made_at=str(said["made_at"]),
        engine=str(said["engine"]),
        migrations=tuple(map(str, said["migrations"])),
        site_log=Log(int(said["site_log"]["size"]), str(said["site_log"]["root"])),
        coverages=tuple(
            Told(
                str(one["id"]),
                str(one["slug"]),
                int(one["head"]),
                str(one["root"]),
                tuple(map(int, one["removed"])),
            )
            for one in said["coverages"]
        ),
        rows={str(table): int(count) for table, count in said["rows"].items()},
        files=tuple(
            File(str(one["path"]), str(one["sha256"]), int(one["bytes"])) for one in said["files"]
        ),
    )
    if manifest.engine not in RECORD or manifest.record not in {f.path for f in manifest.files}:
        raise ValueError("no database is listed")
    return manifest
