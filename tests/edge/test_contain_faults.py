"""A fault of ours in one answer ends that one connection; the edge and its readers go on."""

from __future__ import annotations

import asyncio

import pytest

from stoppress.config import Config
from stoppress.edge.protocol import Connection
from stoppress.edge.requests import Request
from stoppress.edge.server import Edge
from stoppress.edge.switchboard import Switchboard
from tests.conformance.client import Address, request
from tests.edge.inside import Visitor, visit
from tests.edge.press import Press


@pytest.fixture
def faulty(monkeypatch: pytest.MonkeyPatch) -> None:
    """A switchboard with a fault: it fails at one address."""
    take = Switchboard.take

    def take_or_fail(self: Switchboard, connection: Connection, found: Request) -> None:
        if found.target.startswith("/fault"):
            raise RuntimeError("a fault\r\nwith a second line")
        take(self, connection, found)

    monkeypatch.setattr(Switchboard, "take", take_or_fail)


def test_it_ends_one_connection_and_says_so_in_one_line(
    press: Press, newsroom: Config, faulty: None, capfd: pytest.CaptureFixture[str]
) -> None:
    async def meet(_: Edge, address: Address) -> None:
        stream = Visitor(address)
        following = asyncio.create_task(
            stream.ask(
                request("/harbour-fire/stream?after=e1.0", host="x"), lambda got: b"change" in got
            )
        )
        broken = request("/-/health", host="x") + request("/fault", host="x")
        got = await Visitor(address).ask(broken, lambda got: False)
        assert got.count(b"HTTP/1.1 200") == 1
        press.publish("News")
        await following

    visit(newsroom, meet)
    said = capfd.readouterr().err.splitlines()
    assert said == [
        "edge: closed a connection: RuntimeError: a fault\\r\\nwith a second line, answering /fault"
    ]


def test_a_sweep_that_fails_is_not_the_end(
    press: Press, newsroom: Config, monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    async def meet(edge: Edge, address: Address) -> None:
        with monkeypatch.context() as patched:
            patched.setattr(Switchboard, "sweep", lambda self, now: 1 / 0)
            await asyncio.sleep(0.2)
        head = request("/harbour-fire/", host="x", connection="close")
        assert (await Visitor(address).ask(head, lambda got: False)).startswith(b"HTTP/1.1 200")

    visit(newsroom, meet)
    assert "edge: a sweep failed: ZeroDivisionError: division by zero" in capfd.readouterr().err
