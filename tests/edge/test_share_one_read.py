"""However many readers come at once: what they need from the store is read once."""

from __future__ import annotations

import asyncio
import dataclasses
from collections import Counter

import pytest

from stoppress.config import Config
from stoppress.edge import store
from stoppress.public_store import Frame, Head, Page, Reader, Site, open_reader
from tests.conformance.client import Address, request
from tests.edge.inside import Visitor, visit
from tests.edge.press import EPOCH, Press
from tests.edge.process import QUICK

CROWD = 100


class Counted:
    """The real reader of the store, with a note of what was asked."""

    def __init__(self, reader: Reader, asked: Counter[str]) -> None:
        self._reader = reader
        self._asked = asked

    def site(self) -> Site:
        return self._reader.site()

    def heads(self) -> list[Head]:
        return self._reader.heads()

    def frames(self, slug: str, after: int, limit: int) -> list[Frame]:
        self._asked["frames"] += 1
        return self._reader.frames(slug, after, limit)

    def page(self, path: str) -> Page | None:
        self._asked[path] += 1
        return self._reader.page(path)

    def wait(self, seconds: float) -> bool:
        return self._reader.wait(seconds)

    def close(self) -> None:
        self._reader.close()


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often readers' requests reached the store (the follower's own look is not counted)."""
    counter: Counter[str] = Counter()
    monkeypatch.setattr(store, "open_reader", lambda config: Counted(open_reader(config), counter))
    return counter


def test_readers_who_come_back_share_one_read(
    press: Press, newsroom: Config, asked: Counter[str]
) -> None:
    press.publish(*["Missed"] * 150)
    ask = request(f"/harbour-fire/stream?after={EPOCH}.0", host="x")
    delta = request(f"/harbour-fire/after/{EPOCH}.32", host="x", connection="close")

    async def storm(_: object, address: Address) -> None:
        last = f"id: {EPOCH}.150\n".encode()
        streams = [Visitor(address).ask(ask, lambda got: last in got) for _ in range(CROWD)]
        deltas = [Visitor(address).ask(delta, lambda got: got.endswith(b"]}")) for _ in range(20)]
        for got in (await asyncio.gather(*streams, *deltas))[:CROWD]:
            assert got.count(b"event: change\n") == 150

    visit(newsroom, storm)
    assert asked == {"frames": 1}


def test_readers_of_a_page_share_one_read_until_it_changes(
    press: Press, newsroom: Config, asked: Counter[str]
) -> None:
    page = request("/harbour-fire/", host="x", connection="close")

    async def crowd(_: object, address: Address) -> None:
        for position in range(3):
            cursor = f'data-cursor="{EPOCH}.{position}"'.encode()
            visitors = [Visitor(address).ask(page, lambda got: False) for _ in range(CROWD)]
            for got in await asyncio.gather(*visitors):
                assert cursor in got
            press.publish("News")
            delta = request(f"/harbour-fire/after/{EPOCH}.{position}", host="x")
            await Visitor(address).ask(delta, lambda got: got.endswith(b"]}"))

    visit(newsroom, crowd)
    assert set(asked) - {"frames"} == {"/harbour-fire/"}  # a delta that came late reads its own
    assert asked["/harbour-fire/"] in (3, 4)  # the last is read ahead: for nobody, in this test


def test_it_keeps_no_more_pages_than_it_may(
    press: Press, newsroom: Config, asked: Counter[str]
) -> None:
    with press.writer.publish() as publication:
        for number in range(20):
            publication.put_page(f"/-/text/{number}", ["front"], content_type="font/woff2")
    size = len(b"<!doctype html><title>All coverage</title>")

    async def browse(_: object, address: Address) -> None:
        for turn in (0, 1, 2, 1, 0, *range(20), 19, 18, 0):
            head = request(f"/-/text/{turn}", host="x", connection="close")
            got = await Visitor(address).ask(head, lambda got: False)
            assert got.startswith(b"HTTP/1.1 200") and len(got) > size

    visit(newsroom, browse, dataclasses.replace(QUICK, page_bytes=2800))
    assert sum(asked.values()) < 28
    assert asked["/-/text/0"] > 1
    assert asked["/-/text/19"] == asked["/-/text/18"] == 1
