"""A standby takes over that lacks the last commits: seen by what was signed, and put right.

reliability.md, line 48, modelled: the record is put back to a moment before the last publications,
as such a standby has it, while the checkpoint file has gone on.
"""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path

from stoppress.notary.checkpoints import CheckpointStore
from stoppress.notary.status import signing_status
from stoppress.record.checking.fsck import check_record
from stoppress.record.epoch import site_epoch
from tests.archives import export, sign
from tests.backup.places import lose_public_store, lose_record
from tests.backup.test_put_a_newsroom_back import restored, rows
from tests.commands.shell import Shell
from tests.newsroom import open_harbour_fire, publish, revisions
from tests.notary import backups
from tests.notary.signing import FIRE


def test_line_48_it_is_seen_and_goes_on_without_a_fork_in_a_new_epoch(
    shell: Shell, tmp_path: Path
) -> None:
    config = shell.config
    fire = open_harbour_fire()
    publish(fire, "Replicated")
    sign(config)
    fail_over = backups.keep(config)
    publish(fire, "Not replicated")
    sign(config)
    epoch = site_epoch(config.checkpoints_file)
    fail_over()
    lose_public_store(config)  # as on PostgreSQL, where it is as old as the record
    assert signing_status(config).is_stopped
    assert "the record ends at 2" in shell.run("check").stdout
    shell.ok("backup", "-o", tmp_path / "standby")
    lose_record(config)
    said = restored(shell, tmp_path / "standby")
    assert said["origins"] == {"harbour-fire": f"{FIRE}/2"}
    assert said["epoch"] not in ("", epoch)
    publish(fire, "And on")
    sign(config)
    with closing(CheckpointStore(config.checkpoints_file)) as store:
        assert store.troubles() == {}
    assert list(check_record(config)) == []


def test_line_48_where_an_archive_has_the_last_commits_nothing_is_lost(
    shell: Shell, tmp_path: Path
) -> None:
    config = shell.config
    fire = open_harbour_fire()
    sign(config)
    fail_over = backups.keep(config)
    publish(fire, "Not replicated")
    sign(config)
    export(config, tmp_path / "archive")
    before = rows(fire)
    fail_over()
    lose_public_store(config)
    shell.ok("backup", "-o", tmp_path / "standby")
    lose_record(config)
    said = restored(shell, tmp_path / "standby", "--from", tmp_path / "archive")
    assert said["taken_in"] == 1
    assert "harbour-fire" not in said["origins"]
    assert rows(fire)[:2] == before
    assert json.loads(bytes(revisions(fire)[1].content or b""))["headline"] == "Not replicated"
