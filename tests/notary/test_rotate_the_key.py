"""The key: made once, rotated with both signing for a while, replaced after a loss or a theft."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from stoppress.config import Config
from stoppress.notary.checkpoints import CheckpointStore
from stoppress.notary.keys import KeyTrouble, has_keys, load_keys, make_key
from stoppress.notary.rotation import replace, retire, rotate
from stoppress.notary.sequencer import EVERYTHING, Sequencer
from stoppress.record.errors import Refused
from stoppress.tlog.checkpoints import open_checkpoint
from stoppress.tlog.errors import Unverified
from tests.newsroom import open_harbour_fire, publish, revisions
from tests.notary.signing import FIRE, SITE, confirm, kinds, site_leaves


def test_it_makes_a_key_of_its_owner_alone(newsroom: Config, store: CheckpointStore) -> None:
    open_harbour_fire()
    Sequencer(newsroom, store).round()
    folder = newsroom.data / "keys"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    [file] = folder.iterdir()
    assert file.name == "signing-1"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert len(bytes.fromhex(file.read_text().strip())) == 32
    [key] = load_keys(newsroom.data)
    assert key.seed.hex() not in repr(key) + repr(key.signer(FIRE))


def test_both_keys_sign_until_the_first_is_retired(
    newsroom: Config, store: CheckpointStore
) -> None:
    fire = open_harbour_fire()
    open_harbour_fire("flood")  # nothing happens there during the change
    sequencer = Sequencer(newsroom, store)
    sequencer.round()
    [old] = load_keys(newsroom.data)
    new = rotate(newsroom)
    publish(fire)
    sequencer.round()
    for signed in store.latest().values():
        confirm(newsroom, signed)  # each of the two keys has signed
    assert kinds()[-1] == "key_added"
    with pytest.raises(Refused, match="follows already"):
        rotate(newsroom)

    assert [key.number for key in retire(newsroom)] == [old.number]
    publish(fire)
    sequencer.round()
    leaf = site_leaves()[-1]
    assert list(leaf) == ["v", "position", "kind", "at", "public", "reason"]
    assert (leaf["kind"], leaf["public"]) == ("key_retired", old.public.hex())
    assert [key.public for key in load_keys(newsroom.data)] == [new.public]
    latest = store.latest()
    for signed in latest.values():
        confirm(newsroom, signed)
    with pytest.raises(Unverified):
        open_checkpoint(latest["harbour-fire"].note, [old.vkey(FIRE)])
    assert open_checkpoint(latest["flood"].note, [old.vkey(latest["flood"].origin)]).size == 1


def test_the_old_key_signs_the_leaf_that_names_the_new_one(
    newsroom: Config, store: CheckpointStore
) -> None:
    open_harbour_fire()
    Sequencer(newsroom, store).round()
    [old] = load_keys(newsroom.data)
    rotate(newsroom)
    Sequencer(newsroom, store).round()
    named = [leaf["position"] for leaf in site_leaves() if leaf["kind"] == "key_added"]
    assert open_checkpoint(store.latest()["-"].note, [old.vkey(SITE)]).size >= named[-1]


def test_a_key_is_not_retired_before_the_next_one_signs(
    newsroom: Config, store: CheckpointStore
) -> None:
    open_harbour_fire()
    with pytest.raises(KeyTrouble, match="no signing key"):
        rotate(newsroom)
    Sequencer(newsroom, store).round()
    with pytest.raises(Refused, match="one key only"):
        retire(newsroom)
    rotate(newsroom)
    with pytest.raises(Refused, match="does not sign yet"):
        retire(newsroom)
    assert len(load_keys(newsroom.data)) == 2


@pytest.mark.parametrize("reason", ["lost", "compromised"])
def test_it_replaces_a_key_under_new_origins(
    newsroom: Config, store: CheckpointStore, reason: str
) -> None:
    fire = open_harbour_fire()
    sequencer = Sequencer(newsroom, store)
    sequencer.round()
    [old] = load_keys(newsroom.data)
    if reason == "lost":
        (newsroom.data / "keys" / "signing-1").unlink()
        publish(fire)
        sequencer.round()
        assert "no signing key" in store.troubles()[EVERYTHING]
    new = replace(newsroom, "lost" if reason == "lost" else "compromised")
    sequencer.round()
    assert store.troubles() == {}
    assert [key.public for key in load_keys(newsroom.data)] == [new.public]
    latest = store.latest()
    assert latest["harbour-fire"].origin == f"{FIRE}/2"
    assert latest["-"].origin == f"{SITE}/2"
    for signed in latest.values():
        confirm(newsroom, signed)
    retired = [leaf for leaf in site_leaves() if leaf["kind"] == "key_retired"]
    assert [(leaf["public"], leaf["reason"]) for leaf in retired] == [(old.public.hex(), reason)]
    said = json.loads(bytes(revisions(fire)[-1].content or b""))
    assert (said["origin"], said["size"]) == (FIRE, 1)


def _gone(file: Path) -> None:
    file.unlink()


def _open_to_all(file: Path) -> None:
    file.chmod(0o644)


def _folder_open(file: Path) -> None:
    file.parent.chmod(0o750)


def _damaged(file: Path) -> None:
    file.write_text("cafe")


def _another(file: Path) -> None:
    file.write_text(os.urandom(32).hex())


_HARMS = [
    (_gone, "put the file back from its offline copy"),
    (_open_to_all, "chmod 600"),
    (_folder_open, "chmod 700"),
    (_damaged, "is damaged"),
    (_another, "none of the keys here"),
]


@pytest.mark.parametrize(("harm", "told"), _HARMS)
def test_line_60_without_a_safe_key_nothing_is_signed_and_all_is_published(
    newsroom: Config,
    store: CheckpointStore,
    caplog: pytest.LogCaptureFixture,
    harm: Callable[[Path], None],
    told: str,
) -> None:
    fire = open_harbour_fire()
    sequencer = Sequencer(newsroom, store)
    sequencer.round()
    before = store.latest()
    file = newsroom.data / "keys" / "signing-1"
    kept = file.read_text()
    harm(file)
    publish(fire)
    for each in (sequencer, Sequencer(newsroom, store)):  # also after a new start
        assert each.round() == 0
    assert len(revisions(fire)) == 2
    assert store.latest() == before
    assert told in store.troubles()[EVERYTHING]
    assert caplog.text.count("signing is off for all logs") == 1
    assert kinds() == ["key_added", "opened"]

    file.write_text(kept)
    file.chmod(0o600)
    file.parent.chmod(0o700)
    assert sequencer.round() == 1
    assert store.troubles() == {}
    confirm(newsroom, store.latest()["harbour-fire"])


def test_it_never_writes_over_a_key(newsroom: Config) -> None:
    first = make_key(newsroom.data)
    second = make_key(newsroom.data)
    assert (first.number, second.number) == (1, 2)
    assert first.seed != second.seed
    assert load_keys(newsroom.data) == (first, second)
    assert has_keys(newsroom.data)
