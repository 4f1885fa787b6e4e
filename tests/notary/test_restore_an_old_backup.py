"""An old backup put back must never become a fork: the log stops, and goes on under another name.

reliability.md, lines 45 and 53, and "Restore hazard".
"""

from __future__ import annotations

import json
import logging
import sqlite3
from contextlib import closing

import pytest

from stoppress.config import Config
from stoppress.notary.checkpoints import CheckpointStore
from stoppress.notary.continuing import continue_log, continue_site_log
from stoppress.notary.sequencer import EVERYTHING, Sequencer
from stoppress.projection.follow import start_following
from stoppress.record.append import append
from stoppress.record.errors import Refused
from stoppress.record.models import Coverage
from stoppress.record.vocabulary import Kind
from tests.newsroom import harbour_fire, open_harbour_fire, publish, revisions
from tests.notary import backups
from tests.notary.signing import FIRE, SITE, confirm, root, site_leaves
from tests.projection.public import projecting, reading
from tests.waiting import eventually


def signed_and_put_back(newsroom: Config, store: CheckpointStore) -> str:
    """A coverage that was signed up to 5, of which the record now has 2."""
    fire = open_harbour_fire()
    publish(fire)
    Sequencer(newsroom, store).round()
    put_back = backups.keep(newsroom)
    for _ in range(3):
        publish(fire)
    Sequencer(newsroom, store).round()
    assert store.latest()["harbour-fire"].size == 5
    put_back()
    return fire


def test_line_45_it_does_not_sign_an_old_backup(
    newsroom: Config, store: CheckpointStore, caplog: pytest.LogCaptureFixture
) -> None:
    signed_and_put_back(newsroom, store)
    before = store.latest()
    flood = open_harbour_fire("flood")
    sequencer = Sequencer(newsroom, store)
    for _ in range(3):
        sequencer.round()
    assert store.latest()["harbour-fire"] == before["harbour-fire"]
    assert "old backup" in store.troubles()["harbour-fire"]
    loud = [line for line in caplog.records if line.levelno == logging.CRITICAL]
    assert len(loud) == 1  # said, and not over and over
    assert store.latest()["flood"].head == ("127.0.0.1:8000/flood/log", 1, root(flood, 1))


@pytest.mark.parametrize("more", [2, 3, 4, 9])
def test_line_53_it_never_signs_another_head_of_a_size_once_the_record_has_grown_again(
    newsroom: Config, store: CheckpointStore, more: int
) -> None:
    fire = signed_and_put_back(newsroom, store)
    before = store.latest()["harbour-fire"]
    for _ in range(more):
        append(fire, Kind.HEADER_CHANGED, harbour_fire())
        Sequencer(newsroom, store).round()
    assert store.latest()["harbour-fire"] == before
    Sequencer(newsroom, store).round()
    assert "continue harbour-fire" in store.troubles()["harbour-fire"]


@pytest.mark.parametrize("more", [0, 2, 3, 9])
def test_it_goes_on_under_another_origin_that_says_so(
    newsroom: Config, store: CheckpointStore, more: int
) -> None:
    fire = signed_and_put_back(newsroom, store)
    before = store.latest()["harbour-fire"]
    for _ in range(more):
        append(fire, Kind.HEADER_CHANGED, harbour_fire())
    sequencer = Sequencer(newsroom, store)
    sequencer.round()
    assert continue_log(newsroom, fire) == f"{FIRE}/2"
    said = json.loads(bytes(revisions(fire)[-1].content or b""))
    assert said == {"origin": FIRE, "size": 5, "root": before.root.hex()}
    publish(fire)
    sequencer.round()
    after = store.latest()["harbour-fire"]
    assert after.head == (f"{FIRE}/2", 4 + more, root(fire, 4 + more))
    confirm(newsroom, after)
    assert "harbour-fire" not in store.troubles()
    publish(fire)
    Sequencer(newsroom, store).round()
    assert store.latest()["harbour-fire"].head == (f"{FIRE}/2", 5 + more, root(fire, 5 + more))


def test_it_goes_on_a_second_time_under_a_third_name(
    newsroom: Config, store: CheckpointStore
) -> None:
    fire = open_harbour_fire()
    Sequencer(newsroom, store).round()
    for again in (2, 3):
        put_back = backups.keep(newsroom)
        publish(fire)
        Sequencer(newsroom, store).round()
        put_back()
        if again == 3:
            # The backup knows nothing of the second name's last head, the store does.
            assert store.latest()["harbour-fire"].origin == f"{FIRE}/2"
        assert continue_log(newsroom, fire) == f"{FIRE}/{again}"
        Sequencer(newsroom, store).round()
        assert store.latest()["harbour-fire"].origin == f"{FIRE}/{again}"


