"""How signing stands: what lags, since when, and what keeps it; and the lines of `check`."""

from __future__ import annotations

import dataclasses
import json
from datetime import timedelta

import pytest

from stoppress.config import Config
from stoppress.lib.clock import now
from stoppress.notary.checkpoints import CheckpointStore
from stoppress.notary.sequencer import Sequencer
from stoppress.notary.status import Level, signing_status
from tests.commands.shell import Shell
from tests.newsroom import open_harbour_fire, publish
from tests.notary import backups
from tests.notary.signing import FIRE, HOST
from tests.tlog.note_faults import RIGHT


def test_it_looks_at_a_new_newsroom_and_makes_nothing(newsroom: Config) -> None:
    found = signing_status(newsroom)
    assert (found.level, found.host, found.advice) == (Level.OK, None, "")
    assert not newsroom.checkpoints_file.exists()
    assert not (newsroom.data / "keys").exists()


@pytest.mark.parametrize(
    ("ago", "level"), [(0, Level.PENDING), (61, Level.ALARM), (601, Level.RED)]
)
def test_it_tells_how_long_revisions_wait(
    newsroom: Config, store: CheckpointStore, ago: int, level: Level
) -> None:
    fire = open_harbour_fire()
    open_harbour_fire("flood")
    Sequencer(newsroom, store).round()
    assert signing_status(newsroom).reason == "all that was published is signed"
    publish(fire)
    publish(fire)
    found = signing_status(newsroom, at=now() + timedelta(seconds=ago))
    assert (found.level, found.is_stopped) == (level, False)
    assert found.reason.startswith("/harbour-fire/: 2 of 3 wait for the signature")
    log = found.log("harbour-fire")
    assert log is not None
    assert (log.origin, log.signed, log.head) == (FIRE, 1, 3)
    assert ago <= log.lag
    flood = found.log("flood")
    assert flood is not None
    assert (flood.level, flood.lag) == (Level.OK, 0)
    Sequencer(newsroom, store).round()
    assert signing_status(newsroom).level is Level.OK


def test_line_60_it_is_red_at_once_without_a_key(newsroom: Config, store: CheckpointStore) -> None:
    open_harbour_fire()
    Sequencer(newsroom, store).round()
    file = newsroom.data / "keys" / "signing-1"
    file.chmod(0o644)  # seen also while no desk runs
    found = signing_status(newsroom)
    assert (found.level, found.is_stopped) == (Level.RED, True)
    assert "chmod 600" in found.reason


def test_it_is_red_at_once_after_an_old_backup(newsroom: Config, store: CheckpointStore) -> None:
    fire = open_harbour_fire()
    put_back = backups.keep(newsroom)
    publish(fire)
    Sequencer(newsroom, store).round()
    put_back()
    found = signing_status(newsroom)  # before any desk has run
    assert (found.level, found.is_stopped) == (Level.RED, True)
    log = found.log("harbour-fire")
    assert log is not None
    assert log.reason == "signed up to 2, but the record ends at 1"
    Sequencer(newsroom, store).round()
    assert "old backup" in signing_status(newsroom).reason


def test_it_says_that_the_host_stays(newsroom: Config, store: CheckpointStore) -> None:
    open_harbour_fire()
    Sequencer(newsroom, store).round()
    assert signing_status(newsroom).advice == ""
    moved = dataclasses.replace(newsroom, reader_url="https://live.example.org")
    found = signing_status(moved)
    assert (found.level, found.host) == (Level.OK, HOST)
    assert "live.example.org" in found.advice


def test_check_has_lines_for_signing(newsroom: Config, store: CheckpointStore) -> None:
    shell = Shell(newsroom)
    newsroom.data.chmod(0o700)
    (newsroom.data / "format").write_text("1\n")
    fire = open_harbour_fire()
    Sequencer(newsroom, store).round()
    assert _lines(shell) == [("ok", "all that was published is signed")]
    publish(fire)
    [(level, text)] = _lines(shell)
    assert (level, "once this is served" in text) == ("warn", True)
    (newsroom.data / "keys" / "signing-1").unlink()
    [(level, text)] = _lines(shell)
    assert (level, "no signing key" in text) == ("fail", True)


def test_check_has_a_line_for_each_witness(newsroom: Config) -> None:
    policy = newsroom.data / "policy"
    shell = Shell(newsroom, {"STOPPRESS_WITNESS_POLICY": str(policy)})
    newsroom.data.chmod(0o700)
    (newsroom.data / "format").write_text("1\n")
    policy.write_bytes(RIGHT)
    [(level, text)] = _lines(shell, "witnesses")
    assert (level, "cannot be used" in text) == ("warn", True)


def _lines(shell: Shell, name: str = "signing") -> list[tuple[str, str]]:
    checks = json.loads(shell.run("check", "--json").stdout)["checks"]
    return [(check["level"], check["text"]) for check in checks if check["name"] == name]
