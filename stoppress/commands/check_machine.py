"""What `stoppress check` looks at before any database is opened: the machine and the settings."""

from __future__ import annotations

import asyncio
import os
import platform
import resource
import shutil
import stat
from collections.abc import Iterator
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from stoppress.commands import data_folder
from stoppress.commands.findings import Finding, fail, ok, warn
from stoppress.commands.health import answers
from stoppress.commands.listening import is_free
from stoppress.commands.serving import serving
from stoppress.config import Config, host_and_port
from stoppress.lib.sqlite_library import sqlite_version

_MIB = 1024 * 1024
_SPACE_LOW, _SPACE_LEAST = 2048 * _MIB, 256 * _MIB
_SPARE_FILES = 200  # open files beside the readers' streams


def python(config: Config) -> Iterator[Finding]:
    yield ok("python", platform.python_version())


def sqlite(config: Config) -> Iterator[Finding]:
    if config.database:
        yield ok("sqlite", "not used: the record is in PostgreSQL")
        return
    data_folder.require_sqlite(config)
    kind = data_folder.file_system(config.data) or "an unknown file system"
    yield ok("sqlite", f"{'.'.join(map(str, sqlite_version()))} on {kind}")


def folder(config: Config) -> Iterator[Finding]:
    data_folder.require(config)
    yield ok("folder", f"{config.data} has format {data_folder.FORMAT}")
    yield _rights(config.data, 0o700)
    key = config.data / "secret-key"
    if key.exists():
        yield _rights(key, 0o600)
    free = shutil.disk_usage(config.data).free
    text = f"{free // _MIB} MiB are free on its disk"
    if free < _SPACE_LEAST:
        yield fail("space", f"only {text}; free some before publishing stops")
    elif free < _SPACE_LOW:
        yield warn("space", f"only {text}")
    else:
        yield ok("space", text)


def _rights(path: Path, wanted: int) -> Finding:
    found = path.stat()
    mode = stat.S_IMODE(found.st_mode)
    if found.st_uid != os.geteuid():
        return warn("rights", f"{path} belongs to another user; run this as the one that serves")
    if mode & ~wanted:
        return fail("rights", f"others may look into {path}; run `chmod {wanted:o} {path}`")
    return ok("rights", f"{path} is its owner's alone")


def addresses(config: Config) -> Iterator[Finding]:
    now = serving(config.data)
    for name in ("edge", "desk"):
        address = getattr(now, name) if now else getattr(config, name)
        if now is None and host_and_port(address)[1] == 0:
            yield ok(name, "serve will choose a free port")
        elif now is None:
            taken = f"{address} is taken by another program; stop it or choose another port"
            yield ok(name, f"{address} is free") if is_free(address) else fail(name, taken)
        elif address and asyncio.run(answers(address)):
            yield ok(name, f"answers at {address}")
        else:
            yield fail(name, f"does not answer at {address}; see what `serve` has logged")


def public_addresses(config: Config) -> Iterator[Finding]:
    reader, desk = urlsplit(config.reader_base), urlsplit(config.desk_base)
    if config.reader_url and config.desk_url and reader.hostname == desk.hostname:
        yield fail("desk_url", "the desk must not share the readers' host name; give it its own")
    if not _is_loopback(config.desk):
        yield warn("desk", f"{config.desk} is open to the network; bind 127.0.0.1 behind a proxy")
    for name, url in (("reader_url", reader), ("desk_url", desk)):
        if url.scheme != "https" and getattr(config, name):
            yield warn(name, f"{url.geturl()} is not encrypted; use https:// behind a proxy")
        elif not getattr(config, name):
            yield ok(name, "not set: for this machine only")
        else:
            yield ok(name, url.geturl())


def _is_loopback(address: str) -> bool:
    host = host_and_port(address)[0]
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def open_files(config: Config) -> Iterator[Finding]:
    allowed = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    wanted = int(config.max_streams) + _SPARE_FILES
    if allowed != resource.RLIM_INFINITY and allowed < wanted:
        yield warn(
            "open files",
            f"this user may open {allowed}; {config.max_streams} readers an edge need {wanted}:"
            " raise LimitNOFILE, or lower max_streams",
        )
    else:
        yield ok("open files", f"enough for {config.max_streams} readers an edge")


LOOKS = (python, sqlite, folder, open_files, addresses, public_addresses)