def test_the_site_log_goes_on_as_well(newsroom: Config, store: CheckpointStore) -> None:
    open_harbour_fire()
    Sequencer(newsroom, store).round()
    put_back = backups.keep(newsroom)
    open_harbour_fire("flood")
    Sequencer(newsroom, store).round()
    put_back()
    open_harbour_fire("storm")
    Sequencer(newsroom, store).round()
    assert "old backup" in store.troubles()["-"]
    assert "storm" not in store.latest()  # nobody could see that it is there
    assert continue_site_log(newsroom) == f"{SITE}/2"
    sequencer = Sequencer(newsroom, store)
    sequencer.round()
    assert store.troubles() == {}
    after = store.latest()
    assert after["-"].origin == f"{SITE}/2"
    confirm(newsroom, after["-"])
    assert after["storm"].size == 1
    continued = site_leaves()[2]
    assert list(continued) == ["v", "position", "kind", "at", "origin", "previous"]
    assert (continued["previous"]["origin"], continued["previous"]["size"]) == (SITE, 3)


def test_a_record_without_its_store_is_not_signed(newsroom: Config) -> None:
    """As after a restore on another machine: nobody here knows what was signed."""
    fire = open_harbour_fire()
    with closing(CheckpointStore(newsroom.checkpoints_file)) as store:
        Sequencer(newsroom, store).round()
    for ending in ("", "-wal", "-shm"):
        newsroom.checkpoints_file.with_name(f"checkpoints.sqlite{ending}").unlink(missing_ok=True)
    with closing(CheckpointStore(newsroom.checkpoints_file)) as store:
        publish(fire)
        Sequencer(newsroom, store).round()
        assert store.latest() == {}
        assert "continue --all" in store.troubles()[EVERYTHING]
        continue_site_log(newsroom)
        continue_log(newsroom, fire)
        Sequencer(newsroom, store).round()
        assert store.latest()["harbour-fire"].head == (f"{FIRE}/2", 3, root(fire, 3))
        assert store.latest()["-"].origin == f"{SITE}/2"
        assert store.troubles() == {}


def test_an_old_copy_of_the_store_is_told_by_what_readers_were_shown(
    newsroom: Config, store: CheckpointStore
) -> None:
    """The record and the store are both old, and agree; the public store is not."""
    if newsroom.database:
        pytest.skip("there the public store lies in the record's database, and is as old")
    fire = open_harbour_fire()
    Sequencer(newsroom, store).round()
    _show_readers(newsroom, 1)
    put_back = backups.keep(newsroom)
    old = newsroom.data / "old.sqlite"
    with closing(sqlite3.connect(newsroom.checkpoints_file)) as db:
        db.execute("VACUUM INTO ?", (str(old),))
    publish(fire)
    Sequencer(newsroom, store).round()
    _show_readers(newsroom, 2)
    put_back()
    store.close()
    for ending in ("-wal", "-shm"):
        newsroom.checkpoints_file.with_name(f"checkpoints.sqlite{ending}").unlink(missing_ok=True)
    old.replace(newsroom.checkpoints_file)
    with closing(CheckpointStore(newsroom.checkpoints_file)) as older:
        append(fire, Kind.HEADER_CHANGED, harbour_fire())
        for _ in range(2):
            Sequencer(newsroom, older).round()
        assert older.latest()["harbour-fire"].size == 1
        assert "readers were shown" in older.troubles()["harbour-fire"]
        assert continue_log(newsroom, fire) == f"{FIRE}/2"
        Sequencer(newsroom, older).round()
        assert older.latest()["harbour-fire"].head == (f"{FIRE}/2", 3, root(fire, 3))


def _show_readers(newsroom: Config, size: int) -> None:
    """Publish until readers can see the checkpoint of this size."""

    def shown() -> bool:
        with reading(newsroom) as reader:
            return [head.signed for head in reader.heads()] == [size]

    with projecting(newsroom):
        pass  # there is a public store from here on
    stop = start_following(newsroom)
    try:
        eventually(shown)
    finally:
        stop()


def test_a_log_that_was_never_signed_has_nothing_to_continue(newsroom: Config) -> None:
    fire = open_harbour_fire()
    with pytest.raises(Refused, match="never signed"):
        continue_log(newsroom, fire)
    assert Coverage.objects.get(id=fire).head == 1


def test_a_record_that_was_changed_is_not_signed(newsroom: Config, store: CheckpointStore) -> None:
    from django.db import connection

    fire = open_harbour_fire()
    Sequencer(newsroom, store).round()
    publish(fire)
    with connection.cursor() as cursor:
        trigger = "record_revision_changes" if newsroom.database else "record_revision_no_change"
        on = " ON record_revision" if newsroom.database else ""
        cursor.execute(f"DROP TRIGGER {trigger}{on}")
        cursor.execute("UPDATE record_revision SET leaf = %s WHERE position = 2", [b"another"])
    Sequencer(newsroom, store).round()
    assert store.latest()["harbour-fire"].size == 1
    assert "leaf 2" in store.troubles()["harbour-fire"]
