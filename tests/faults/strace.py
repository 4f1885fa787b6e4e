"""Striking a running process at a named step of its work: `strace` acts as it enters a call.

Nothing in the process knows of it, so what is struck is what newsrooms run.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from stoppress.config import Config
from tests.waiting import PATIENCE, eventually


@dataclass(frozen=True)
class Step:
    """`call` on `path`, or on anything where there is none; one publish makes some `count`."""

    name: str
    call: str
    path: Path | None
    count: int


def steps_of_publish(config: Config) -> list[Step]:
    """What the desk asks of the system to publish, as strace showed it."""
    data, signed = config.data, Path(f"{config.checkpoints_file}-wal")
    alike = [
        Step("read the key", "openat", data / "keys/signing-1", 2),
        Step("write the signed head", "pwrite64", signed, 16),
        Step("sync the signed head", "fsync", signed, 2),
        Step("make room for a picture", "mkdir", None, 1),
        Step("put a picture in its place", "rename", None, 1),
    ]
    if config.database:
        return [Step("speak to the database", "sendto", None, 150), *alike]
    record, public = Path(f"{config.record_file}-wal"), Path(f"{config.public_file}-wal")
    return [
        Step("write the record", "pwrite64", record, 40),
        Step("sync the record", "fsync", record, 2),
        Step("write the public store", "pwrite64", public, 65),
        Step("sync the public store", "fsync", public, 2),
        *alike,
    ]


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
    path = ["-P", str(step.path)] if step.path else []
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
