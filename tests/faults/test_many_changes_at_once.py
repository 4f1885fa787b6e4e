"""reliability.md, lines 10 and 23: changes that come twice, too early, or all at once."""

from __future__ import annotations

import json
from collections.abc import Callable
from urllib.request import urlopen

import pytest
from django.db import transaction
from playwright.sync_api import Route

from stoppress.record.append import append
from stoppress.record.models import Coverage
from stoppress.record.vocabulary import Kind
from tests.newsroom import open_harbour_fire, publish, some_post
from tests.reader.conftest import Site
from tests.reader.reader import Reader

pytestmark = pytest.mark.journey
Reading = Callable[..., Reader]
BURST = 300
WORDS = ["The crane had stood there since 1911, when the harbour was dug. " * 4] * 3
# Which posts came, and in which drawing of the browser, a batch at a time.
_WATCH = """
    () => {
        window.seen = []; window.batches = []; let drawing = 0;
        const count = () => { drawing += 1; requestAnimationFrame(count); };
        requestAnimationFrame(count);
        new MutationObserver((all) => {
            const posts = all.flatMap((one) => [...one.addedNodes]).filter((node) => node.id);
            if (!posts.length) return;
            batches.push(drawing);
            posts.forEach((post) => seen.push(post.querySelector("h2").innerText));
        }).observe(document.querySelector("#timeline"), { childList: true });
    }
"""


def open_fire(posts: int) -> str:
    fire = open_harbour_fire()
    for number in range(posts):
        publish(fire, f"Post {number}", *WORDS)
    return fire


def test_line_23_a_burst_is_one_batch_a_drawing_and_moves_nothing(
    site: Site, reading: Reading
) -> None:
    fire = open_fire(20)
    reader = reading()
    reader.page.get_by_label("Follow live").check()
    reader.scroll_to(2000)
    before = reader.lines_in_sight()
    reader.page.evaluate(_WATCH)
    with transaction.atomic():  # all of it becomes public together
        for number in range(BURST):
            publish(fire, f"News {number}")
    reader.reach(Coverage.objects.get(id=fire).head)
    batches = reader.page.evaluate("batches")
    assert reader.page.evaluate("seen") == [f"News {number}" for number in range(BURST)]
    assert len(set(batches)) == len(batches), "two batches in one drawing"
    assert reader.moved(before) == pytest.approx(0, abs=1)
    assert reader.jumped == 0, reader.jumps
    assert reader.errors == []


def test_line_10_an_edit_that_comes_before_its_post_and_twice_is_the_last_word(
    site: Site, reading: Reading
) -> None:
    fire = open_fire(1)
    reader = reading()
    reader.page.get_by_label("Follow live").check()
    start = reader.page.locator("#coverage").get_attribute("data-cursor")
    _let_only_replays_through(site, reader, f"/harbour-fire/after/{start}")
    crane = publish(fire, "Crane falls")
    append(fire, Kind.REVISED, some_post("Gantry falls"), post_id=crane.id)
    site.wait_until_public("/harbour-fire/")
    reader.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    reader.reach(Coverage.objects.get(id=fire).head)
    assert reader.headlines == ["Gantry falls", "Post 0"]
    assert reader.errors == []


def _let_only_replays_through(site: Site, reader: Reader, missing: str) -> None:
    """Each stream is from now on the missing frames backwards, and then all of them twice."""

    def answer(route: Route) -> None:
        frames = _frames(site.address(missing))
        order = [*reversed(frames), *frames, *frames]
        body = "".join(f"event: change\ndata: {json.dumps(frame)}\n\n" for frame in order)
        route.fulfill(content_type="text/event-stream", body=body)

    reader.page.route("**/stream?*", answer)
    reader.page.route("**/after/*", lambda route: route.abort())


def _frames(url: str) -> list[dict[str, object]]:
    with urlopen(url, timeout=30) as answer:
        return list(json.load(answer)["events"])
