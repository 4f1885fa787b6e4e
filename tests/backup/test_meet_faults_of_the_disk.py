"""Each call that a backup makes on its files fails once: a clean refusal, or a whole backup.

reliability.md, line 32, as far as it is about backups. The faults are injected by strace.
"""

from __future__ import annotations

import random
import re
import shutil
import subprocess
from collections import Counter
from pathlib import Path

import pytest

from stoppress.backup.checking import check_backup
from tests.commands.shell import Shell, command, only_line
from tests.newsroom import open_harbour_fire, publish
from tests.record.canary import picture_in
from tests.waiting import PATIENCE

CALLS = "openat,read,pread64,write,pwrite64,fsync,fdatasync,rename,mkdir,ftruncate,close,unlink"
_ERRORS = ("EIO", "ENOSPC", "EINTR")
_CALL = re.compile(r"^(?:\d+ +)?(\w+)\(", re.M)
_AT_ONCE = 20  # of all that could fail, in an ordinary run


def test_line_32_a_fault_at_any_call_leaves_a_whole_backup_or_none(
    shell: Shell, tmp_path: Path, full: bool
) -> None:
    if shutil.which("strace") is None:
        pytest.skip("strace is not here: apt-get install strace")
    if shell.config.database:
        pytest.skip("there pg_dump writes the file, whose own faults are not ours")
    fire = open_harbour_fire()
    publish(fire)
    picture_in(shell.config.desk_media, "a crane")
    faults = [
        (call, number, error)
        for call, count in sorted(_calls(shell, tmp_path).items())
        for number in range(1, count + 1)
        for error in _ERRORS
    ]
    assert len(faults) > 100
    seed = random.randrange(2**32)
    chosen = faults if full else random.Random(seed).sample(faults, _AT_ONCE)
    print(f"seed {seed}")
    failed = sum(_is_refused(shell, tmp_path / "backup", fault) for fault in chosen)
    print(f"{len(chosen)} of {len(faults)} faults, {failed} backups refused")
    assert failed, "no fault did anything: they are not injected"
    shell.ok("backup", "-o", tmp_path / "afterwards")
    check_backup(tmp_path / "afterwards")


def _calls(shell: Shell, tmp_path: Path) -> Counter[str]:
    """How often each call is made on the files of a backup."""
    log = tmp_path / "calls"
    done = _traced(shell, tmp_path / "backup", "-o", str(log))
    if done.returncode:
        pytest.skip(f"strace cannot trace here: {done.stderr[-200:]}")
    shutil.rmtree(tmp_path / "backup")
    return Counter(_CALL.findall(log.read_text("utf-8", "replace")))


def _is_refused(shell: Shell, target: Path, fault: tuple[str, int, str]) -> bool:
    call, number, error = fault
    inject = f"inject={call}:error={error}:when={number}"
    done = _traced(shell, target, "-o", "/dev/null", "-e", inject)
    assert not target.with_name(f".{target.name}.part").exists() or done.returncode, fault
    if done.returncode == 0:
        check_backup(target)
        shutil.rmtree(target)
        return False
    assert done.returncode == 1, (fault, done.stderr)
    assert only_line(done.stderr), fault
    if target.exists():  # only its last word, to the disk, was not heard
        check_backup(target)
        shutil.rmtree(target)
    return True


def _traced(shell: Shell, target: Path, *words: str) -> subprocess.CompletedProcess[str]:
    part = target.with_name(f".{target.name}.part")
    names = ["desk.sqlite", "desk.sqlite-journal", "desk.sqlite-wal", "desk.sqlite-shm"]
    names += ["backup.json", "backup.json.sha256", "desk-media"]
    names += [f"desk-media/{path.name}" for path in shell.config.desk_media.iterdir()]
    paths = [part, *(part / name for name in names)]
    named = [word for path in paths for word in ("-P", str(path))]
    return subprocess.run(
        ["strace", "-qq", "-f", "-e", f"trace={CALLS}", *named, *words]
        + command("backup", "-o", target),
        env=shell.env,
        capture_output=True,
        text=True,
        timeout=PATIENCE * 3,
    )
