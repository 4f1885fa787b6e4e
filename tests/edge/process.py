"""A real edge, as a process of its own, for one test or one module of tests."""

from __future__ import annotations

import dataclasses
import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from stoppress.config import Config
from stoppress.edge.limits import Limits
from tests.conformance.client import Address

_ROOT = Path(__file__).parents[2]
_END_SECONDS = 30
# Deadlines are looked at this often, so that small limits are kept.
QUICK = Limits(tick_seconds=0.05)


class EdgeProcess:
    """`words` is what it has said on stderr, once it has ended."""

    def __init__(self, config: Config, limits: Limits, port: int = 0) -> None:
        told = {
            "config": dataclasses.asdict(config) | {"data": str(config.data)},
            "limits": dataclasses.asdict(limits),
            "port": port,
        }
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.edge.child", json.dumps(told)],
            cwd=_ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.words = ""
        self._port = 0

    def address(self) -> Address:
        """Where it listens; waits until it answers."""
        if not self._port:
            self._port = self._read_port()
        return Address("127.0.0.1", self._port)

    def _read_port(self) -> int:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError(f"the edge did not start: {self.process.communicate()[1]}")
        return int(line)

    def end(self, number: int = signal.SIGTERM) -> int:
        """Send a signal and wait; the exit status."""
        if self.process.poll() is None:
            self.process.send_signal(number)
        try:
            _, self.words = self.process.communicate(timeout=_END_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.communicate()
            raise
        return self.process.returncode

    def close(self) -> None:
        """End it at once, where it has not ended."""
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdout, self.process.stderr):
            if pipe:
                pipe.close()

    def memory(self) -> int:
        """Resident bytes."""
        pages = Path(f"/proc/{self.process.pid}/statm").read_text().split()[1]
        return int(pages) * 4096


@contextmanager
def running(config: Config, limits: Limits = QUICK, port: int = 0) -> Iterator[EdgeProcess]:
    """An edge that is ended, at once, with the block; `address()` waits for it."""
    edge = EdgeProcess(config, limits, port)
    try:
        yield edge
    finally:
        edge.close()
