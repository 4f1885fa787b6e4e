"""A desk that could only read the record does not serve: nobody could publish at it, ever."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import pytest

from tests.commands.shell import Shell, command, only_line
from tests.waiting import PATIENCE

# Root may write whatever the mode of a file says, unless it gives that right up.
_HELD_TO_MODES = ["setpriv", "--bounding-set", "-all"]


def test_line_32_it_ends_with_one_line_and_starts_once_it_can_write(shell: Shell) -> None:
    if shell.config.database:
        pytest.skip("only SQLite opens a file for reading where it cannot write it")
    record = shell.config.record_file
    shell.ok("user", "add", "ana")
    with closing(sqlite3.connect(record)) as other:  # so that its files beside it are there
        other.execute("SELECT count(*) FROM record_coverage").fetchone()
        index = Path(f"{record}-shm")
        index.chmod(0o444)
        done = started(shell)
        assert done.returncode == 1, done.stderr
        said = only_line(done.stderr)
        assert said.startswith("the record cannot be written now")
        index.chmod(0o600)
        with shell.serving() as served:
            assert served.children()["desk"]


def started(shell: Shell) -> subprocess.CompletedProcess[str]:
    """`stoppress desk`, which is to end by itself."""
    words = command("desk", "--desk", "127.0.0.1:0")
    if os.geteuid() == 0:
        if shutil.which("setpriv") is None:
            pytest.skip("root may write everything, and setpriv is not here")
        words = [*_HELD_TO_MODES, *words]
    return subprocess.run(words, capture_output=True, env=shell.env, text=True, timeout=PATIENCE)
