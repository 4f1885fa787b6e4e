"""The C programs of the bench, compiled into a folder of this run, and driven over their pipes."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from types import TracebackType
from typing import Any, Self

HERE = Path(__file__).parent
SERVER_CPU, LOAD_CPU = 0, 1  # the load must not take its time from what it measures


class NotMeasurable(Exception):
    """This machine lacks something; the text says what."""


def compiled(name: str, folder: Path) -> Path:
    """The program `bench/<name>.c`, built with gcc -O2."""
    if shutil.which("gcc") is None:
        raise NotMeasurable("the bench needs gcc: apt-get install gcc libc6-dev")
    program = folder / name
    if not program.exists():
        source = HERE / f"{name}.c"
        subprocess.run(["gcc", "-O2", "-Wall", "-o", program, source], check=True)
    return program


def pinned(cpu: int) -> None:
    """Keep this process (call it between fork and exec) on one CPU, where there are several."""
    if (os.cpu_count() or 1) > cpu:
        os.sched_setaffinity(0, {cpu})


class Piped:
    """A program of the bench: one line to its stdin asks, one line of its stdout answers."""

    def __init__(self, *command: str | Path, cpu: int) -> None:
        self.process = subprocess.Popen(
            [str(word) for word in command],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            preexec_fn=lambda: pinned(cpu),
        )
        self.line()  # "ready"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe:
                pipe.close()

    def ask(self, line: str = "") -> str:
        assert self.process.stdin is not None
        self.process.stdin.write(f"{line}\n")
        self.process.stdin.flush()
        return self.line()

    def line(self) -> str:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError(f"{self.process.args!r} ended")
        return line.strip()


class Readers(Piped):
    """`count` readers of one stream (bench/readers.c)."""

    def __init__(
        self, program: Path, port: int, path: str, count: int, *, packed: bool = False
    ) -> None:
        gzip = ["gzip"] if packed else []
        super().__init__(program, str(port), path, str(count), *gzip, cpu=LOAD_CPU)
        self.count = count

    def report(self, events: int) -> dict[str, Any]:
        """Who got what since the last report, once all have `events`.

        Raises where one was lost, doubled or out of order.
        """
        report: dict[str, Any] = json.loads(self.ask(str(events)))
        short = [event for event in report["events"] if event["got"] != self.count]
        if (
            len(report["events"]) != events
            or short
            or report["closed"]
            or report["doubled"]
            or report["disordered"]
        ):
            raise RuntimeError(f"the delivery was not whole: {str(report)[:300]}")
        return report
