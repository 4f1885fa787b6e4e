"""`stoppress edge --workers` as a process, for one test."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from stoppress.config import Config
from tests.conformance.client import Address

ROOT = Path(__file__).parents[2]


class Several:
    """The process above the workers; `words` is what all of them said, once it has ended."""

    def __init__(self, process: subprocess.Popen[str], port: int) -> None:
        self.process = process
        self.port = port
        self.words = ""

    @property
    def address(self) -> Address:
        return Address("127.0.0.1", self.port)

    def workers(self) -> list[int]:
        """The ids of its workers' processes."""
        path = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return sorted(int(word) for word in path.read_text().split())

    def end(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        _, self.words = self.process.communicate(timeout=60)
        return self.process.returncode


@contextmanager
def several(config: Config, *options: str, **settings: str) -> Iterator[Several]:
    """Edges on one free port; ended with the block. `settings` are STOPPRESS_* variables."""
    given = {f"STOPPRESS_{name.upper()}": value for name, value in settings.items()}
    command = [sys.executable, "-m", "stoppress", "edge", "--data", str(config.data)]
    process = subprocess.Popen(
        [*command, "--edge", "127.0.0.1:0", *options], cwd=ROOT, text=True,
        env=os.environ | {"STOPPRESS_DATABASE": config.database} | given,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    with process:
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            found = re.fullmatch(r"edge http://127\.0\.0\.1:(\d+)\n", line)
            assert found is not None, f"{line!r}: {process.stderr and process.stderr.read()}"
            yield Several(process, int(found[1]))
        finally:
            process.kill()  # its workers end with it, by their lifeline
