"""Heartbeats tell how many are reading at all edges together, or nothing."""

from __future__ import annotations

import dataclasses
import signal
from contextlib import ExitStack

import pytest

from stoppress.config import Config
from stoppress.edge.adding import about
from tests.conformance.client import Reader, reading
from tests.edge.press import SLUG, Press
from tests.edge.process import QUICK, running

STREAM = f"/{SLUG}/stream"
BEATING = dataclasses.replace(QUICK, heartbeat_seconds=0.2)


def until_it_beats(stream: Reader, readers: int | None) -> None:
    """Skip the heartbeats up to the one that says so; each is a few tenths of a second."""
    for _ in range(100):
        if stream.named("hb").json.get("readers") == readers:
            return
    pytest.fail(f"no heartbeat ever said {readers}")


def test_it_tells_the_sum_of_all_edges(press: Press, newsroom: Config, opened: ExitStack) -> None:
    if newsroom.database:
        pytest.skip("on PostgreSQL other machines may have edges; see below")
    with running(newsroom, BEATING) as first, running(newsroom, BEATING) as second:
        one, *_ = [opened.enter_context(reading(first.address(), STREAM)) for _ in range(3)]
        two, *_ = [opened.enter_context(reading(second.address(), STREAM)) for _ in range(4)]
        until_it_beats(one, 7)
        until_it_beats(two, 7)
        opened.enter_context(reading(second.address(), STREAM))
        until_it_beats(one, 8)


def test_it_tells_nothing_rather_than_too_little(press: Press, newsroom: Config) -> None:
    if newsroom.database:
        pytest.skip("on PostgreSQL other machines may have edges; see below")
    with (
        running(newsroom, BEATING) as first,
        running(newsroom, BEATING) as second,
        reading(first.address(), STREAM) as stream,
    ):
        second.address()
        until_it_beats(stream, 1)
        second.process.send_signal(signal.SIGSTOP)
        until_it_beats(stream, None)
        second.process.send_signal(signal.SIGCONT)
        until_it_beats(stream, 1)


def test_it_tells_nothing_where_the_newsroom_does_not_want_it(
    press: Press, newsroom: Config
) -> None:
    quiet = dataclasses.replace(newsroom, reader_counts="no")
    with running(quiet, BEATING) as edge, reading(edge.address(), STREAM) as stream:
        assert all("readers" not in stream.named("hb").json for _ in range(5))


def test_on_postgresql_it_tells_only_where_all_edges_are_named(
    press: Press, newsroom: Config
) -> None:
    if not newsroom.database:
        pytest.skip("on SQLite all edges are in one data folder")
    with running(newsroom, BEATING) as edge, reading(edge.address(), STREAM) as stream:
        assert all("readers" not in stream.named("hb").json for _ in range(5))
    named = dataclasses.replace(newsroom, admin="127.0.0.1:9", edge_admins="127.0.0.1:9")
    with running(named, BEATING) as edge, reading(edge.address(), STREAM) as stream:
        until_it_beats(stream, 1)
    elsewhere = dataclasses.replace(newsroom, edge_admins="127.0.0.1:9")
    with running(elsewhere, BEATING) as edge, reading(edge.address(), STREAM) as stream:
        assert all("readers" not in stream.named("hb").json for _ in range(5))


@pytest.mark.parametrize(
    ("readers", "told"),
    [(0, 0), (9, 9), (10, 10), (99, 99), (109, 100), (1234, 1200), (9999, 9900), (12440, 12000)],
)
def test_it_rounds_down_to_two_digits(readers: int, told: int) -> None:
    assert about(readers) == told
