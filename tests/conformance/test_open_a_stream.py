"""`GET /<coverage>/stream`: the first bytes, what follows live, and how it may be asked for."""

from __future__ import annotations

import pytest

from tests.conformance.client import PATIENCE, Address, Wire, get, reading
from tests.conformance.conftest import ENDED_TOP
from tests.edge.press import EPOCH, Press


def test_it_says_hello_at_once_with_the_present_top(address: Address, live: str) -> None:
    with reading(address, f"{live}/stream") as stream:
        hello = stream.next()
        assert hello.name == "hello"
        assert set(hello.json) == {"epoch", "position", "state"}
        assert hello.json["state"] in ("live", "ended")
        assert hello.id == ""
        assert stream.events.retry is not None
        assert 3000 <= stream.events.retry <= 8000


def test_line_17_it_spreads_the_time_to_come_back(address: Address, live: str) -> None:
    seen = set()
    for _ in range(12):
        with reading(address, f"{live}/stream") as stream:
            stream.next()
            seen.add(stream.events.retry)
    assert len(seen) > 3


def test_it_has_the_headers_of_a_stream_that_nobody_may_keep_or_change(
    address: Address, live: str
) -> None:
    with reading(address, f"{live}/stream") as stream:
        headers = stream.head.headers
    assert headers["content-type"] == "text/event-stream; charset=utf-8"
    assert headers["cache-control"] == "no-store, no-transform"
    assert headers["x-accel-buffering"] == "no"
    assert headers["vary"] == "Accept-Encoding"
    assert headers["x-content-type-options"] == "nosniff"
    assert "referrer-policy" in headers
    assert "content-length" not in headers


def test_it_begins_at_the_top_without_a_cursor(address: Address, live: str, press: Press) -> None:
    press.publish("Before")
    press.arrive(address)
    with reading(address, f"{live}/stream") as stream:
        assert stream.next().json["position"] == press.position
        bodies = press.publish("After")
        change = stream.next()
    assert (change.name, change.id) == ("change", press.cursor)
    assert change.data.encode() == bodies[0]


def test_it_sends_changes_in_order_with_their_cursors_as_ids(
    address: Address, live: str, press: Press
) -> None:
    with reading(address, f"{live}/stream") as stream:
        stream.next()
        before = press.position
        for number in range(5):
            press.publish(f"Post {number}", f"Another {number}")
        changes = stream.changes(10)
    assert [change.json["position"] for change in changes] == list(range(before + 1, before + 11))
    assert [change.id for change in changes] == [f"{EPOCH}.{before + n}" for n in range(1, 11)]


def test_it_beats_with_the_position_and_without_an_id(
    address: Address, live: str, press: Press
) -> None:
    cursor = press.cursor
    press.publish("The last before the beat")
    with reading(address, f"{live}/stream?after={cursor}") as stream:
        change = stream.named("change")
        beat = stream.named("hb")
        assert beat.id == change.id  # the last id stays: a beat has none of its own
        for said in (beat.json, stream.named("hb").json):
            assert said.pop("readers", 1) >= 1  # absent until all edges have been asked
            assert said == {"position": press.position}


def test_it_is_plain_without_accept_encoding_and_through_a_named_proxy(
    address: Address, live: str
) -> None:
    for headers in (
        {},
        {"accept_encoding": "gzip", "via": "1.1 cache.example"},
        {"accept_encoding": "gzip", "x_varnish": "32770"},
        {"accept_encoding": "gzip;q=0, deflate"},
        {"accept_encoding": "br"},
    ):
        with reading(address, f"{live}/stream", **headers) as stream:
            assert "content-encoding" not in stream.head.headers
            assert stream.next().name == "hello"


@pytest.mark.parametrize("accepted", ["gzip", "br, gzip;q=0.5", "*", "deflate, x-gzip"])
def test_it_is_the_same_in_gzip_as_it_comes(
    address: Address, live: str, press: Press, accepted: str
) -> None:
    cursor = press.cursor
    press.publish("Packed", pad=5000)
    press.arrive(address)
    target = f"{live}/stream?after={cursor}"
    with (
        reading(address, target, accept_encoding=accepted) as packed,
        reading(address, target) as plain,
    ):
        assert packed.head.headers["content-encoding"] == "gzip"
        for _ in range(2):
            assert packed.next() == plain.next()
        for number in range(3):
            press.publish(f"Live {number}", "Together")
            assert packed.changes(2) == plain.changes(2)


def test_it_gives_head_the_headers_alone(address: Address, live: str) -> None:
    with Wire(address) as wire:
        wire.ask(f"{live}/stream", "HEAD")
        head = wire.answer(is_head=True)
        assert (head.status, head.body) == (200, b"")
        assert head.headers["content-type"] == "text/event-stream; charset=utf-8"
        wire.ask("/-/health")
        assert wire.answer().status == 200


def test_it_ends_with_the_connection_for_http_1_0_too(address: Address, live: str) -> None:
    with Wire(address) as wire:
        wire.send(f"GET {live}/stream HTTP/1.0\r\n\r\n".encode())
        head = wire.head()
        assert head.status == 200
        assert "transfer-encoding" not in head.headers
        assert b"event: hello" in next(wire.pieces(PATIENCE))


@pytest.mark.parametrize("query", ["x=1", "after=e1.1&x=1", "x=1&after=e1.1", "after", "", "?"])
def test_it_refuses_any_other_query(address: Address, live: str, query: str) -> None:
    answer = get(address, f"{live}/stream?{query}")
    assert (answer.status, answer.headers["cache-control"]) == (400, "no-store")


def test_it_knows_no_other_coverage(address: Address) -> None:
    assert get(address, "/no-such-coverage/stream").status == 404


def test_line_28_it_ends_eventsource_for_an_ended_coverage(address: Address, ended: str) -> None:
    for target in (f"{ended}/stream", f"{ended}/stream?after={EPOCH}.{ENDED_TOP}"):
        answer = get(address, target)
        assert (answer.status, answer.body) == (204, b"")
        assert answer.headers["cache-control"] == "no-store"


def test_line_28_it_first_sends_what_is_missing_from_an_ended_coverage(
    address: Address, ended: str
) -> None:
    with reading(address, f"{ended}/stream?after={EPOCH}.1") as stream:
        events = stream.rest()
    assert [event.name for event in events] == ["hello", "change", "change", "bye"]
    assert [event.id for event in events[1:3]] == [f"{EPOCH}.2", f"{EPOCH}.3"]
