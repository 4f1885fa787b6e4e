"""`GET /<coverage>/after/<cursor>`: the blocking delta."""

from __future__ import annotations

import json
import threading
import time

import pytest

from tests.conformance.client import Address, Wire, get
from tests.conformance.conftest import ENDED_TOP
from tests.edge.press import EPOCH, Press

CACHED = "public, max-age=2, s-maxage=2, stale-while-revalidate=0"


def test_it_tells_what_is_missing_at_once(address: Address, live: str, press: Press) -> None:
    cursor = press.cursor
    bodies = press.publish("One", "Two")
    answer = get(address, f"{live}/after/{cursor}")
    assert answer.status == 200
    assert answer.headers["cache-control"] == CACHED
    assert answer.headers["content-type"].startswith("application/json")
    told = json.loads(answer.body)
    assert (told["epoch"], told["position"], told["state"]) == (EPOCH, press.position, "live")
    assert told["events"] == [json.loads(body) for body in bodies]


def test_it_holds_a_caught_up_reader_until_the_next_change(
    address: Address, live: str, press: Press
) -> None:
    with Wire(address) as one, Wire(address) as other:
        for wire in (one, other):
            wire.ask(f"{live}/after/{press.cursor}")
        assert list(one.pieces(0.2)) == []
        press.publish("The next")
        answers = [one.answer(), other.answer()]
    told = json.loads(answers[0].body)
    assert [event["position"] for event in told["events"]] == [press.position]
    assert answers[0].headers["cache-control"] == CACHED
    assert answers[0].body == answers[1].body


def test_it_answers_without_events_when_nothing_came(
    address: Address, live: str, press: Press
) -> None:
    began = time.monotonic()
    answer = get(address, f"{live}/after/{press.cursor}")
    assert time.monotonic() - began > 0.4  # it was held
    assert json.loads(answer.body)["events"] == []
    assert answer.headers["cache-control"] == CACHED.replace("=2", "=1")


def test_it_goes_on_with_the_same_connection(address: Address, live: str, press: Press) -> None:
    with Wire(address) as wire:
        for _ in range(3):
            cursor = press.cursor
            press.publish("More")
            wire.ask(f"{live}/after/{cursor}")
            assert json.loads(wire.answer().body)["position"] == press.position


def test_line_5_it_tells_a_cursor_of_another_epoch_to_load_again(
    address: Address, live: str, press: Press
) -> None:
    answer = get(address, f"{live}/after/formerepoch.3")
    assert (answer.status, answer.headers["cache-control"]) == (410, "public, max-age=5")
    assert json.loads(answer.body) == {"reset": True, "epoch": EPOCH, "position": press.position}


def test_it_tells_a_cursor_too_far_behind_to_load_again(
    address: Address, live: str, press: Press
) -> None:
    cursor = press.cursor
    press.publish(*["Post"] * 201)
    press.arrive(address)
    assert get(address, f"{live}/after/{cursor}").status == 410


def test_it_leads_who_is_far_behind_to_one_of_few_addresses(address: Address, watch: Press) -> None:
    watch.publish(*[f"Post {number}" for number in range(1, 101)])
    watch.arrive(address)
    path, asked, bodies = f"/{watch.slug}/after/{EPOCH}", set(), 0
    for position in range(100):
        answer = get(address, f"{path}.{position}")
        if answer.status == 302:
            assert answer.headers["cache-control"] == "public, max-age=2, s-maxage=2"
            asked.add(answer.headers["location"])
            assert answer.headers["location"] == f"{path}.{position // 16 * 16}"
            answer = get(address, answer.headers["location"])
        else:
            bodies += 1
        told = [event["position"] for event in json.loads(answer.body)["events"]]
        assert told == list(range(told[0], 101)) and told[0] <= position + 1
    assert len(asked) == 6  # 0, 16 … 80
    assert bodies == 6 + 16  # these, and the last 16 by themselves


def test_it_goes_on_from_any_cursor_that_can_be_continued_from(
    address: Address, watch: Press
) -> None:
    """Also where the multiple below it is too far behind."""
    watch.publish(*["Post"] * 215)
    watch.arrive(address)
    path = f"/{watch.slug}/after/{EPOCH}"
    assert get(address, f"{path}.14").status == 410
    told = json.loads(get(address, f"{path}.15").body)["events"]
    assert [event["position"] for event in told] == list(range(16, 216))
    assert get(address, f"{path}.17").headers["location"] == f"{path}.16"


def test_line_6_it_holds_a_cursor_that_is_ahead_for_the_store_and_no_longer(
    address: Address, live: str, press: Press
) -> None:
    ahead = f"{live}/after/{EPOCH}.{press.position + 1}"
    late = threading.Timer(0.2, press.publish, ("One", "Two"))
    late.start()
    assert len(json.loads(get(address, ahead).body)["events"]) == 1
    late.join()
    answer = get(address, f"{live}/after/{EPOCH}.{press.position + 1000}")
    assert (answer.status, answer.headers["retry-after"]) == (503, "2")
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    "text", ["7", "e1.-1", "e1.01", "e1.", "E1.1", "e1.1.2", "x" * 400, "e1.1~", "%65.1"]
)
def test_it_refuses_what_is_no_cursor(address: Address, live: str, text: str) -> None:
    answer = get(address, f"{live}/after/{text}")
    assert answer.status == (404 if "%" in text else 400)
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("query", ["x=1", "", "after=e1.1"])
def test_it_refuses_any_query(address: Address, live: str, query: str) -> None:
    answer = get(address, f"{live}/after/{EPOCH}.0?{query}")
    assert (answer.status, answer.headers["cache-control"]) == (400, "no-store")


def test_it_does_not_hold_for_an_ended_coverage(address: Address, ended: str) -> None:
    answer = get(address, f"{ended}/after/{EPOCH}.{ENDED_TOP}")
    assert json.loads(answer.body) == {
        "epoch": EPOCH, "position": ENDED_TOP, "state": "ended", "events": [],
    }  # fmt: skip
    missing = get(address, f"{ended}/after/{EPOCH}.1")
    assert [event["position"] for event in json.loads(missing.body)["events"]] == [2, 3]


def test_it_is_one_object_for_every_cache(address: Address, live: str, press: Press) -> None:
    cursor = press.cursor
    press.publish("Long", pad=3000)
    answer = get(address, f"{live}/after/{cursor}", accept_encoding="gzip")
    assert "content-encoding" not in answer.headers
    assert "vary" not in answer.headers


def test_it_gives_head_the_same_headers(address: Address, live: str, press: Press) -> None:
    cursor = press.cursor
    press.publish("More")
    whole, head = (get(address, f"{live}/after/{cursor}", how) for how in ("GET", "HEAD"))
    assert head.body == b""
    assert head.headers["content-length"] == str(len(whole.body))


def test_it_knows_no_other_coverage(address: Address) -> None:
    assert get(address, f"/no-such-coverage/after/{EPOCH}.1").status == 404
