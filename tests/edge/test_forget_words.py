"""Once words were taken away, the edge holds them nowhere in memory, nor gets them back."""

from __future__ import annotations

import asyncio
import threading

import pytest

from stoppress.config import Config
from stoppress.edge import store
from stoppress.edge.server import Edge
from stoppress.public_store import Reader, open_reader
from tests.conformance.client import Address, request
from tests.edge.inside import Visitor, visit
from tests.edge.logs import put_log
from tests.edge.press import EPOCH, Press

TILE = "/harbour-fire/log/tile/0/000.p/1"
SECRET = b"the name of the witness"


def test_line_90_it_forgets_pages_and_changes(press: Press, newsroom: Config) -> None:
    press.publish("One", SECRET.decode())
    with press.writer.publish() as publication:
        put_log(publication, press.slug, 2)
        publication.put_part("front", b"<p>%b</p>" % SECRET)

    async def purge(edge: Edge, address: Address) -> None:
        delta = f"/harbour-fire/after/{EPOCH}.0"
        for target in ("/harbour-fire/", "/harbour-fire/?at=2", "/", delta):
            assert SECRET in await _get(address, target)
        assert (await _get(address, TILE)).startswith(b"HTTP/1.1 200")
        assert _holds(edge, SECRET)
        press.purge("Withheld")
        assert b'"position":3' in await _get(address, f"/harbour-fire/after/{EPOCH}.2")
        assert not _holds(edge, SECRET)
        kept = set(edge._board._pages._kept._pages)
        assert TILE in kept and kept <= {TILE, "/harbour-fire/"}  # that has been read again

    visit(newsroom, purge)


@pytest.mark.parametrize(
    ("target", "question"),
    [
        (f"/harbour-fire/stream?after={EPOCH}.0", "frames"),
        ("/harbour-fire/", "page"),
        ("/harbour-fire/?at=2", "page_at"),
    ],
)
def test_line_91_what_was_read_before_a_purge_does_not_come_back_by_it(
    press: Press, newsroom: Config, monkeypatch: pytest.MonkeyPatch, target: str, question: str
) -> None:
    """A reader's question is under way in the store while the words are taken away."""
    press.publish("One", SECRET.decode())
    slow = Slow(question)
    monkeypatch.setattr(store, "open_reader", slow.reader)

    async def purge(edge: Edge, address: Address) -> None:
        ask = request(target, host="x", connection="close")
        asked = asyncio.create_task(Visitor(address).ask(ask, lambda got: False))
        assert await asyncio.to_thread(slow.has_read.wait, 20)
        press.purge("Withheld")
        assert b'"position":3' in await _get(address, f"/harbour-fire/after/{EPOCH}.2")
        slow.may_tell.set()
        got = await asked
        channel = edge._hub.channel(press.slug)
        assert channel is not None
        async with asyncio.timeout(20):
            while channel.is_reading:
                await asyncio.sleep(0.01)
        assert not _holds(edge, SECRET)
        if question == "frames":
            assert b"event: reset" in got and SECRET not in got

    visit(newsroom, purge)


class Slow:
    """The real reader of the store; it has the answer to one question, and keeps it a while."""

    def __init__(self, question: str) -> None:
        self.has_read, self.may_tell = threading.Event(), threading.Event()
        self._question = question

    def reader(self, config: Config) -> Reader:
        reader = open_reader(config)
        ask = getattr(reader, self._question)

        def slowly(*values: object) -> object:
            found = ask(*values)
            self.has_read.set()
            assert self.may_tell.wait(20)
            return found

        setattr(reader, self._question, slowly)
        return reader


@pytest.mark.parametrize("made_again", [0, 1, 2])
def test_an_edge_that_began_in_a_purge_finds_the_past_once_all_of_it_is_there(
    press: Press, newsroom: Config, made_again: int
) -> None:
    again = ("One", "(withheld)")
    press.publish("One", SECRET.decode())
    press.purge("Withheld")
    press.publish("Four")
    press.make_past_again(*again[:made_again], floor=2)

    async def come_back(_: object, address: Address) -> None:
        told = await _get(address, f"/harbour-fire/after/{EPOCH}.2")
        assert told.count(b'"position":') == 3  # of the answer, and of two changes
        assert b"410 Gone" in await _get(address, f"/harbour-fire/after/{EPOCH}.1")
        press.make_past_again(*again)
        press.publish("Five")
        assert b'"position":5' in await _get(address, f"/harbour-fire/after/{EPOCH}.4")
        told = await _get(address, f"/harbour-fire/after/{EPOCH}.0")
        assert told.count(b'"position":') == 6

    visit(newsroom, come_back)


def _holds(edge: Edge, words: bytes) -> bool:
    """Whether a page or a change in the edge's memory has them."""
    board = edge._board
    pages = [*board._pages._kept._pages.values(), *board._past._kept._pages.values()]
    channels = edge._hub._channels.values()
    changes = [change for channel in channels for change in channel.ring._changes]
    return any(words in page.plain.body for page in pages) or any(
        words in change.body for change in changes
    )


async def _get(address: Address, target: str) -> bytes:
    head = request(target, host="x", connection="close")
    return await Visitor(address).ask(head, lambda got: False)
