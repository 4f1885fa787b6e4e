"""reliability.md, lines 13 and 15: an open page behind a proxy that refuses, or cuts what rests.

The page has a clock of its own where it would have to wait; servers and network are real.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser

from stoppress.config import Config
from stoppress.projection.follow import start_following
from stoppress.record.models import Coverage
from tests.conformance.client import get
from tests.edge.process import QUICK, running
from tests.faults.front import Front, standing
from tests.newsroom import open_harbour_fire, publish
from tests.reader.reader import Reader
from tests.waiting import eventually

pytestmark = pytest.mark.journey
PAGE = "/harbour-fire/"
# A heartbeat of 20 s within a limit of 30 s, forty times as fast.
BEATING = dataclasses.replace(QUICK, heartbeat_seconds=0.5)
LONG_ENOUGH, TOO_SHORT = 0.75, 0.25


@pytest.fixture
def fire(chromium: Browser, newsroom: Config) -> Iterator[str]:
    """A coverage with one post, its projection at work; after the browser, which minds threads."""
    fire = open_harbour_fire()
    publish(fire, "Crane falls")
    stop = start_following(newsroom)
    yield fire
    stop()


@contextmanager
def behind(
    config: Config, chromium: Browser, idle_seconds: float | None = None, *, clock: bool
) -> Iterator[tuple[Front, Reader]]:
    """A reader who has opened the page through a proxy."""
    with (
        running(config, BEATING) as edge,
        standing(edge.address().port, idle_seconds) as front,
    ):
        eventually(lambda: "Crane falls" in get(edge.address(), PAGE).text)
        reader = Reader(chromium, front.url + PAGE, clock=clock)
        reader.page.evaluate("window.isStillTheSamePage = true")
        reader.page.get_by_label("Follow live").check()
        reader.wait_until(lambda: front.count("/stream") > 0)
        yield front, reader
        assert reader.page.evaluate("window.isStillTheSamePage")
        assert reader.errors == []
        reader.close()


def top(fire: str) -> int:
    return Coverage.objects.get(id=fire).head


def passing(reader: Reader, is_so: Callable[[], bool]) -> None:
    """Let the time of the page run until `is_so`."""
    for _ in range(200):
        if is_so():
            return
        reader.pass_time(1)
    raise AssertionError("it did not come to be in 200 s of the page")


@pytest.mark.parametrize("status", [502, 503, 429])
def test_line_13_a_refusal_while_coming_back_is_got_over(
    newsroom: Config, chromium: Browser, fire: str, status: int
) -> None:
    """EventSource by itself would give up for good at any of them."""
    with behind(newsroom, chromium, clock=True) as (front, reader):
        front.refusals.append(status)
        front.drop()
        publish(fire, "While it was refused")
        passing(reader, lambda: not front.refusals and front.count("/stream") == 3)
        reader.reach(top(fire))
        publish(fire, "By the stream again")
        reader.reach(top(fire))
        assert reader.headlines[:2] == ["By the stream again", "While it was refused"]
        assert front.count("/after/") == 0, "the stream brought it"


def test_line_15_a_stream_beats_faster_than_a_patient_proxy_cuts(
    newsroom: Config, chromium: Browser, fire: str
) -> None:
    with behind(newsroom, chromium, LONG_ENOUGH, clock=False) as (front, reader):
        reader.page.wait_for_timeout(3000 * LONG_ENOUGH)  # four beats
        publish(fire, "After a silence")
        reader.reach(top(fire))
        assert (front.cuts, front.count("/stream")) == (0, 1)


def test_line_15_where_no_beat_comes_through_the_page_polls(
    newsroom: Config, chromium: Browser, fire: str
) -> None:
    with behind(newsroom, chromium, TOO_SHORT, clock=True) as (front, reader):
        passing(reader, lambda: front.count("/after/") > 0)
        assert front.cuts > 2, "each of its streams said hello, and was cut"
        publish(fire, "Heard all the same")
        passing(reader, lambda: reader.position == top(fire))
        assert reader.headlines[0] == "Heard all the same"
