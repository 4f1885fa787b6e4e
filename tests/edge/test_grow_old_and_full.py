"""Streams end at their age; beyond capacity the newcomer is sent away and nobody is evicted."""

from __future__ import annotations

import dataclasses
import time
from contextlib import ExitStack

from stoppress.config import Config
from tests.conformance.client import Address, Reader, Wire, get, reading
from tests.edge.press import Press
from tests.edge.process import QUICK, running

STREAM = "/harbour-fire/stream"


def test_it_ends_a_stream_at_its_age_which_is_not_the_same_for_all(
    press: Press, newsroom: Config, opened: ExitStack
) -> None:
    limits = dataclasses.replace(QUICK, age_seconds=2.0, age_spread=0.8)
    with running(newsroom, limits) as edge:
        streams = [opened.enter_context(reading(edge.address(), STREAM)) for _ in range(12)]
        ages = []
        began = time.monotonic()
        while streams:
            for stream in [one for one in streams if _is_over(one)]:
                ages.append(time.monotonic() - began)
                streams.remove(stream)
        assert get(edge.address(), "/-/health").status == 200
    assert max(ages) - min(ages) > 0.2  # of the 3.2 s over which they are spread


def test_line_19_it_sends_the_newcomer_away_when_full(
    press: Press, newsroom: Config, opened: ExitStack
) -> None:
    config = dataclasses.replace(newsroom, max_streams="3")
    with running(config) as edge:
        streams = [opened.enter_context(reading(edge.address(), STREAM)) for _ in range(3)]
        for stream in streams:
            assert stream.next().name == "hello"
        refused = get(edge.address(), STREAM)
        assert (refused.status, refused.headers["retry-after"]) == (503, "5")
        assert refused.headers["cache-control"] == "no-store"
        assert get(edge.address(), "/harbour-fire/").status == 200
        press.publish("For those who were here")
        for stream in streams:
            assert stream.named("change").id == press.cursor
        streams[0].close()
        end = time.monotonic() + 10
        while not _is_let_in(edge.address()):  # until the edge has noticed that one has left
            assert time.monotonic() < end


def test_it_closes_a_connection_that_rests(press: Press, newsroom: Config) -> None:
    limits = dataclasses.replace(QUICK, idle_seconds=0.3)
    with (
        running(newsroom, limits) as edge,
        Wire(edge.address()) as new,
        Wire(edge.address()) as old,
    ):
        old.ask("/-/health")
        assert old.answer().status == 200
        assert old.is_closed()
        assert new.is_closed()


def _is_let_in(address: Address) -> bool:
    with reading(address, STREAM) as stream:
        return stream.head.status == 200


def _is_over(stream: Reader) -> bool:
    try:
        while True:
            last = stream.next(0.02)
    except TimeoutError:
        return False
    except EOFError:
        assert last.name == "bye"
        return True
