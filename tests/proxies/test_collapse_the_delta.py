"""Readers who wait behind a cache are one request to the edge for each change."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from functools import partial

import pytest

from bench.relay import Relay, relaying
from tests.conformance.client import Address, Wire
from tests.edge.press import EPOCH, Press
from tests.edge.process import running
from tests.proxies.conftest import SHORT, Putter, a_cache, hears_of
from tests.waiting import eventually

_READERS = 50
_CHANGES = 5
_WINDOW = 20  # seconds of the clock within which nginx takes askers together (nginx.md)
_KEPT_SECONDS = 2.2  # after an answer of one second: caches count in whole ones
_HOLDS = {"varnish": 2.0, "varnish as it comes": 2.0, "nginx": _WINDOW + 1.0}


def test_each_change_is_asked_for_once(cache: Address, relay: Relay, press: Press) -> None:
    with _readers(cache) as readers:
        for _ in range(_CHANGES):
            target, most = _ask(readers, press)
            eventually(partial(relay.asked.get, target))
            # nginx looks at its waiters twice a second: changes must not march in step with it.
            time.sleep(random.uniform(0.1, 0.7))
            press.publish("News")
            for told in _answers(readers):
                assert [event["position"] for event in told["events"]] == [press.position]
            assert relay.asked[target] <= most


@pytest.mark.parametrize("name", _HOLDS)
def test_an_empty_hold_is_one_request_and_leads_into_no_ring(
    name: str, press: Press, put_before: Putter, full: bool
) -> None:
    """What is stale must not be given while the cache asks anew: its readers would spin."""
    if name == "nginx" and not full:
        pytest.skip("takes half a minute: run with --full")
    limits = replace(SHORT, hold_seconds=_HOLDS[name])
    with (
        running(press.config, limits) as edge,
        relaying(edge.address().port) as relay,
        a_cache(name, put_before, relay) as cache,
        _readers(cache) as readers,
    ):
        hears_of(edge, press)
        target, most = _ask(readers, press)
        assert all(told["events"] == [] for told in _answers(readers))
        assert relay.asked[target] <= most
        time.sleep(_KEPT_SECONDS)
        again = _ask(readers, press)[1]
        assert list(readers[0].pieces(1.0)) == []  # held again
        press.publish("News")
        assert all(told["events"] for told in _answers(readers))
        assert relay.asked[target] <= most + again


@contextmanager
def _readers(cache: Address) -> Iterator[list[Wire]]:
    """Connections that stay open, as a browser's do."""
    with ExitStack() as stack:
        yield [stack.enter_context(Wire(cache)) for _ in range(_READERS)]


def _ask(readers: list[Wire], press: Press) -> tuple[str, int]:
    """All of them for what comes after the top; the address, and how many windows that touched."""
    target = f"/{press.slug}/after/{EPOCH}.{press.position}"
    began = time.time()
    for reader in readers:
        reader.ask(target)
    return target, int(time.time() // _WINDOW) - int(began // _WINDOW) + 1


def _answers(readers: list[Wire]) -> Iterator[dict[str, list[dict[str, int]]]]:
    for reader in readers:
        reader.socket.settimeout(_WINDOW * 2)
        answer = reader.answer()
        assert answer.status == 200, answer
        yield json.loads(answer.body)
