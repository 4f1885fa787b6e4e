"""A real desk, as a process of its own on a free port."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.request import urlopen

from stoppress.commands.data_folder import FORMAT
from stoppress.config import Config
from tests.commands.shell import Shell, command
from tests.waiting import PATIENCE, eventually


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
            command("desk", "--desk", f"127.0.0.1:{port}"),
            env=Shell(config).env,
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
