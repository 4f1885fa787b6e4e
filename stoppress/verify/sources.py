"""Where files come from: a folder or a zip here, a site by HTTP in `web`. Everything is bounded."""

from __future__ import annotations

import os
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from stoppress.verify.findings import Trouble

MAX_FILE_BYTES = 64 * 1024 * 1024
_MAX_FILES = 200_000
_MAX_ZIP_BYTES = 16 * 1024**3  # unpacked
_NAME = re.compile(r"[A-Za-z0-9._/-]{1,500}")
# What Python says of a damaged zip, according to where the damage is.
_DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    OverflowError,
)
_KINDS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


class Source(Protocol):
    """Files by name. `read` raises FileNotFoundError where there is none, Trouble for the rest."""

    def read(self, name: str) -> bytes: ...

    def read_all(self, names: Iterable[str]) -> Iterator[bytes | None]:
        """Each file, null where there is none, in the order of the names."""
        ...


@dataclass(frozen=True)
class Files:
    """The files of one log: those of `source` whose names begin with `prefix`."""

    source: Source
    prefix: str

    def where(self, path: str) -> str:
        return self.prefix + path

    def read(self, path: str) -> bytes:
        return self.source.read(self.prefix + path)

    def read_all(self, paths: Iterable[str]) -> Iterator[bytes | None]:
        return self.source.read_all([self.prefix + path for path in paths])


class Archive(Source, Protocol):
    """A source that knows all its files."""

    def names(self) -> set[str]: ...


def open_archive(path: Path) -> Archive:
    """The folder or zip at `path`. Raises Trouble where it is neither, or not safe to read."""
    if path.is_dir():
        return Folder(path)
    if not path.is_file():
        raise Trouble(f"{path} is {'no ordinary file' if path.exists() else 'not there'}")
    try:
        return Zip(path)
    except _DAMAGED as error:
        raise Trouble(f"{path} is no folder and no zip that can be read: {error}") from None


class Reading:
    """`read_all` by `read`, one after the other."""

    def read(self, name: str) -> bytes:
        raise NotImplementedError

    def read_all(self, names: Iterable[str]) -> Iterator[bytes | None]:
        for name in names:
            try:
                yield self.read(name)
            except FileNotFoundError:
                yield None


class Folder(Reading):
    """An unpacked archive."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def names(self) -> set[str]:
        found = set()
        for folder, _, files in os.walk(self._path):
            for name in files:
                found.add(str((Path(folder) / name).relative_to(self._path)))
                if len(found) > _MAX_FILES:
                    raise Trouble(f"{self._path} holds more than {_MAX_FILES:,} files")
        return found

    def read(self, name: str) -> bytes:
        if not is_safe(name):
            raise FileNotFoundError(name)
        try:
            # No link is followed and no pipe waited for: only what lies here is of the archive.
            descriptor = os.open(self._path / name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        except OSError as error:
            if isinstance(error, PermissionError):
                raise Trouble(f"{self._path / name} cannot be read: {error.strerror}") from None
            raise FileNotFoundError(name) from None
        with os.fdopen(descriptor, "rb") as file:
            found = os.fstat(descriptor)
            if not stat.S_ISREG(found.st_mode):
                raise FileNotFoundError(name)
            if found.st_size > MAX_FILE_BYTES:
                raise Trouble(f"{self._path / name} is longer than any file of an archive")
            return file.read(MAX_FILE_BYTES)


class Zip(Reading):
    """A packed archive; its files may stand in one folder of whatever name."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._zip = zipfile.ZipFile(path)
        listed = [one for one in self._zip.infolist() if not one.is_dir()]
        self._require_bounded(listed)
        self._folder = _common_folder([one.filename for one in listed])
        self._listed = {one.filename.removeprefix(self._folder): one for one in listed}
        if len(self._listed) != len(listed) or not all(map(is_safe, self._listed)):
            raise Trouble(f"{path} holds a name twice, or one that leads out of it")

    def names(self) -> set[str]:
        return set(self._listed)

    def read(self, name: str) -> bytes:
        if name not in self._listed:
            raise FileNotFoundError(name)
        one = self._listed[name]
        try:
            with self._zip.open(one) as file:
                data = file.read(one.file_size + 1)
        except _DAMAGED:
            raise FileNotFoundError(name) from None
        if len(data) != one.file_size:
            raise FileNotFoundError(name)
        return data

    def _require_bounded(self, listed: list[zipfile.ZipInfo]) -> None:
        if len(listed) > _MAX_FILES or sum(one.file_size for one in listed) > _MAX_ZIP_BYTES:
            raise Trouble(f"{self._path} holds more than any archive does")
        if any(one.file_size > MAX_FILE_BYTES for one in listed):
            raise Trouble(f"{self._path} holds a file longer than any of an archive")
        if any(one.compress_type not in _KINDS or one.flag_bits & 1 for one in listed):
            raise Trouble(f"{self._path} is packed or locked in a way that no archive is")


def is_safe(name: str) -> bool:
    """Whether a file of an archive can have this name: plain letters, and no way out."""
    parts = name.split("/")
    return _NAME.fullmatch(name) is not None and not {"", ".", ".."} & set(parts)


def _common_folder(names: list[str]) -> str:
    first = names[0].partition("/")[0] + "/" if names else ""
    return first if all(name.startswith(first) for name in names) else ""
