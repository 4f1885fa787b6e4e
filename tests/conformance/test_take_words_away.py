"""A purge: the past is gone at once, the present goes on, and later the past is there without."""

from __future__ import annotations

import json

import pytest

from tests.conformance.client import Address, get, reading
from tests.edge.press import EPOCH, Press

SECRET = "the name of the witness"


@pytest.fixture
def shown(address: Address, watch: Press) -> list[bytes]:
    """Five posts, one of them with words that will have to go, and all of it in memory."""
    frames = watch.publish("One", SECRET, "Three", "Four", "Five")
    watch.arrive(address)
    for target in ("", "?at=2", "?at=3"):
        assert get(address, f"/{watch.slug}/{target}").status == 200
    assert SECRET.encode() in get(address, f"/{watch.slug}/after/{EPOCH}.0").body
    return frames


def test_who_is_at_the_top_goes_on_without_a_gap(
    address: Address, watch: Press, shown: list[bytes]
) -> None:
    path = f"/{watch.slug}"
    with (
        reading(address, f"{path}/stream") as plain,
        reading(address, f"{path}/stream", accept_encoding="gzip") as packed,
    ):
        told = [watch.purge("Withheld"), *watch.publish("Seven")]
        for stream in (plain, packed):
            assert [change.data.encode() for change in stream.changes(2)] == told
    with reading(address, f"{path}/stream?after={EPOCH}.5") as stream:
        assert [change.data.encode() for change in stream.changes(2)] == told


def test_who_is_behind_is_sent_to_the_page(
    address: Address, watch: Press, shown: list[bytes]
) -> None:
    watch.purge("Withheld")
    watch.arrive(address)
    for position in (0, 1, 4):
        with reading(address, f"/{watch.slug}/stream?after={EPOCH}.{position}") as stream:
            assert [event.name for event in stream.rest()] == ["hello", "reset"]
        delta = get(address, f"/{watch.slug}/after/{EPOCH}.{position}")
        assert (delta.status, json.loads(delta.body)["reset"]) == (410, True)
    watch.make_past_again("One", "(withheld)", "Three", "Four", "Five", floor=5)
    watch.publish("Seven")
    watch.arrive(address)
    assert get(address, f"/{watch.slug}/after/{EPOCH}.4").status == 410
    delta = get(address, f"/{watch.slug}/after/{EPOCH}.5")
    assert [event["position"] for event in json.loads(delta.body)["events"]] == [6, 7]


def test_the_past_is_away_and_comes_back_without_the_words(
    address: Address, watch: Press, shown: list[bytes]
) -> None:
    path = f"/{watch.slug}/"
    before = get(address, f"{path}?at=2").headers["etag"]
    watch.purge("Withheld")
    watch.arrive(address)
    for moment in ("1", "2", "5", "2026-01-31T09:00:02Z"):
        answer = get(address, f"{path}?at={moment}")
        assert (answer.status, answer.headers["retry-after"]) == (503, "5")
        assert answer.headers["cache-control"] == "no-store"
    assert "6 Withheld" in get(address, f"{path}?at=6").text
    watch.make_past_again("One", "(withheld)", "Three", floor=5)
    assert get(address, f"{path}?at=2").status == 503
    assert get(address, f"{path}?at=2026-01-31T09:00:03Z").status == 503
    assert get(address, f"{path}?at=2026-01-31").headers["location"] == f"{path}?at=6"

    watch.make_past_again("One", "(withheld)", "Three", "Four", "Five")
    watch.publish("Seven")
    watch.arrive(address)
    answer = get(address, f"{path}?at=2", if_none_match=before)
    assert answer.status == 200 and answer.headers["etag"] != before
    assert "2 (withheld)" in answer.text
    located = get(address, f"{path}?at=2026-01-31T09:00:02Z").headers["location"]
    assert located == f"{path}?at=2"
    delta = get(address, f"/{watch.slug}/after/{EPOCH}.0")
    assert SECRET.encode() not in delta.body
    assert [event["position"] for event in json.loads(delta.body)["events"]] == [*range(1, 8)]
