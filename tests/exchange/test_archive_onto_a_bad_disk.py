"""Any call fails while an archive is written: it is said in one line, and nothing is left there.

reliability.md, line 32, as far as it is about archives. `strace` lets the calls fail, one after the
other; where it is not installed this is left out.
"""

from __future__ import annotations

import random
import re
import shutil
import subprocess
from collections import Counter
from pathlib import Path

import pytest

from stoppress.config import Config
from stoppress.verify.archive import check_archive
from stoppress.verify.keys import Trust
from stoppress.verify.sources import open_archive
from tests.archives import sign
from tests.commands.shell import Done, Shell, command, only_line
from tests.faults.strace import ERRORS, require_strace
from tests.newsroom import open_harbour_fire, publish
from tests.waiting import PATIENCE

_CALLS = "mkdir,openat,write,fsync,chmod,fchmod,rename,link,unlink,close"
_CALL = re.compile(r"(\d+) +(\w+)\((.*)")
_AT_ONCE = 8  # of all that could fail, in an ordinary run


@pytest.fixture
def shell(newsroom: Config) -> Shell:
    newsroom.data.chmod(0o700)
    (newsroom.data / "format").write_text("1\n", "ascii")
    publish(open_harbour_fire())
    sign(newsroom)
    return Shell(newsroom)


@pytest.mark.parametrize("name", ["fire", "fire.zip"])
def test_line_32_each_call_that_fails_leaves_nothing_half_done(
    shell: Shell, tmp_path: Path, name: str, full: bool
) -> None:
    require_strace()
    seed = random.randrange(2**32)
    print(f"seed {seed}")
    calls = _calls(shell, tmp_path / "first", name)
    faults = [(call, number, error) for call, number in calls for error in ERRORS]
    chosen = faults if full else random.Random(seed).sample(faults, _AT_ONCE)
    results = Counter(_result(shell, tmp_path / "out", name, fault) for fault in chosen)
    print(f"{len(chosen)} of {len(faults)} faults: {dict(results)}")
    assert results["refused"], "no fault did anything: they are not injected"
    exported(shell, tmp_path / "afterwards" / name)


def exported(shell: Shell, target: Path, *strace: str) -> tuple[Done, list[str]]:
    """Run the command; what became of it, and its calls as strace wrote them."""
    target.parent.mkdir()
    log = target.parent.with_suffix(".calls")
    words = ["strace", "-f", "-y", "-qq", "-o", str(log), "-e", f"trace={_CALLS}", *strace]
    done = subprocess.run(
        [*words, *command("export", "harbour-fire", "-o", target)],
        capture_output=True,
        text=True,
        env=shell.env | {"PYTHONDONTWRITEBYTECODE": "1"},
        timeout=PATIENCE,
    )
    return done, log.read_text("utf-8", "replace").splitlines()


def _calls(shell: Shell, folder: Path, name: str) -> list[tuple[str, int]]:
    """Every call on a file in `folder`: (call, which one it is of all such in its thread)."""
    done, lines = exported(shell, folder / name)
    assert done.returncode == 0, done.stderr
    counted: Counter[tuple[str, str]] = Counter()
    found = []
    for line in lines:
        if call := _CALL.match(line):
            counted[call[1], call[2]] += 1
            if str(folder) in call[3]:
                found.append((call[2], counted[call[1], call[2]]))
    return found


def _result(shell: Shell, folder: Path, name: str, fault: tuple[str, int, str]) -> str:
    """`refused`, `written`, or `elsewhere`: another run's calls may come in another order."""
    call, number, error = fault
    done, lines = exported(shell, folder / name, "-e", f"inject={call}:error={error}:when={number}")
    left = [path.name for path in folder.iterdir()]
    met = [line for line in lines if "(INJECTED)" in line]
    try:
        if not any(str(folder) in line for line in met):
            return "elsewhere"
        assert left in ([], [name]), (fault, left)
        if left == [name]:  # it is whole, also where only making that durable failed
            report = check_archive(open_archive(folder / name), Trust())
            assert list(report.findings()) == [], fault
        if done.returncode == 0:
            assert left == [name], fault
            return "written"
        assert done.returncode == 1 and only_line(done.stderr), (fault, done.stderr)
        return "refused"
    finally:
        shutil.rmtree(folder)
