"""Files that are whole and on the disk, or not there: also after a crash."""

from __future__ import annotations

import os
from glob import escape
from pathlib import Path
from tempfile import NamedTemporaryFile


def keep_file(folder: Path, name: str, data: bytes) -> None:
    """Put `data` under `name`, whole or not at all. Raises OSError.

    `name` follows from `data`, so one that is there stays. Durable once the folder is.
    """
    if (folder / name).exists():
        return
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=folder, prefix=_half_done(name), delete=False) as file:
        try:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
            os.replace(file.name, folder / name)
        except BaseException:
            Path(file.name).unlink(missing_ok=True)
            raise


def drop_file(folder: Path, name: str) -> None:
    """Take it away, and what a writer of it that was killed has left. Raises OSError."""
    (folder / name).unlink(missing_ok=True)
    for left in folder.glob(f"{escape(_half_done(name))}*"):
        left.unlink(missing_ok=True)


def _half_done(name: str) -> str:
    return f".new-{name}-"


def make_durable(path: Path) -> None:
    """A file, or which names a folder has, stays as it is now. Raises OSError."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
