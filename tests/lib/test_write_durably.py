"""Files that are whole or not there, whichever call fails and wherever the writer is killed."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from stoppress.lib.durable import drop_file, keep_file
from tests.faults.strace import ERRORS, require_strace
from tests.waiting import PATIENCE

NAME, WORDS = "crane.webp", b"A crane. " * 20_000
_CALLS = "mkdir,openat,write,fsync,rename,close"
_WRITE = """
import sys
from pathlib import Path
from stoppress.lib.durable import keep_file, make_durable
folder = Path(sys.argv[1])
keep_file(folder, sys.argv[2], b"A crane. " * 20_000)
make_durable(folder)
"""


def written(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """What becomes of the file when another process writes it under `strace WORDS`."""
    return subprocess.run(
        ["strace", "-y", "-e", f"trace={_CALLS}", *words]
        + [sys.executable, "-B", "-c", _WRITE, str(folder), NAME],
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )


def its_calls(folder: Path) -> list[tuple[str, int]]:
    """Every call of the writer on its files: (call, which of the process's it is)."""
    require_strace()
    found, counted = [], dict.fromkeys(_CALLS.split(","), 0)
    for line in written(folder).stderr.splitlines():
        if call := re.match(r"(\w+)\(", line):
            counted[call[1]] += 1
            if str(folder) in line:
                found.append((call[1], counted[call[1]]))
    return found


def test_line_32_a_file_is_whole_or_not_there(tmp_path: Path) -> None:
    calls = its_calls(tmp_path / "first")
    assert {call for call, _ in calls} == set(_CALLS.split(","))
    refused = 0
    for number, (call, nth) in enumerate(calls):
        for error in ERRORS:
            folder = tmp_path / f"{number}-{error}"
            done = written(folder, "-e", f"inject={call}:error={error}:when={nth}")
            there = folder.exists() and [path.name for path in folder.iterdir()]
            assert not there or there == [NAME], (call, nth, error)
            assert done.returncode or there, (call, nth, error)
            refused += bool(done.returncode)
            assert done.returncode in (0, 1), done.stderr
            keep_file(folder, NAME, WORDS)
            assert (folder / NAME).read_bytes() == WORDS, (call, nth, error)
    assert refused


@pytest.mark.parametrize("call", ["write", "fsync", "rename"])
def test_what_a_killed_writer_left_goes_with_the_file(tmp_path: Path, call: str) -> None:
    nth = next(nth for one, nth in its_calls(tmp_path / "first") if one == call)
    folder = tmp_path / "folder"
    done = written(folder, "-e", f"inject={call}:signal=KILL:when={nth}")
    assert done.returncode == -signal.SIGKILL
    assert [path.name for path in folder.iterdir()] != [NAME]
    keep_file(folder, NAME, WORDS)
    keep_file(folder, "other.webp", WORDS)
    drop_file(folder, NAME)
    assert [path.name for path in folder.iterdir()] == ["other.webp"]
