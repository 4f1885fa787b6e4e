"""Following the record, alone and beside other processes that sign: one wins, none forks."""

from __future__ import annotations

import sqlite3
from collections import Counter
from contextlib import closing
from datetime import timedelta

import pytest

from stoppress.config import Config
from stoppress.lib.lease import LeaseTaken
from stoppress.notary.checkpoints import CheckpointStore
from stoppress.notary.follow import start_signing
from stoppress.notary.lease import signing_lease
from stoppress.notary.sequencer import Sequencer
from stoppress.tlog.checkpoints import Checkpoint, sign_checkpoint
from stoppress.tlog.keys import Signer
from tests.newsroom import open_harbour_fire, publish
from tests.notary.signer_process import signing
from tests.notary.signing import Clock, confirm, root, signed_size
from tests.waiting import eventually


def test_it_signs_whatever_is_appended(newsroom: Config, store: CheckpointStore) -> None:
    stop = start_signing(newsroom)
    try:
        fire = open_harbour_fire()
        for size in range(2, 6):
            publish(fire)
            eventually(lambda: signed_size(store) == size)  # noqa: B023 - asked at once
    finally:
        stop()
    confirm(newsroom, store.latest()["harbour-fire"])


def test_it_goes_on_when_its_store_fails_for_a_while(
    newsroom: Config, store: CheckpointStore, caplog: pytest.LogCaptureFixture
) -> None:
    fire = open_harbour_fire()
    with closing(sqlite3.connect(newsroom.checkpoints_file, isolation_level=None)) as db:
        db.execute(
            "CREATE TRIGGER full BEFORE INSERT ON checkpoint"
            " BEGIN SELECT RAISE(ABORT, 'the disk is full'); END"
        )
        stop = start_signing(newsroom)
        try:
            publish(fire)
            eventually(lambda: "the disk is full" in caplog.text)
            assert signed_size(store) == 0
            db.execute("DROP TRIGGER full")
            eventually(lambda: signed_size(store) == 2)
        finally:
            stop()


def test_a_second_one_waits_and_takes_over(newsroom: Config, store: CheckpointStore) -> None:
    fire = open_harbour_fire()
    with signing(newsroom) as first:
        eventually(lambda: signed_size(store) == 1)
        with pytest.raises(LeaseTaken), signing_lease(newsroom):
            pass
        with signing(newsroom):
            publish(fire)
            eventually(lambda: signed_size(store) == 2)
            first.kill()
            publish(fire)
            eventually(lambda: signed_size(store) == 3)
    assert store.latest()["harbour-fire"].root == root(fire, 3)
    assert store.troubles() == {}


def test_line_57_the_second_of_two_loses_the_swap_and_stops(
    newsroom: Config, store: CheckpointStore
) -> None:
    fire = open_harbour_fire()
    with closing(CheckpointStore(newsroom.checkpoints_file)) as other_store:
        other = Sequencer(newsroom, other_store)
        other.round()

        def sign_too_late(checkpoint: Checkpoint, *signers: Signer) -> bytes:
            note = sign_checkpoint(checkpoint, *signers)
            publish(fire)
            other.round()
            return note

        late = Sequencer(newsroom, store, sign=sign_too_late)
        publish(fire)
        assert late.round() == 0
        assert "one desk only" in store.troubles()["harbour-fire"]
        assert signed_size(store) == 3
        publish(fire)
        assert late.round() == 0  # it never signs that log again
        assert signed_size(store) == 3
        other.round()
    assert store.latest()["harbour-fire"].root == root(fire, 4)


def test_line_57_two_processes_without_a_lease_never_fork(newsroom: Config) -> None:
    fire, flood = open_harbour_fire(), open_harbour_fire("flood")
    with signing(newsroom, "unguarded"), signing(newsroom, "unguarded"):
        for _ in range(30):
            publish(fire)
            publish(flood)
    with closing(CheckpointStore(newsroom.checkpoints_file)) as store:
        Sequencer(newsroom, store).round()
        for slug, coverage in (("harbour-fire", fire), ("flood", flood)):
            last = store.latest()[slug]
            assert last.size == 31
            for size in range(1, 32):
                then = store.at_size(last.origin, size)
                assert then is None or then.root == root(coverage, size)


def test_line_46_it_does_not_sign_while_the_clock_is_back(
    newsroom: Config, store: CheckpointStore, caplog: pytest.LogCaptureFixture
) -> None:
    fire, clock = open_harbour_fire(), Clock()
    sequencer = Sequencer(newsroom, store, clock=clock)
    sequencer.round()
    clock.ahead = timedelta(hours=-1)
    publish(fire)
    open_harbour_fire("flood")
    for each in (sequencer, sequencer, Sequencer(newsroom, store, clock=clock)):
        each.round()
    for slug in ("harbour-fire", "-"):
        assert "set the clock right" in store.troubles()[slug]
    said = Counter(line.getMessage().split(" the clock says")[0] for line in caplog.records)
    assert said == {f"signing is off for {slug}:": 1 for slug in ("harbour-fire", "-")}
    assert signed_size(store) == 1
    clock.ahead = timedelta()
    assert sequencer.round() == 2
    assert store.troubles() == {}
    assert signed_size(store) == 2
