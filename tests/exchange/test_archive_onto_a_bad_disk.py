"""The disk fails while an archive is written: it is said in one line, and nothing is left there.

`strace` lets single calls fail, one after the other; where it is not installed this is left out.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from stoppress.config import Config
from stoppress.verify.archive import check_archive
from stoppress.verify.keys import Trust
from stoppress.verify.sources import open_archive
from tests.archives import an_eventful_day, sign
from tests.commands.shell import Done, Shell, command
from tests.waiting import PATIENCE

_STRACE = shutil.which("strace")
# Reading the public store makes none of these, so whichever fails is one of the archive's own.
_CALLS = [
    "mkdir,mkdirat",
    "write",
    "fsync",
    "fchmod,fchmodat,chmod",
    "rename,renameat",
    "link,linkat",
]


@pytest.fixture
def shell(newsroom: Config) -> Shell:
    newsroom.data.chmod(0o700)
    (newsroom.data / "format").write_text("1\n", "ascii")
    an_eventful_day(newsroom)
    sign(newsroom)
    return Shell(newsroom)


def exported(shell: Shell, target: Path, calls: str, error: str, number: int) -> Done:
    """Run the command with the `number`th of those calls failing."""
    inject = ["-e", f"trace={calls}", "-e", f"inject={calls}:error={error}:when={number}"]
    words = command("export", "harbour-fire", "-o", target)
    done = subprocess.run(
        [str(_STRACE), "-f", "-qq", "-o", os.devnull, *inject, *words],
        capture_output=True,
        env=shell.env | {"PYTHONDONTWRITEBYTECODE": "1"},
        timeout=PATIENCE,
    )
    return Done(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())


@pytest.mark.skipif(_STRACE is None, reason="strace is not installed")
@pytest.mark.parametrize("name", ["fire", "fire.zip"])
@pytest.mark.parametrize(("error", "number"), [("EIO", 1), ("ENOSPC", 3), ("EINTR", 2)])
def test_each_call_that_fails_leaves_nothing_half_done(
    shell: Shell, tmp_path: Path, name: str, error: str, number: int
) -> None:
    where = tmp_path / "out"
    failed = 0
    for calls in _CALLS:
        where.mkdir()
        done = exported(shell, where / name, calls, error, number)
        left = [path.name for path in where.iterdir()]
        assert left in ([], [name]), (calls, left)
        if done.returncode == 0:
            assert left == [name], calls
        else:
            failed += 1
            assert done.returncode == 1 and done.stderr.count("\n") == 1, (calls, done.stderr)
        if left == [name]:  # it is whole, also where only making that durable failed
            report = check_archive(open_archive(where / name), Trust())
            assert list(report.findings()) == [], calls
        shutil.rmtree(where)
    assert failed or error == "EINTR"  # an interrupted call is made again, and nobody notices
