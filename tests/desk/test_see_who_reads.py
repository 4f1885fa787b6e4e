"""The desk shows how many read now and who has been handed what; no edge can hold it up."""

from __future__ import annotations

import signal
from collections.abc import Callable
from contextlib import ExitStack
from time import monotonic
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import expect

from stoppress.config import Config
from stoppress.desk.edges import Delivery, Heard
from stoppress.desk.readership import handed, not_answering, reading_now
from stoppress.edge.asking import SECONDS
from stoppress.record.models import Post
from tests.conformance.client import reading
from tests.desk.writer import Writer
from tests.edge.press import Press, open_press
from tests.edge.process import running
from tests.newsroom import publish
from tests.waiting import eventually

STREAM = "/harbour-fire/stream"


def asked(browser: Client, path: str = "/coverages/harbour-fire/delivery") -> Any:
    return browser.get(path, headers={"accept": "application/json"}).json()


def press_beside(config: Config) -> Press:
    """What the projection would have published, as far as an edge cares."""
    press = open_press(config)
    press.publish(*["So far"] * Post.objects.latest("copy_position").copy_position)
    return press


def test_it_says_who_has_been_handed_a_post(browser: Client, fire: str, newsroom: Config) -> None:
    post = publish(fire)
    press = press_beside(newsroom)
    with running(newsroom) as edge, ExitStack() as opened:
        streams = [opened.enter_context(reading(edge.address(), STREAM)) for _ in range(3)]
        for stream in streams:
            stream.next()
        later = publish(fire, "And now")
        press.publish("And now")
        said = "handed to 3 of 3 direct readers"
        eventually(lambda: asked(browser)["posts"].get(later.id) == said)
        assert asked(browser)["readers"] == "3 reading now; readers behind caches not counted"
        assert post.id not in asked(browser)["posts"], "it was on the page that they began with"
        eventually(lambda: asked(browser, "/readers")["coverages"])
        assert asked(browser, "/readers")["coverages"] == {"harbour-fire": "3 reading now"}
    press.writer.close()


def test_it_says_what_is_still_on_its_way(browser: Client, fire: str, newsroom: Config) -> None:
    publish(fire)
    press = press_beside(newsroom)
    with running(newsroom) as edge, reading(edge.address(), STREAM) as stream:
        stream.next()
        later = publish(fire, "Not at the edges yet")
        eventually(lambda: asked(browser)["posts"].get(later.id) == "on its way to readers")
    press.writer.close()


def test_an_edge_that_hangs_is_named_and_holds_no_page_up(
    browser: Client, fire: str, newsroom: Config
) -> None:
    publish(fire)
    press = press_beside(newsroom)
    with running(newsroom) as edge, running(newsroom) as other:
        edge.address(), other.address()
        eventually(lambda: asked(browser)["readers"])
        assert asked(browser)["silent"] == ""
        other.process.send_signal(signal.SIGSTOP)
        slowest = 0.0

        def is_said() -> bool:
            nonlocal slowest
            begun = monotonic()
            said = asked(browser)["silent"]
            slowest = max(slowest, monotonic() - begun)
            return bool(said == "1 edge is not answering")

        eventually(is_said)
        other.process.send_signal(signal.SIGCONT)
        assert slowest < SECONDS, "no request waited for what an edge is given to answer"
        eventually(lambda: asked(browser)["silent"] == "")
    press.writer.close()


def test_without_an_edge_it_says_nothing(browser: Client, fire: str) -> None:
    publish(fire)
    for _ in range(3):
        assert asked(browser) == {"readers": "", "silent": "", "posts": {}}
    assert asked(browser, "/readers") == {"coverages": {}, "silent": ""}


def test_numbers_are_said_as_people_read_them() -> None:
    found = Delivery(7, 12440, {6: (12440, 0), 7: (12431, 9)})
    assert reading_now(found) == "12,440 reading now"
    assert handed(found, 7) == "handed to 12,431 of 12,440 direct readers, 9 catching up"
    assert handed(found, 6) == "handed to 12,440 of 12,440 direct readers"
    assert handed(found, 8) == "on its way to readers"
    assert handed(found, 5) == ""
    assert reading_now(Delivery(7, 0)) == "nobody reading directly now"
    assert handed(Delivery(7, 0, {7: (0, 0)}), 7) == ""
    assert not_answering(Heard({}, ("a", "b"), 0.0)) == "2 edges are not answering"


@pytest.mark.journey
def test_the_page_keeps_it_fresh(
    writing: Callable[..., Writer], fire: str, newsroom: Config
) -> None:
    publish(fire)
    writer = writing()
    with running(newsroom) as edge, ExitStack() as opened:
        for _ in range(2):
            opened.enter_context(reading(edge.address(), STREAM)).next()
        writer.open()
        expect(writer.page.locator("#reading")).to_contain_text("2 reading now", timeout=20_000)
        writer.write("Crane falls")
        writer.publish()
        newest = writer.page.locator("article.post .delivery").first
        expect(newest).to_have_text("handed to 2 of 2 direct readers", timeout=20_000)
        writer.page.goto(writer.desk.url + "/")
        listed = writer.page.locator("[data-reading-coverage]")
        expect(listed).to_have_text("2 reading now", timeout=20_000)
