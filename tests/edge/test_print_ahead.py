"""The first page of live coverage is ready, in every coding, before the next reader asks."""

from __future__ import annotations

import asyncio
import re
import threading
from collections import Counter
from collections.abc import Callable

import pytest

from stoppress.config import Config
from stoppress.edge import store
from stoppress.edge.server import Edge
from stoppress.public_store import Page, Reader, open_reader
from tests.conformance.client import Address, request
from tests.edge.inside import Visitor, visit
from tests.edge.press import SLUG, Press

FRONT = f"/{SLUG}/"
OLDER = f"/{SLUG}/page/1"


class Doorkeeper:
    """The real reader of the store; it counts, and holds what is asked for while it is shut."""

    def __init__(self) -> None:
        self.asked: Counter[str] = Counter()
        self.is_open = threading.Event()
        self.is_open.set()

    def reader(self, config: Config) -> Reader:
        keeper, reader = self, open_reader(config)

        class Kept(type(reader)):  # type: ignore[misc]
            def page(self, path: str) -> Page | None:
                page = reader.page(path)
                keeper.asked[path] += 1
                assert keeper.is_open.wait(20)
                return page

        kept: Reader = Kept(reader._engine)  # type: ignore[attr-defined]
        return kept


@pytest.fixture
def keeper(monkeypatch: pytest.MonkeyPatch) -> Doorkeeper:
    keeper = Doorkeeper()
    monkeypatch.setattr(store, "open_reader", keeper.reader)
    return keeper


def test_it_is_read_ahead_when_somebody_asked_and_not_else(
    press: Press, newsroom: Config, keeper: Doorkeeper
) -> None:
    async def look(edge: Edge, address: Address) -> None:
        for path in (FRONT, OLDER):
            await _get(address, path)
        press.publish("One")
        await _until(lambda: keeper.asked[FRONT] == 2)
        press.publish("Two")  # nobody has asked since
        await _until(lambda: edge._hub.channel(SLUG).position == 2)  # type: ignore[union-attr]
        assert _position(await _get(address, FRONT)) == 2
        press.publish("Three")
        await _until(lambda: keeper.asked[FRONT] == 4)
        assert _position(await _get(address, FRONT)) == 3

    visit(newsroom, look)
    assert keeper.asked == {FRONT: 4, OLDER: 1}


def test_it_is_ready_in_all_codings_and_older_pages_in_gzip(
    press: Press, newsroom: Config, keeper: Doorkeeper
) -> None:
    async def look(edge: Edge, address: Address) -> None:
        for path in (FRONT, OLDER):
            await _get(address, path)
        codings = [list(printed.packed) for printed in edge._board._pages._kept._pages.values()]
        assert codings == [["br", "zstd", "gzip"], ["gzip"]]
        press.publish("The end", state="ended")
        await _until(lambda: edge._hub.channel(SLUG).is_ended)  # type: ignore[union-attr]
        got = await _get(address, FRONT, accept_encoding="br, gzip;q=0.5")
        assert b"\r\nContent-Encoding: gzip\r\n" in got

    visit(newsroom, look)


def test_who_asks_while_an_older_one_is_being_read_gets_the_newest(
    press: Press, newsroom: Config, keeper: Doorkeeper
) -> None:
    """He may have heard of the newest already; the page must not take it back."""
    keeper.is_open.clear()

    async def look(edge: Edge, address: Address) -> None:
        early = asyncio.create_task(_get(address, FRONT))
        await _until(lambda: keeper.asked[FRONT] == 1)
        press.publish("News")
        await _until(lambda: edge._hub.channel(SLUG).position == 1)  # type: ignore[union-attr]
        late = [asyncio.create_task(_get(address, FRONT)) for _ in range(5)]
        await _until(lambda: _waiting_later(edge) == 5)
        keeper.is_open.set()
        assert _position(await early) == 0
        assert [_position(await one) for one in late] == [1] * 5

    visit(newsroom, look)
    assert keeper.asked[FRONT] == 2


def test_what_was_read_before_words_went_is_not_kept(
    press: Press, newsroom: Config, keeper: Doorkeeper
) -> None:
    press.publish("A secret")
    keeper.is_open.clear()

    async def look(edge: Edge, address: Address) -> None:
        early = asyncio.create_task(_get(address, FRONT))
        await _until(lambda: keeper.asked[FRONT] == 1)
        press.purge("Nothing more")
        await _until(lambda: edge._hub.channel(SLUG).position == 2)  # type: ignore[union-attr]
        keeper.is_open.set()
        await early
        got = await _get(address, FRONT)
        assert _position(got) == 2 and b"secret" not in got

    visit(newsroom, look)


def test_many_publications_make_few_pages(
    press: Press, newsroom: Config, keeper: Doorkeeper
) -> None:
    async def look(edge: Edge, address: Address) -> None:
        await _get(address, FRONT)
        keeper.is_open.clear()
        for number in range(30):
            press.publish(f"Post {number}")
        await _until(lambda: edge._hub.channel(SLUG).position == 30)  # type: ignore[union-attr]
        keeper.is_open.set()
        assert _position(await _get(address, FRONT)) == 30

    visit(newsroom, look)
    assert keeper.asked[FRONT] <= 3


def test_what_the_edge_has_not_heard_of_is_not_read_again_and_again(
    press: Press, newsroom: Config, keeper: Doorkeeper
) -> None:
    """The store is of another generation already, and the follower has not told of it yet."""

    async def look(edge: Edge, address: Address) -> None:
        await _get(address, FRONT)
        edge._follower.stop()
        await _until(lambda: "follower" not in {one.name for one in threading.enumerate()})
        known = keeper.asked[FRONT]
        press.rebuild()
        edge._board._pages._kept.drop(FRONT)
        for _ in range(3):
            assert (await _get(address, FRONT)).startswith(b"HTTP/1.1 200")
        assert keeper.asked[FRONT] == known + 3

    visit(newsroom, look)


def _waiting_later(edge: Edge) -> int:
    under_way = edge._board._pages._under_way
    return len(under_way[FRONT].later) if FRONT in under_way else 0


async def _get(address: Address, target: str, **headers: str) -> bytes:
    head = request(target, host="x", connection="close", **headers)
    return await Visitor(address).ask(head, lambda got: False)


def _position(got: bytes) -> int:
    found = re.search(rb'data-cursor="e1\.(\d+)"', got)
    assert found is not None, got[:200]
    return int(found[1])


async def _until(is_so: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not is_so():
            await asyncio.sleep(0.01)
