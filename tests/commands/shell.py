"""Running `stoppress` as a person or a script does: real processes, from outside."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.request import urlopen

from stoppress.config import Config
from tests.waiting import PATIENCE, eventually

Done = subprocess.CompletedProcess[str]


@dataclass
class Shell:
    """Commands on one newsroom. `environ` is added to each command's environment."""

    config: Config
    environ: dict[str, str] = field(default_factory=dict)

    def run(self, *words: str | Path, stdin: str | bytes = "") -> Done:
        """Run `stoppress WORDS` to its end."""
        given = stdin.encode() if isinstance(stdin, str) else stdin
        done = subprocess.run(
            command(*words), input=given, capture_output=True, env=self.env, timeout=PATIENCE
        )
        return Done(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())

    def ok(self, *words: str | Path, stdin: str | bytes = "") -> str:
        """Run it, and insist that it succeeds; what it said on stdout."""
        done = self.run(*words, stdin=stdin)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def refused(self, *words: str | Path, stdin: str | bytes = "") -> str:
        """Run it, and insist that it fails with exactly one line; the line, without its prefix."""
        done = self.run(*words, stdin=stdin)
        assert done.returncode == 1, done.stderr
        return only_line(done.stderr)

    @contextmanager
    def serving(self, *words: str, name: str = "serve") -> Iterator[Served]:
        """`stoppress serve` on free ports, until the end of the block."""
        ports = ("--edge", "127.0.0.1:0", "--desk", "127.0.0.1:0")
        log = self.config.data.parent / "log"
        with log.open("w") as errors:
            process = subprocess.Popen(
                command(name, *ports, *words),
                stdout=subprocess.PIPE,
                stderr=errors,
                env=self.env,
                text=True,
            )
        served = Served(process, log)
        try:
            served.read_addresses()
            yield served
        except BaseException:
            print(log.read_text()[-10_000:])  # pytest shows it with what failed
            raise
        finally:
            served.end()

    @property
    def env(self) -> dict[str, str]:
        """This process's environment with the settings of the newsroom and no other."""
        inherited = {n: v for n, v in os.environ.items() if not n.startswith("STOPPRESS_")}
        own = {"STOPPRESS_DATA": str(self.config.data)}
        if self.config.database:
            own["STOPPRESS_DATABASE"] = self.config.database
        return inherited | own | self.environ


class Served:
    """A `serve` at work."""

    def __init__(self, process: subprocess.Popen[str], log: Path) -> None:
        self.process = process
        self.log = log
        self.first_line = ""
        self.reader = self.desk = ""  # their addresses, http://127.0.0.1:PORT

    def read_addresses(self) -> None:
        assert self.process.stdout is not None
        self.first_line = self.process.stdout.readline().rstrip("\n")
        assert self.first_line, self.log.read_text()
        _, self.reader, _, self.desk = self.first_line.split()

    def children(self) -> dict[str, int]:
        """The processes that it keeps, by name."""
        listed = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        found = {}
        for pid in map(int, listed.read_text().split()):
            try:
                words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
            except OSError:  # it has just ended
                continue
            if b"stoppress" in words:
                found[words[words.index(b"stoppress") + 1].decode()] = pid
        return found

    def kill(self, name: str) -> int:
        """`kill -9` one of its processes; returns once another has taken its place."""
        pid = self.children()[name]
        os.kill(pid, signal.SIGKILL)
        eventually(lambda: self.children().get(name, pid) != pid)
        return pid

    def end(self, number: int = signal.SIGTERM) -> int:
        """Ask it to end; its exit status."""
        if self.process.poll() is None:
            self.process.send_signal(number)
        try:
            return self.process.wait(timeout=PATIENCE)
        finally:
            self.process.kill()
            if self.process.stdout is not None:
                self.process.stdout.close()


def command(*words: str | Path) -> list[str]:
    return [sys.executable, "-m", "stoppress", *map(str, words)]


def only_line(text: str) -> str:
    """The one line that a failing command says, without its prefix."""
    assert text.count("\n") == 1 and text.startswith("stoppress: "), text
    return text.removeprefix("stoppress: ").rstrip("\n")


def alive(pid: int) -> bool:
    """Whether a process is there and is not only waiting to be taken note of."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def page(url: str) -> str:
    """What a reader's browser is sent for `url`."""
    with urlopen(url, timeout=PATIENCE) as answer:
        return str(answer.read().decode())
