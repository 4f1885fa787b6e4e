"""Files that are whole and on the disk, or not there: also after a crash."""

from __future__ import annotations

import os
from pathlib import Path
from tempfile import NamedTemporaryFile


def keep_file(folder: Path, name: str, data: bytes) -> None:
    """Put `data` under `name`, whole or not at all. Raises OSError.

    `name` follows from `data`, so one that is there stays. Durable once the folder is.
    """
    if (folder / name).exists():
        return
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=folder, prefix=".new-", delete=False) as file:
        try:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
            os.replace(file.name, folder / name)
        except BaseException:
            Path(file.name).unlink(missing_ok=True)
            raise


def make_durable(path: Path) -> None:
    """A file, or which names a folder has, stays as it is now. Raises OSError."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
