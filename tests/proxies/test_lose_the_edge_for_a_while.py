"""The edge goes and comes back behind a cache: nobody waits for ever, and all are told again."""

from __future__ import annotations

import json
import urllib.error
import urllib.request

import pytest

from bench.relay import Relay, relaying
from tests.conformance.client import Address
from tests.edge.press import EPOCH, Press
from tests.edge.process import running
from tests.proxies.conftest import SHORT, Putter, a_cache, hears_of
from tests.waiting import eventually


@pytest.mark.parametrize("name", ["varnish", "nginx"])
def test_a_cache_forgets_within_a_second_that_the_edge_was_away(
    name: str, press: Press, put_before: Putter
) -> None:
    with running(press.config, SHORT) as edge:
        port = edge.address().port
        hears_of(edge, press)
        with relaying(port) as relay, a_cache(name, put_before, relay) as cache:
            assert _events(cache, press) == [1]
            assert edge.end() == 0
            press.publish("Meanwhile")
            after = f"{EPOCH}.1"
            away = {"varnish": 503, "nginx": 502}[name]
            assert {_status(cache, press, after) for _ in range(20)} == {away}
            with running(press.config, SHORT, port) as again:
                hears_of(again, press)
                eventually(lambda: _status(cache, press, after) == 200)
                _ask_together(cache, press, relay)


def _ask_together(cache: Address, press: Press, relay: Relay) -> None:
    """Those who come now share one request again."""
    eventually(lambda: _events(cache, press) == [1, 2])  # what came before may be kept 2 s
    target = f"/{press.slug}/after/{EPOCH}.0"
    before = relay.asked[target]
    for _ in range(10):
        assert _events(cache, press) == [1, 2]
    assert relay.asked[target] - before <= 2  # seconds may have passed


def _events(cache: Address, press: Press) -> list[int]:
    with urllib.request.urlopen(_url(cache, press, f"{EPOCH}.0"), timeout=10) as answer:
        return [event["position"] for event in json.load(answer)["events"]]


def _status(cache: Address, press: Press, after: str) -> int:
    try:
        with urllib.request.urlopen(_url(cache, press, after), timeout=10) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as error:
        error.close()
        return error.code


def _url(cache: Address, press: Press, after: str) -> str:
    return f"http://127.0.0.1:{cache.port}/{press.slug}/after/{after}"
