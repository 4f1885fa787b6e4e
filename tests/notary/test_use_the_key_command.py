"""`stoppress key`."""

from __future__ import annotations

import json

import pytest

from stoppress.config import Config
from stoppress.notary.checkpoints import CheckpointStore
from stoppress.notary.keys import load_keys
from stoppress.notary.sequencer import Sequencer
from stoppress.tlog.checkpoints import open_checkpoint
from stoppress.tlog.keys import parse_vkey
from tests.commands.shell import Shell
from tests.newsroom import open_harbour_fire, publish
from tests.notary.signing import FIRE, SITE


@pytest.fixture
def shell(newsroom: Config) -> Shell:
    newsroom.data.chmod(0o700)
    (newsroom.data / "format").write_text("1\n")
    return Shell(newsroom)


def test_it_shows_the_vkey_of_each_log_and_no_secret(
    newsroom: Config, store: CheckpointStore, shell: Shell
) -> None:
    open_harbour_fire()
    assert "no signing key yet" in shell.refused("key", "show")
    Sequencer(newsroom, store).round()
    said = shell.ok("key", "show", "--json")
    shown = json.loads(said)
    [key] = load_keys(newsroom.data)
    assert key.seed.hex() not in said + shell.ok("key", "show")
    assert (shown["host"], shown["settled"]) == ("127.0.0.1:8000", True)
    assert [(one["number"], one["state"]) for one in shown["keys"]] == [(1, "signs")]
    logs = {log["slug"]: log for log in shown["logs"]}
    assert {slug: log["origin"] for slug, log in logs.items()} == {"-": SITE, "harbour-fire": FIRE}
    [vkey] = logs["harbour-fire"]["vkeys"]
    assert open_checkpoint(store.latest()["harbour-fire"].note, [parse_vkey(vkey)]).size == 1
    assert vkey in shell.ok("key", "show")


def test_it_rotates_and_retires(newsroom: Config, store: CheckpointStore, shell: Shell) -> None:
    open_harbour_fire()
    Sequencer(newsroom, store).round()
    assert "signing-2" in shell.ok("key", "rotate")
    assert "does not sign yet" in shell.refused("key", "retire")
    Sequencer(newsroom, store).round()
    assert json.loads(shell.ok("key", "retire", "--json")) == {"retired": [1]}
    assert "one key only" in shell.refused("key", "retire")


def test_it_replaces_a_stolen_key(newsroom: Config, store: CheckpointStore, shell: Shell) -> None:
    open_harbour_fire()
    assert "no key to replace" in shell.refused("key", "replace", "--reason", "compromised")
    Sequencer(newsroom, store).round()
    assert json.loads(shell.ok("key", "replace", "--reason", "compromised", "--json"))["key"] == 2
    Sequencer(newsroom, store).round()
    assert store.latest()["harbour-fire"].origin == f"{FIRE}/2"


def test_it_continues_one_log_or_all(
    newsroom: Config, store: CheckpointStore, shell: Shell
) -> None:
    fire = open_harbour_fire()
    assert "never signed" in shell.refused("key", "continue", "harbour-fire")
    Sequencer(newsroom, store).round()
    assert f"{FIRE}/2" in shell.ok("key", "continue", "harbour-fire")
    publish(fire)
    Sequencer(newsroom, store).round()
    assert json.loads(shell.ok("key", "continue", "--all", "--json")) == {
        "origins": {"-": f"{SITE}/2", "harbour-fire": f"{FIRE}/3"}
    }
    assert "no coverage /flood/" in shell.refused("key", "continue", "flood")
    Sequencer(newsroom, store).round()
    assert store.latest()["harbour-fire"].head[:2] == (f"{FIRE}/3", 4)


def test_it_asks_for_the_copy_of_a_key_that_is_gone(
    newsroom: Config, store: CheckpointStore, shell: Shell
) -> None:
    open_harbour_fire()
    Sequencer(newsroom, store).round()
    (newsroom.data / "keys" / "signing-1").unlink()
    assert "from its offline copy" in shell.refused("key", "show")
