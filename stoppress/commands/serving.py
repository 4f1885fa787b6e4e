"""Who serves a data folder: the lock `serve.lock`, which also holds the addresses in force."""

from __future__ import annotations

import dataclasses
import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from stoppress.commands.failures import Failure
from stoppress.config import Config


@dataclass(frozen=True)
class Serving:
    """A `serve` at work: its process id and the addresses (host:port) that it really has."""

    pid: int
    edge: str = ""
    desk: str = ""


class ServeLock:
    """Held by the one `serve` of a data folder; the kernel lets it go with the process."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def announce(self, edge: str, desk: str) -> None:
        """Let other commands of this folder know the addresses."""
        text = json.dumps(asdict(Serving(os.getpid(), edge, desk))).encode()
        os.pwrite(self._descriptor, text, 0)
        os.ftruncate(self._descriptor, len(text))


@contextmanager
def serve_lock(data: Path) -> Iterator[ServeLock]:
    """Take the lock. Raises Failure, naming the process, where another `serve` has it."""
    descriptor = os.open(data / "serve.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            pid = _read(data).pid
            raise Failure(
                f"{data} is being served already (process {pid}); stop that first,"
                " or give this one another folder with --data"
            ) from None
        lock = ServeLock(descriptor)
        lock.announce("", "")
        yield lock
    finally:
        os.close(descriptor)


def serving(data: Path) -> Serving | None:
    """The `serve` that is at work on `data` now; None where there is none."""
    try:
        descriptor = os.open(data / "serve.lock", os.O_RDONLY)
    except OSError:
        return None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return _read(data)
    finally:
        os.close(descriptor)
    return None


def in_force(config: Config) -> Config:
    """The settings with the addresses that a running `serve` really has (port 0: a free one)."""
    now = serving(config.data)
    if now is None or not now.edge:
        return config
    return dataclasses.replace(config, edge=now.edge, desk=now.desk)


def _read(data: Path) -> Serving:
    try:
        return Serving(**json.loads((data / "serve.lock").read_text("ascii")))
    except (OSError, ValueError, TypeError):
        return Serving(pid=0)
