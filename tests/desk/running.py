"""A real desk, as a process of its own on a free port."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

from stoppress.commands.data_folder import FORMAT
from stoppress.config import Config

PATIENCE = 30  # seconds; bounds every wait, and is never the measure of anything


@dataclass
class RunningDesk:
    """`url` is its address, without a slash at the end."""

    process: subprocess.Popen[str]
    url: str

    @property
    def port(self) -> int:
        return int(self.url.rpartition(":")[2])

    def open_files(self) -> int:
        return len(os.listdir(f"/proc/{self.process.pid}/fd"))

    def end(self, number: int = signal.SIGTERM) -> int:
        """Ask it to end; its exit status."""
        self.process.send_signal(number)
        return self.process.wait(PATIENCE)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait(PATIENCE)


@contextmanager
def running_desk(config: Config, port: int = 0) -> Iterator[RunningDesk]:
    """`stoppress desk` on the newsroom of `config`, until the end of the block."""
    (config.data / "format").write_text(f"{FORMAT}\n")
    log = config.data.parent / "desk.log"
    with log.open("a") as errors:
        process = subprocess.Popen(
            [sys.executable, "-m", "stoppress", "desk", "--desk", f"127.0.0.1:{port}"],
            env=_environment(config),
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        )
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        assert line, log.read_text()
        desk = RunningDesk(process, line.split()[1])
        eventually(lambda: is_healthy(desk.url))
        yield desk
    finally:
        process.kill()
        process.wait(PATIENCE)
        assert process.stdout is not None
        process.stdout.close()


def is_healthy(url: str) -> bool:
    try:
        with urlopen(f"{url}/-/health", timeout=PATIENCE) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def eventually(holds: Callable[[], bool]) -> None:
    """Wait until `holds()`; fail when it never does."""
    until = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < until, "it never came true"
        time.sleep(0.05)


def _environment(config: Config) -> dict[str, str]:
    inherited = {n: v for n, v in os.environ.items() if not n.startswith("STOPPRESS_")}
    own = {"STOPPRESS_DATA": str(config.data), "PYTHONPATH": str(Path(__file__).parents[2])}
    if config.database:
        own["STOPPRESS_DATABASE"] = config.database
    return inherited | own
