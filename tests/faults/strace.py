"""Striking a running process at a named step of its work: `strace` acts as it enters a call.

Nothing in the process knows of it, so what is struck is what newsrooms run.
"""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from stoppress.config import Config
from tests.waiting import PATIENCE, eventually

ERRORS = ("EIO", "ENOSPC", "EINTR")


@dataclass(frozen=True)
class Step:
    """`call` on one of `paths`, or on anything where there are none; made some `count` times."""

    name: str
    call: str
    paths: tuple[Path, ...]
    count: int


Fault = tuple[Step, int, str]  # the call, which of them, and its error


def step(name: str, call: str, count: int, *paths: Path) -> Step:
    return Step(name, call, paths, count)


def faults_at(steps: Iterable[Step]) -> list[Fault]:
    """Every call of these, in turn, with every error."""
    return [
        (step, number, error)
        for step in steps
        for number in range(1, step.count + 1)
        for error in ERRORS
    ]


def chosen(faults: list[Fault], full: bool, most: int) -> list[Fault]:
    """All of them, or `most` by a printed seed."""
    seed = random.randrange(2**32)
    print(f"seed {seed}")
    return faults if full else random.Random(seed).sample(faults, most)


def steps_of_publish(config: Config) -> list[Step]:
    """What the desk asks of the system to publish, as strace showed it: where to kill it."""
    if config.database:
        return [step("speak to the database", "sendto", 150), *_alike(config), *_PICTURES]
    return [*_on_sqlite(config), *_alike(config), *_PICTURES]


def calls_of_publish(config: Config) -> list[Step]:
    """Every call on a file in a publish; words to a database's server are not calls on files."""
    signed = _log_of(config.checkpoints_file)
    calls = [
        *_alike(config),
        step("look for keys", "openat", 2, config.data / "keys"),
        step("list the keys", "getdents64", 2, config.data / "keys"),
        step("take in the key", "read", 2, config.data / "keys/signing-1"),
        step("read what was signed", "pread64", 4, signed),
    ]
    if config.database:
        return calls
    record, public = _log_of(config.record_file), _log_of(config.public_file)
    return [
        *calls,
        *_on_sqlite(config),
        step("open the record", "openat", 2, config.record_file, record),
        step("read the record", "pread64", 50, config.record_file, record),
        step("read the public store", "pread64", 4, config.public_file, public),
    ]


_PICTURES = (
    step("make room for a picture", "mkdir", 1),
    step("put a picture in its place", "rename", 1),
)


def _alike(config: Config) -> list[Step]:
    """On either engine."""
    signed = _log_of(config.checkpoints_file)
    return [
        step("read the key", "openat", 2, config.data / "keys/signing-1"),
        step("write the signed head", "pwrite64", 16, signed),
        step("sync the signed head", "fsync", 2, signed),
    ]


def _on_sqlite(config: Config) -> list[Step]:
    record, public = _log_of(config.record_file), _log_of(config.public_file)
    return [
        step("write the record", "pwrite64", 40, record),
        step("sync the record", "fsync", 2, record),
        step("write the public store", "pwrite64", 65, public),
        step("sync the public store", "fsync", 2, public),
    ]


def _log_of(database: Path) -> Path:
    return Path(f"{database}-wal")


def require_strace() -> None:
    """Skip where it is not installed, or may not look into another process."""
    if shutil.which("strace") is None:
        pytest.skip("strace is not here: apt-get install strace")
    with subprocess.Popen(["sleep", str(PATIENCE)]) as other:
        look = ["timeout", "1", "strace", "-o", os.devnull, "-p", str(other.pid)]
        done = subprocess.run(look, capture_output=True, text=True, timeout=PATIENCE)
        other.kill()
    if "attached" not in done.stderr:
        pytest.skip(f"strace may not trace here: {done.stderr[-200:]}")


@contextmanager
def struck(pid: int, step: Step, number: int, how: str) -> Iterator[Callable[[], bool]]:
    """In the block the `number`th such call of `pid` meets `how`: `signal=KILL`, `error=EIO`.

    Gives what says whether it has met it.
    """
    path = [word for path in step.paths for word in ("-P", str(path))]
    inject = ["-e", f"trace={step.call}", "-e", f"inject={step.call}:{how}:when={number}"]
    with tempfile.NamedTemporaryFile() as seen:
        words = ["strace", "-f", "-o", seen.name, *path, *inject, "-p", str(pid)]
        tracer = subprocess.Popen(words, stderr=subprocess.DEVNULL)
        try:
            eventually(lambda: tracer.poll() is not None or _is_traced(pid))
            yield lambda: b"(INJECTED" in Path(seen.name).read_bytes()
        finally:
            tracer.terminate()
            tracer.wait(PATIENCE)


def _is_traced(pid: int) -> bool:
    """Whether every thread of it is."""
    try:
        tasks = [
            task.joinpath("status").read_text() for task in Path(f"/proc/{pid}/task").iterdir()
        ]
    except (FileNotFoundError, ProcessLookupError):
        return True
    return not any("TracerPid:\t0\n" in task for task in tasks)
