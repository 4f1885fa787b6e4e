"""The data folder: whether it is one of ours, of this version, and fit to hold the record.

The file `format` names the layout of the folder. Everything here is looked at before any database
is opened, so that a folder of a newer version is left as it was.
"""

from __future__ import annotations

import os
import tomllib
from pathlib import Path

from stoppress.commands.failures import Failure
from stoppress.config import Config
from stoppress.lib.sqlite_library import has_wal_reset_fix, sqlite_version

FORMAT = 1
# SQLite's write-ahead log needs shared memory and locks that work, which these do not give.
_NETWORK = ("nfs", "cifs", "smb", "afs", "ceph", "glusterfs", "lustre", "ncp", "fuse.sshfs")
_MOUNTS = Path("/proc/self/mountinfo")


def require(config: Config) -> None:
    """Raise Failure unless `config.data` is a newsroom's folder that this version can use."""
    found = read_format(config.data)
    if found is None:
        raise Failure(
            f"there is no newsroom in {config.data}; make one with"
            f" `stoppress setup --data {config.data}`, or name another folder with --data"
        )
    if found > FORMAT:
        raise Failure(
            f"{config.data} is from a newer Stoppress (format {found}, this version knows"
            f" {FORMAT}); use that version. Nothing was touched"
        )
    if not config.database:
        require_sqlite(config)


def make(config: Config) -> None:
    """Make the folder where there is none. Raises Failure as `require` does.

    A folder that holds something else is refused: our files would be lost among the others.
    """
    if read_format(config.data) is not None:
        require(config)
        return
    if config.data.is_dir() and (others := sorted(set(os.listdir(config.data)) - _MAY_LIE_THERE)):
        raise Failure(
            f"{config.data} holds something else ({others[0]}); choose an empty or a new folder"
        )
    config.data.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not config.database:
        require_sqlite(config)
    config.data.chmod(0o700)
    write_whole(config.data / "format", f"{FORMAT}\n")


# Written before the folder is one of ours: the answers to `setup`, the lock of `serve`, an edge's
# private socket.
_MAY_LIE_THERE = {"settings.toml", "serve.lock", "edges", "lost+found"}


def write_whole(path: Path, text: str) -> None:
    """Write a small file so that a crash or a full disk leaves the old one or the new one."""
    beside = path.with_name(f"{path.name}.new")
    try:
        with beside.open("w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except OSError:
        beside.unlink(missing_ok=True)
        raise


def read_settings(file: Path) -> dict[str, str]:
    """The settings kept in `settings.toml`, already known to be good; none where there is none."""
    try:
        return tomllib.loads(file.read_text("utf-8"))
    except FileNotFoundError:
        return {}


def read_format(data: Path) -> int | None:
    """The folder's format; None where it is no newsroom. Raises Failure where it cannot be told."""
    try:
        text = (data / "format").read_text("ascii").strip()
    except (FileNotFoundError, NotADirectoryError):
        if data.exists() and not data.is_dir():
            raise Failure(f"{data} is a file; --data names a folder") from None
        return None
    except UnicodeDecodeError:
        text = ""
    if not text.isdigit():
        raise Failure(f"{data / 'format'} should hold a number; restore it from a backup")
    return int(text)


def require_sqlite(config: Config) -> None:
    """Raise Failure where SQLite would not keep what it has accepted."""
    version = sqlite_version()
    if not has_wal_reset_fix(version):
        raise Failure(
            f"this Python's SQLite is {'.'.join(map(str, version))}, which can lose what was"
            " published; install the package pysqlite3 (`bin/setup` does), or use PostgreSQL"
        )
    kind = file_system(config.data)
    if kind.startswith(_NETWORK):
        raise Failure(
            f"{config.data} lies on a network file system ({kind}), where SQLite loses data;"
            " choose a local disk, or use PostgreSQL (docs/running/postgresql.md)"
        )


def file_system(path: Path, mounts: Path = _MOUNTS) -> str:
    """The kind of file system that `path` is on, as Linux calls it; "" where that is not known."""
    try:
        lines = mounts.read_text("utf-8", "surrogateescape").splitlines()
    except OSError:
        return ""
    path = path.resolve()
    kind, longest = "", -1
    for line in lines:
        before, _, after = line.partition(" - ")
        point = before.split(" ")[4].encode().decode("unicode_escape")  # a space is \040 there
        if len(point) >= longest and path.is_relative_to(point):
            kind, longest = after.split(" ")[0], len(point)
    return kind
