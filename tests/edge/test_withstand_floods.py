"""Many at once, and such as mean no good: the edge keeps serving and its memory stays bounded."""

from __future__ import annotations

import dataclasses
import random
import threading
from contextlib import ExitStack

from stoppress.config import Config
from tests.conformance.client import Address, Wire, get, reading, request
from tests.edge.press import EPOCH, Press
from tests.edge.process import QUICK, running

STREAM = "/harbour-fire/stream"
MIB = 1024 * 1024


def test_it_serves_beside_a_crowd_of_heads_that_never_end(
    press: Press, newsroom: Config, opened: ExitStack
) -> None:
    with running(newsroom, dataclasses.replace(QUICK, head_seconds=0.8)) as edge:
        crowd = [opened.enter_context(Wire(edge.address())) for _ in range(200)]
        for wire in crowd:
            wire.send(b"GET / HTTP/1.1\r\nX-a: b\r\n")
        with reading(edge.address(), STREAM) as stream:
            stream.next()
            press.publish("News")
            assert stream.named("change").id == press.cursor
        assert get(edge.address(), "/harbour-fire/").status == 200
        for wire in crowd:
            assert wire.is_closed()


def test_it_cuts_who_goes_on_talking_on_a_stream(press: Press, newsroom: Config) -> None:
    with running(newsroom) as edge, Wire(edge.address()) as wire:
        before = edge.memory()
        wire.ask(STREAM)
        assert wire.head().status == 200
        try:
            for _ in range(1000):
                wire.send(request("/", host="x") * 300)
        except ConnectionError:
            pass
        else:
            raise AssertionError("10 MB were taken on a stream")
        assert edge.memory() - before < 4 * MIB
        assert get(edge.address(), "/-/health").status == 200


def test_it_survives_random_bytes(press: Press, newsroom: Config) -> None:
    with running(newsroom) as edge:
        for _ in range(150):
            _send_and_leave(edge.address(), random.randbytes(random.randrange(1, 3000)))
            head = bytearray(request(STREAM, host="x", last_event_id=f"{EPOCH}.0"))
            for _ in range(random.randrange(4)):
                head[random.randrange(len(head))] = random.randrange(256)
            _send_and_leave(edge.address(), bytes(head))
        assert get(edge.address(), "/harbour-fire/").status == 200
        edge.end()
    assert edge.words == ""


def test_it_forgets_who_has_left(press: Press, newsroom: Config) -> None:
    """Readers who come and go in every state leave nothing behind."""
    press.publish("News")
    targets = [STREAM, f"{STREAM}?after={EPOCH}.0", f"{STREAM}?after={EPOCH}.9", "/harbour-fire/",
               f"/harbour-fire/after/{EPOCH}.1", f"/harbour-fire/after/{EPOCH}.9"]  # fmt: skip
    with running(newsroom) as edge:
        _come_and_go(edge.address(), targets, 100)
        before = edge.memory()
        _come_and_go(edge.address(), targets, 400)
        assert edge.memory() - before < 3 * MIB
        assert get(edge.address(), "/-/health").status == 200
        edge.end()
    assert edge.words == ""


def test_line_1_a_thousand_readers_get_everything(
    press: Press, newsroom: Config, opened: ExitStack
) -> None:
    with running(newsroom) as edge:
        wires = [opened.enter_context(Wire(edge.address())) for _ in range(1000)]
        for wire in wires:
            wire.ask(STREAM)
        for wire in wires:
            assert wire.head().status == 200
        for number in range(20):
            press.publish(f"Post {number}", pad=1000)
        last = b"id: e1.20\n"
        for wire in wires:
            got = b""
            while last not in got or not got.endswith(b"\n\n"):
                got += next(wire.pieces(10))
            ids = [line for line in got.split(b"\n") if line.startswith(b"id: ")]
            assert ids == [b"id: e1.%d" % position for position in range(1, 21)]


def _send_and_leave(address: Address, data: bytes) -> None:
    with Wire(address) as wire:
        wire.send(data)


def _come_and_go(address: Address, targets: list[str], times: int) -> None:
    def visit() -> None:
        for number in range(times // 4):
            with Wire(address) as wire:
                wire.ask(targets[number % len(targets)])
                if number % 3:
                    next(wire.pieces(0.02), None)

    threads = [threading.Thread(target=visit) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
