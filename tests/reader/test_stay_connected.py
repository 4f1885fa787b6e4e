"""Whatever happens to the line, an open page comes to what the record says, without a reload.

Long waits are not waited for: the page's clock is ours (`clock`), the server and the network are
real.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, Request, Route, expect

from stoppress.record.append import append
from stoppress.record.models import Coverage, Post
from stoppress.record.vocabulary import Kind
from tests.newsroom import open_harbour_fire, publish, some_post
from tests.reader.conftest import Site
from tests.reader.reader import Reader

pytestmark = pytest.mark.journey
Reading = Callable[..., Reader]


@pytest.fixture
def fire(site: Site) -> str:
    fire = open_harbour_fire()
    publish(fire, "Crane falls")
    return fire


@pytest.fixture
def reader(reading: Reading, fire: str) -> Reader:
    reader = reading()
    reader.page.evaluate("window.isStillTheSamePage = true")
    reader.page.get_by_label("Follow live").check()
    return reader


def is_same_page(reader: Reader) -> bool:
    return bool(reader.page.evaluate("window.isStillTheSamePage")) and not reader.errors


def answers(page: Page, events: str) -> list[str]:
    """From now on each stream of `page` is these events and then its end; the requests made."""
    asked: list[str] = []

    def answer(route: Route) -> None:
        asked.append(route.request.url)
        route.fulfill(content_type="text/event-stream", body=events)

    page.route("**/stream?*", answer)
    return asked


def deltas(page: Page) -> list[str]:
    """The deltas that `page` asks for from now on."""
    asked: list[str] = []

    def note(request: Request) -> None:
        if "/after/" in urlsplit(request.url).path:
            asked.append(request.url)

    page.on("request", note)
    return asked


def test_line_3_it_catches_up_after_the_edge_was_killed(
    site: Site, reader: Reader, fire: str
) -> None:
    for round in range(2):
        site.edge.kill()
        publish(fire, f"While it was down, {round}")
        publish(fire, f"Still down, {round}")
        site.edge.start()
        publish(fire, f"Up again, {round}")
        reader.reach(Coverage.objects.get(id=fire).head)
    assert reader.headlines == [
        f"{words}, {round}"
        for round in (1, 0)
        for words in ("Up again", "Still down", "While it was down")
    ] + ["Crane falls"]
    assert is_same_page(reader)


def test_line_5_it_takes_the_page_anew_under_a_new_epoch_and_keeps_the_reading_place(
    site: Site, reading: Reading, fire: str
) -> None:
    posts = [publish(fire, f"Post {number}", *["Words. " * 80] * 3) for number in range(20)]
    reader = reading()
    reader.page.evaluate("window.isStillTheSamePage = true")
    reader.scroll_to(3000)
    before = reader.lines_in_sight()
    site.stop_publishing()
    with closing(sqlite3.connect(site.config.checkpoints_file)) as checkpoints:
        checkpoints.execute("UPDATE site SET epoch = 'anotherepoch'")
        checkpoints.commit()
    append(fire, Kind.WITHDRAWN, {"reason": "No."}, post_id=posts[-1].id)
    publish(fire, "News", *["Words. " * 80] * 3)
    site.start_publishing()
    expect(reader.page.locator("#coverage")).to_have_attribute("data-cursor", "anotherepoch.24")
    reader.settle()
    assert reader.headlines[:3] == ["News", "This post was withdrawn", "Post 18"]
    assert reader.moved(before) == pytest.approx(0, abs=1)
    assert is_same_page(reader)
    assert reading().page.locator("main").inner_text() == reader.page.locator("main").inner_text()
    publish(fire, "And on it goes")
    reader.reach(25)


def test_it_asks_for_what_is_missing_between_two_changes(reading: Reading, fire: str) -> None:
    reader = reading()
    reader.page.evaluate("window.isStillTheSamePage = true")
    publish(fire, "Smoke")
    publish(fire, "Ash")
    reader.reach(4)
    late = '{"position":9,"kind":"posted","state":"live","changes":[],"announce":""}'
    old = '{"position":2,"kind":"posted","state":"live","changes":[],"announce":""}'
    asked = deltas(reader.page)
    answers(reader.page, f"event: change\ndata: {old}\n\nevent: change\ndata: {late}\n\n")
    reader.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    reader.wait_until(lambda: len(asked) >= 2)
    assert reader.position == 4, "a change out of its turn is not applied"
    publish(fire, "Embers")
    reader.reach(5)
    assert is_same_page(reader)


def test_line_20_it_asks_at_once_when_the_reader_comes_back(reader: Reader, fire: str) -> None:
    answers(reader.page, "")
    asked = deltas(reader.page)
    reader.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    publish(fire, "Smoke")
    reader.reach(3)
    assert asked[0].endswith(".2")
    assert is_same_page(reader)


def test_line_19_it_polls_where_no_stream_comes_through_and_goes_on_trying(
    reading: Reading, fire: str
) -> None:
    reader = reading(clock=True)
    tried: list[str] = []

    def refuse(route: Route) -> None:
        tried.append(route.request.url)
        route.abort()

    reader.page.route("**/stream?*", refuse)
    reader.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    reader.pass_time(15)
    before = len(tried)
    publish(fire, "Smoke")
    reader.pass_time(100)
    reader.reach(3)
    assert len(tried) > before
    assert reader.errors == []


def test_line_18_it_comes_back_by_its_cursor_after_a_bye(reading: Reading, fire: str) -> None:
    reader = reading(clock=True)
    streams = answers(reader.page, "event: bye\ndata: {}\n\n")
    reader.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    reader.wait_until(lambda: len(streams) >= 1)
    before = len(streams)
    reader.wait_until(lambda: len(streams) > before)
    cursor = reader.page.locator("#coverage").get_attribute("data-cursor")
    assert streams[-1].endswith(f"/harbour-fire/stream?after={cursor}")


def test_line_12_it_notices_a_line_that_has_gone_dead(reading: Reading, fire: str) -> None:
    reader = reading(clock=True)
    hung: list[Route] = []
    # Asked for, and never answered.
    reader.page.route("**/stream?*", lambda route: hung.append(route))
    reader.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    reader.wait_until(lambda: len(hung) == 1)
    reader.pass_time(40)
    assert len(hung) == 1
    reader.pass_time(9)
    reader.wait_until(lambda: len(hung) == 2)


def test_line_28_it_still_hears_of_corrections_after_the_end(reading: Reading, fire: str) -> None:
    crane = Post.objects.get()
    append(fire, Kind.ENDED, {"note": None})
    reader = reading(clock=True)
    reader.reach(3)
    streams = answers(reader.page, "")
    append(fire, Kind.REVISED, some_post("Gantry falls"), post_id=crane.id)
    reader.pass_time(65)
    reader.reach(4)
    assert reader.headlines == ["Gantry falls"]
    assert streams == [], "what has ended has no stream"
