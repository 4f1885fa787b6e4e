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
def running_edge(
    config: Config, *, cpu: int, port: int = 0, workers: int | None = None
) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """(process, port) of `stoppress edge` on `config.data`; ended on the way out.

    With `workers` it is the process above them.
    """
    together = [] if workers is None else ["--workers", str(workers)]
    address = f"127.0.0.1:{port}"
    command = [sys.executable, "-m", "stoppress", "edge", "--edge", address, *together]
    process = subprocess.Popen(
        [*command, "--data", config.data],
        stdout=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: pinned(cpu),
    )
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        listens = urlsplit(line.split()[-1]).port if line.split() else None
        if listens is None:
            raise RuntimeError(f"the edge did not start: {line!r}")
        yield process, listens
    finally:
        process.terminate()
        process.wait(timeout=30)
        if process.stdout is not None:
            process.stdout.close()
