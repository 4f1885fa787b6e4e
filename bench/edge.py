"""The real edge as a process of its own, on a free port."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from bench.programs import pinned
from stoppress.config import Config


@contextmanager
def running_edge(config: Config, *, cpu: int) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """(process, port) of `stoppress edge` on `config.data`; ended on the way out."""
    process = subprocess.Popen(
        [sys.executable, "-m", "stoppress", "edge", "--data", config.data, "--edge", "127.0.0.1:0"],
        stdout=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: pinned(cpu),
    )
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        port = urlsplit(line.split()[-1]).port if line.split() else None
        if port is None:
            raise RuntimeError(f"the edge did not start: {line!r}")
        yield process, port
    finally:
        process.terminate()
        process.wait(timeout=30)
        if process.stdout is not None:
            process.stdout.close()
