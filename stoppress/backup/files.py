"""Copying, hashing and settling files, so that a crash or a full disk leaves nothing half-done."""

from __future__ import annotations

import os
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from stoppress.backup.manifest import HASH, MEDIA, NAME, File
from stoppress.lib.durable import make_durable
from stoppress.record.errors import Refused

_PIECE = 1 << 20
_OWN = {NAME, HASH}


def hash_file(path: Path) -> tuple[str, int]:
    """SHA-256 (hex) and length in bytes."""
    hashed, length = sha256(), 0
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            hashed.update(piece)
            length += len(piece)
    return hashed.hexdigest(), length


def copy_file(source: Path, target: Path) -> str:
    """A new file with the same bytes, durable with its folder's next `settle`; their SHA-256."""
    hashed = sha256()
    with source.open("rb") as reading, target.open("xb") as writing:
        while piece := reading.read(_PIECE):
            hashed.update(piece)
            writing.write(piece)
        writing.flush()
        os.fsync(writing.fileno())
    return hashed.hexdigest()


def copy_pictures(source: Path, target: Path) -> None:
    """Every picture that is not there yet. One that is taken away meanwhile is left out.

    Raises Refused for a file that is not the picture whose hash is its name.
    """
    target.mkdir(mode=0o700, exist_ok=True)
    if not source.is_dir():
        return
    for name in sorted(os.listdir(source)):
        if name.startswith(".") or (target / name).exists():
            continue
        try:
            digest = copy_file(source / name, target / name)
        except FileNotFoundError:
            continue
        if Path(name).stem != digest:
            raise Refused(
                f"{source / name} is damaged, or no picture of ours; put the right one there, or"
                " take it out of the folder"
            )
    make_durable(target)


def listed(folder: Path) -> tuple[File, ...]:
    """Every file of a backup but its manifest, hashed."""
    return tuple(File(path, *hash_file(folder / path)) for path in sorted(_paths(folder) - _OWN))


def require_whole(folder: Path, files: tuple[File, ...]) -> None:
    """Raise Refused, naming the file, unless exactly these files are there, byte for byte."""
    there = _paths(folder) - _OWN
    expected = {file.path for file in files}
    if strange := sorted(there - expected):
        raise Refused(f"{folder / strange[0]} is not of this backup; take it out, or use another")
    for file in files:
        _require_file(folder, file, is_there=file.path in there)


def _require_file(folder: Path, file: File, *, is_there: bool) -> None:
    path = folder / file.path
    if not is_there:
        raise Refused(f"{path} is missing; use another backup")
    digest, length = hash_file(path)
    if (digest, length) != (file.sha256, file.bytes):
        raise Refused(f"{path} is not the file that was backed up; use another backup")
    if path.parent.name == MEDIA and path.stem != digest:
        raise Refused(f"{path} is not the picture that its name says; use another backup")


def _paths(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in _walk(folder)}


def _walk(folder: Path) -> Iterator[Path]:
    for where, _, names in os.walk(folder):
        yield from (Path(where) / name for name in names)
