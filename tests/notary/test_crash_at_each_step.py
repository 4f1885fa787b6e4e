"""reliability.md, line 56: each step of the write order cut, as failed and as failed but persisted.

The next start goes on, and there is never a second head of one size.
"""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest

from stoppress.config import Config
from stoppress.notary.checkpoints import CheckpointStore
from stoppress.notary.sequencer import Sequencer
from stoppress.record.append import append
from stoppress.record.vocabulary import Kind
from tests.newsroom import open_harbour_fire, publish
from tests.notary.faults import POINTS, Failed, Fault, FaultyStore, fail, faulty_sign
from tests.notary.signing import confirm, kinds, root

_EVERY = [
    (point, nth) for point in POINTS for nth in (1, 2, 3) if nth == 1 or point != "host settled"
]
_SAMPLE = list(zip(POINTS, (1, 2, 3, 1, 2, 3), strict=True))  # each point once


@pytest.mark.parametrize(("point", "nth"), _EVERY)
def test_line_56_it_goes_on_after_a_failure(newsroom: Config, point: str, nth: int) -> None:
    """In the same process, which is not started anew."""
    coverages = [_ended("harbour-fire"), _ended("flood")]
    fault = Fault(point, nth, fail)
    with closing(FaultyStore(newsroom.checkpoints_file, fault)) as store:
        sequencer = Sequencer(newsroom, store, sign=faulty_sign(fault))
        with pytest.raises(Failed):
            sequencer.round()
        publish_more(coverages)
        while sequencer.round():
            pass
        _check(newsroom, store, coverages)


@pytest.mark.parametrize(("point", "nth"), _EVERY)
def test_line_56_it_goes_on_after_a_kill(
    newsroom: Config, point: str, nth: int, full: bool
) -> None:
    if not full and (point, nth) not in _SAMPLE:
        pytest.skip("with --full")
    coverages = [_ended("harbour-fire"), _ended("flood")]
    died = _sign_elsewhere(newsroom, point, nth)
    assert died.returncode == -signal.SIGKILL, died.stderr
    publish_more(coverages)
    ended = _sign_elsewhere(newsroom, "after the swap", 99)
    assert ended.returncode == 0, ended.stderr
    with closing(CheckpointStore(newsroom.checkpoints_file)) as store:
        _check(newsroom, store, coverages)


def _ended(slug: str) -> str:
    coverage = open_harbour_fire(slug)
    publish(coverage)
    append(coverage, Kind.ENDED, {})
    return coverage


def publish_more(coverages: list[str]) -> None:
    for coverage in coverages:
        append(coverage, Kind.REOPENED, {})
        publish(coverage)


def _sign_elsewhere(newsroom: Config, point: str, nth: int) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {
        "STOPPRESS_DATA": str(newsroom.data),
        "STOPPRESS_DATABASE": newsroom.database,
    }
    return subprocess.run(
        [sys.executable, "-m", "tests.notary.faults", point, str(nth)],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
    )


def _check(newsroom: Config, store: CheckpointStore, coverages: list[str]) -> None:
    """Everything is signed, by one key, each size once, and the site log says nothing twice."""
    latest = store.latest()
    for slug, coverage in zip(("harbour-fire", "flood"), coverages, strict=True):
        assert latest[slug].size == 5
        assert latest[slug].root == root(coverage, 5)
    for signed in latest.values():
        confirm(newsroom, signed)
    for size in range(1, latest["harbour-fire"].size + 1):
        if then := store.at_size(latest["harbour-fire"].origin, size):
            assert then.root == root(coverages[0], size)
    told = kinds()
    assert latest["-"].size == len(told)
    assert (told.count("key_added"), told.count("opened")) == (1, 2)
    assert store.troubles() == {}
    assert Sequencer(newsroom, store).round() == 0
    with closing(sqlite3.connect(newsroom.checkpoints_file)) as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
