"""Writing an archive, whole or not at all: beside its place, made durable, and then renamed."""

from __future__ import annotations

import os
import shutil
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from typing import Protocol

from stoppress.lib.durable import make_durable
from stoppress.verify.manifest import Listed

_DATE = (1980, 1, 1, 0, 0, 0)  # the same archive has the same bytes, whenever it is written


class Draft(Protocol):
    """An archive that is being written. `listed` are its files so far."""

    listed: list[Listed]

    def add(self, path: str, data: bytes) -> None: ...


@contextmanager
def new_archive(path: Path, folder: str) -> Iterator[Draft]:
    """What is added in the block is at `path` after it; nothing is, where the block fails.

    A zip where the name ends in `.zip`, its files in `folder`; else a folder. Raises
    FileExistsError where there is something already, and OSError.
    """
    if path.exists() or path.is_symlink():
        raise FileExistsError(f"{path} is there already; nothing is overwritten")
    beside = path.with_name(f".{path.name}.{os.getpid()}.new")
    _discard(beside)
    try:
        if path.suffix.lower() == ".zip":
            with _ZipDraft(beside, folder) as zipped:
                yield zipped
        else:
            draft = _FolderDraft(beside)
            yield draft
            draft.settle()
        _put_in_place(beside, path)
    except BaseException:
        _discard(beside)
        raise


class _FolderDraft:
    def __init__(self, path: Path) -> None:
        self.listed: list[Listed] = []
        self._path = path
        path.mkdir(mode=0o755)

    def add(self, path: str, data: bytes) -> None:
        file = self._path / path
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("xb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        self.listed.append(_listed(path, data))

    def settle(self) -> None:
        # An archive is for handing on: it may be read by others, whatever the umask is here.
        for folder, _, files in os.walk(self._path):
            os.chmod(folder, 0o755)
            for name in files:
                os.chmod(Path(folder) / name, 0o644)
            make_durable(Path(folder))


class _ZipDraft:
    def __init__(self, path: Path, folder: str) -> None:
        self.listed: list[Listed] = []
        self._file = path.open("xb")
        self._zip = zipfile.ZipFile(self._file, "w", zipfile.ZIP_DEFLATED)
        self._folder = folder

    def __enter__(self) -> _ZipDraft:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        try:
            with suppress(ValueError):
                self._zip.close()
            if kind is None:
                self._file.flush()
                os.fchmod(self._file.fileno(), 0o644)
                os.fsync(self._file.fileno())
        finally:
            self._file.close()

    def add(self, path: str, data: bytes) -> None:
        info = zipfile.ZipInfo(f"{self._folder}/{path}", _DATE)
        info.external_attr = 0o644 << 16
        # Pictures are packed already.
        is_picture = path.startswith("media/")
        info.compress_type = zipfile.ZIP_STORED if is_picture else zipfile.ZIP_DEFLATED
        self._zip.writestr(info, data)
        self.listed.append(_listed(path, data))


def _put_in_place(beside: Path, path: Path) -> None:
    if beside.is_dir():
        # Renaming a folder onto one that came meanwhile fails, unless that one is empty.
        os.rename(beside, path)
    else:
        os.link(beside, path)  # unlike a rename, it fails where somebody made the file meanwhile
        beside.unlink()
    make_durable(path.parent)


def _listed(path: str, data: bytes) -> Listed:
    return Listed(sha256(data).hexdigest(), len(data), path)


def _discard(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        with suppress(OSError):
            path.unlink()
