"""`kill -9` of a backup or a restore: never half of one, and the next run does it whole."""

from __future__ import annotations

import random
import signal
import subprocess
import time
from pathlib import Path

from stoppress.backup.checking import check_backup
from stoppress.record.checking.fsck import check_record
from stoppress.record.models import Revision
from stoppress.record.removal.ledger_file import noted
from stoppress.record.removal.removing import remove
from tests.archives import sign
from tests.backup.places import lose_record
from tests.backup.test_put_a_newsroom_back import restored
from tests.commands.shell import Shell, command
from tests.newsroom import open_harbour_fire, publish
from tests.waiting import PATIENCE, eventually


def killed_after(shell: Shell, seconds: float, *words: str | Path) -> bool:
    """Run a command and kill it; whether it was still at work."""
    process = subprocess.Popen(
        command(*words), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=shell.env
    )
    until = time.monotonic() + seconds
    eventually(lambda: time.monotonic() >= until or process.poll() is not None)
    process.send_signal(signal.SIGKILL)
    return process.wait(timeout=PATIENCE) == -signal.SIGKILL


def test_a_backup_that_is_there_is_whole(shell: Shell, tmp_path: Path, full: bool) -> None:
    fire = open_harbour_fire()
    for number in range(50):
        publish(fire, f"Post {number}")
    target, kills = tmp_path / "backups" / "monday", 0
    began = time.monotonic()
    shell.ok("backup", "-o", tmp_path / "first")
    whole = time.monotonic() - began
    while kills < (40 if full else 6):
        kills += killed_after(shell, random.uniform(0.3, 1) * whole, "backup", "-o", target)
        if target.exists():
            check_backup(target)
            target = target.with_name(f"{target.name}-again")
    shell.ok("backup", "-o", target)
    check_backup(target)
    assert not [path for path in target.parent.iterdir() if target.name + ".part" in path.name]


def test_a_restore_that_was_killed_is_done_by_the_next(
    shell: Shell, tmp_path: Path, full: bool
) -> None:
    config = shell.config
    fire = open_harbour_fire()
    post = publish(fire, "To be removed")
    sign(config)
    shell.ok("backup", "-o", tmp_path / "monday")
    remove(fire, post_id=post.id, reason="legal")
    publish(fire, "After")
    sign(config)
    words = ("restore", tmp_path / "monday", "--no-serve")
    lose_record(config)
    began = time.monotonic()
    restored(shell, tmp_path / "monday")
    whole = time.monotonic() - began
    kills = 0
    while kills < (40 if full else 6):
        lose_record(config)
        kills += killed_after(shell, random.uniform(0.3, 1) * whole, *words)
        again = [] if config.database or not config.record_file.exists() else ["--replace"]
        if config.database:
            lose_record(config)
        restored(shell, tmp_path / "monday", *again)
        assert Revision.objects.get(coverage_id=fire, position=2).content is None
        assert [one.position for one in noted(config.checkpoints_file)] == [2]
        sign(config)
        assert list(check_record(config)) == []
        assert not list(config.data.glob("restoring*"))
