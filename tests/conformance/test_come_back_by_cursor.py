"""Resuming a stream: everything missed, then live, without gap or repeat; or a clean reset."""

from __future__ import annotations

import threading
import time

import pytest

from tests.conformance.client import Address, Reader, reading
from tests.edge.press import EPOCH, Press

NOT_CURSORS = [
    "",
    "7",
    f"{EPOCH}.",
    f"{EPOCH}.-1",
    f"{EPOCH}.01",
    f"{EPOCH}.1.2",
    f"{EPOCH}.1 ",
    f"{EPOCH}.1e3",
    f"{EPOCH}.9999999999999999",
    f"{EPOCH}.\u0661".encode().decode("latin-1"),
    "E1.1",
    "%65%31.1",
    "'; DROP TABLE frame; --",
    "e1.1\\r\\nX: y",
    "x" * 10_000,
]


def test_it_sends_what_was_missed_once_and_then_goes_on(
    address: Address, live: str, press: Press
) -> None:
    cursor = press.cursor
    missed = press.publish("Missed", "Missed too")
    with reading(address, f"{live}/stream?after={cursor}") as stream:
        assert stream.next().name == "hello"
        followed = press.publish("Live")
        changes = stream.changes(3)
    assert [change.data.encode() for change in changes] == missed + followed


def test_line_7_it_resumes_from_the_header_and_lets_it_win(
    address: Address, live: str, press: Press
) -> None:
    early = press.cursor
    press.publish("One")
    late = press.cursor
    press.publish("Two")
    with reading(address, f"{live}/stream", last_event_id=late) as stream:
        assert stream.changes(1)[0].id == press.cursor
    with reading(address, f"{live}/stream?after={early}", last_event_id=late) as stream:
        assert stream.changes(1)[0].id == press.cursor


@pytest.mark.parametrize("text", NOT_CURSORS, ids=lambda text: repr(text)[:24])
def test_line_7_it_takes_what_is_no_cursor_as_none(
    address: Address, live: str, press: Press, text: str
) -> None:
    cursor = press.cursor
    press.publish("Missed")
    press.arrive(address)
    with reading(address, f"{live}/stream", last_event_id=text) as stream:
        assert stream.next().name == "hello"
        press.publish("Live")
        assert stream.changes(1)[0].id == press.cursor
    with reading(address, f"{live}/stream?after={cursor}", last_event_id=text) as stream:
        assert stream.changes(2)[1].id == press.cursor


@pytest.mark.parametrize("text", [text for text in NOT_CURSORS if text.isascii()][:10])
def test_line_7_it_takes_a_query_that_is_no_cursor_as_none(
    address: Address, live: str, press: Press, text: str
) -> None:
    press.publish("Missed")
    press.arrive(address)
    target = f"{live}/stream?after={text.replace(' ', '+')}"
    with reading(address, target) as stream:
        assert stream.next().json["position"] == press.position
        press.publish("Live")
        assert stream.changes(1)[0].id == press.cursor


def test_line_5_it_resets_a_cursor_of_another_epoch_and_closes(address: Address, live: str) -> None:
    with reading(address, f"{live}/stream", last_event_id="formerepoch.3") as stream:
        hello, reset = stream.rest()
    assert (hello.name, reset.name) == ("hello", "reset")
    assert reset.json == {key: hello.json[key] for key in ("epoch", "position")}
    assert reset.id == ""


def test_it_sends_two_hundred_missed_changes_and_resets_beyond(
    address: Address, live: str, press: Press
) -> None:
    one_too_many = press.cursor
    press.publish("One")
    just_enough = press.cursor
    press.publish(*(f"Post {number}" for number in range(200)))
    press.arrive(address)
    with reading(address, f"{live}/stream?after={just_enough}") as stream:
        assert stream.changes(200)[-1].id == press.cursor
    with reading(address, f"{live}/stream?after={one_too_many}") as stream:
        assert [event.name for event in stream.rest()] == ["hello", "reset"]


def test_it_resets_beyond_256_kib(address: Address, live: str, press: Press) -> None:
    too_much = press.cursor
    press.publish("Long", pad=100 * 1024)
    enough = press.cursor
    press.publish("Long", pad=100 * 1024)
    press.publish("Long", pad=100 * 1024)
    press.arrive(address)
    with reading(address, f"{live}/stream?after={enough}") as stream:
        assert stream.changes(2)[-1].id == press.cursor
    with reading(address, f"{live}/stream?after={too_much}") as stream:
        assert [event.name for event in stream.rest()] == ["hello", "reset"]


def test_it_waits_a_little_for_a_cursor_from_a_faster_edge(
    address: Address, live: str, press: Press
) -> None:
    ahead = f"{EPOCH}.{press.position + 2}"
    late = threading.Timer(0.3, press.publish, ("One", "Two", "Three"))
    late.start()
    with reading(address, f"{live}/stream?after={ahead}") as stream:
        assert stream.changes(1)[0].id == press.cursor
    late.join()


def test_line_6_it_sends_a_cursor_away_that_stays_ahead(
    address: Address, live: str, press: Press
) -> None:
    """As stream.md decides: held while the store is read again, then sent away; no reset."""
    began = time.monotonic()
    with reading(address, f"{live}/stream?after={EPOCH}.{press.position + 1000}") as stream:
        assert stream.head.status == 503
        assert stream.head.headers["retry-after"].isdigit()
        assert stream.head.headers["cache-control"] == "no-store"
    assert time.monotonic() - began > 1  # it did wait for the store


def test_line_2_every_reader_gets_each_change_once_however_he_comes_and_goes(
    address: Address, live: str, press: Press
) -> None:
    """Readers join, leave at odd moments and come back while the press runs."""
    first, last = press.position, press.position + 150
    seen: list[list[int]] = [[] for _ in range(8)]

    def follow(mine: list[int], turn: int) -> None:
        end = time.monotonic() + 30
        while (not mine or mine[-1] < last) and time.monotonic() < end:
            after = mine[-1] if mine else first
            accept = {"accept_encoding": "gzip"} if turn % 2 else {}
            stream = Reader(address, f"{live}/stream?after={EPOCH}.{after}", **accept)
            for _ in range(5 + turn * 3):
                if mine and mine[-1] == last:
                    break
                mine.append(stream.named("change").json["position"])
            stream.close()

    readers = [threading.Thread(target=follow, args=(mine, turn)) for turn, mine in enumerate(seen)]
    for reader in readers:
        reader.start()
    while press.position < last:
        press.publish(*["Breaking"] * min(1 + press.position % 3, last - press.position))
        time.sleep(0.002)
    for reader in readers:
        reader.join(40)
    assert seen == [list(range(first + 1, last + 1))] * len(seen)
