"""Pages as they stood are made few at a time, and never hold up those of the present."""

from __future__ import annotations

import asyncio
import socket
import struct
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import replace

import pytest

from stoppress.config import Config
from stoppress.edge import store
from stoppress.edge.server import Edge
from stoppress.public_store import Page, Reader, open_reader
from tests.conformance.client import Address, Wire, request
from tests.edge.inside import Visitor, visit
from tests.edge.press import Press
from tests.edge.process import QUICK

FEW = replace(QUICK, past_at_once=2, past_waiting=3)


class Gate:
    """The real reader of the store; what looks back waits until the gate is opened."""

    def __init__(self) -> None:
        self.opened = threading.Event()
        self.asked: list[int] = []

    def reader(self, config: Config) -> Reader:
        gate, reader = self, open_reader(config)

        class Gated(type(reader)):  # type: ignore[misc]
            def page_at(self, path: str, position: int) -> Page | None:
                gate.asked.append(position)
                assert gate.opened.wait(20)
                return reader.page_at(path, position)

        gated: Reader = Gated(reader._engine)  # type: ignore[attr-defined]
        return gated


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Gate:
    gate = Gate()
    monkeypatch.setattr(store, "open_reader", gate.reader)
    return gate


def test_it_makes_few_at_once_and_lets_few_wait(press: Press, newsroom: Config, gate: Gate) -> None:
    press.publish(*[f"Post {number}" for number in range(9)])

    async def look_back(edge: Edge, address: Address) -> None:
        places = [asyncio.create_task(_ask(address, at)) for at in (1, 2)]
        await _until(lambda: sorted(gate.asked) == [1, 2])
        waiting = [asyncio.create_task(_ask(address, at)) for at in (3, 4, 5)]
        await _until(lambda: len(edge._board._past._queue) == 3)
        shared = [asyncio.create_task(_ask(address, 1)) for _ in range(20)]
        refused = await _ask(address, 6)
        assert refused.startswith(b"HTTP/1.1 503") and b"\r\nRetry-After: 2\r\n" in refused
        present = await _get(address, "/harbour-fire/")
        assert present.startswith(b"HTTP/1.1 200")
        assert gate.asked[2:] == []
        gate.opened.set()
        for got in await asyncio.gather(*places, *waiting, *shared):
            assert got.startswith(b"HTTP/1.1 200")
        assert (await _ask(address, 6)).startswith(b"HTTP/1.1 200")

    visit(newsroom, look_back, FEW)
    assert sorted(gate.asked[:5]) == [1, 2, 3, 4, 5]  # each once, however many asked


def test_an_attack_on_the_past_leaves_the_present_alone(
    press: Press, newsroom: Config, gate: Gate
) -> None:
    """Hundreds ask at once, each for another moment; they crowd out only each other."""
    press.publish(*[f"Post {number}" for number in range(300)])

    async def attack(edge: Edge, address: Address) -> None:
        past = edge._board._past
        places = [asyncio.create_task(_ask(address, at)) for at in (1, 2)]
        await _until(lambda: len(gate.asked) == 2)
        instants = [f"2026-01-31T09:{at // 60:02}:{at % 60:02}Z" for at in range(100)]
        targets = [f"/harbour-fire/?at={at}" for at in (*range(3, 203), *instants)]
        crowd = [asyncio.create_task(_get(address, target)) for target in targets]
        await _until(lambda: sum(one.done() for one in crowd) == len(crowd) - 3)
        assert len(past._queue) == 3 and len(past._asked) == 5
        for path in ("/harbour-fire/", "/harbour-fire/page/1", "/"):
            assert (await _get(address, path)).startswith(b"HTTP/1.1 200")
        gate.opened.set()
        statuses = Counter([got[9:12] for got in await asyncio.gather(*places, *crowd)])
        assert statuses[b"503"] == len(crowd) - 3
        assert sum(statuses.values()) == len(crowd) + 2

    visit(newsroom, attack, FEW)


def test_it_makes_nothing_for_those_who_have_gone(
    press: Press, newsroom: Config, gate: Gate
) -> None:
    press.publish(*[f"Post {number}" for number in range(9)])

    async def leave(edge: Edge, address: Address) -> None:
        past = edge._board._past
        making = [asyncio.create_task(_ask(address, at)) for at in (1, 2)]
        await _until(lambda: len(gate.asked) == 2)
        waiting = [Wire(address) for _ in range(3)]
        for at, wire in enumerate(waiting, 3):
            wire.ask(f"/harbour-fire/?at={at}")
        await _until(lambda: len(past._queue) == 3)
        for wire in waiting:
            # A reset: somebody who only closes may still want to read the answer.
            wire.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            wire.close()
        await _until(lambda: not any(past._asked[wanted] for wanted in past._queue))
        gate.opened.set()
        await asyncio.gather(*making)
        assert (await _ask(address, 9)).startswith(b"HTTP/1.1 200")

    visit(newsroom, leave, FEW)
    assert sorted(gate.asked) == [1, 2, 9]


def test_it_keeps_little_of_the_past(press: Press, newsroom: Config, gate: Gate) -> None:
    press.publish(*["Post"] * 30, pad=10)
    gate.opened.set()

    async def browse(_: object, address: Address) -> None:
        for at in (*range(1, 31), 30, 30, 1):
            assert (await _ask(address, at)).startswith(b"HTTP/1.1 200")

    visit(newsroom, browse, replace(QUICK, past_bytes=6000))
    assert gate.asked.count(30) == 1
    assert gate.asked.count(1) == 2


async def _ask(address: Address, position: int) -> bytes:
    return await _get(address, f"/harbour-fire/?at={position}")


async def _get(address: Address, target: str) -> bytes:
    head = request(target, host="x", connection="close")
    return await Visitor(address).ask(head, lambda got: False)


async def _until(is_so: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not is_so():
            await asyncio.sleep(0.01)
