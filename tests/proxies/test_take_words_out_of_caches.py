"""Words that go leave the cache in front: at once by a purge, and within a minute without one."""

from __future__ import annotations

import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from bench.proxies import CONF, free_port
from bench.relay import Relay, relaying
from stoppress.config import Config
from stoppress.projection.caches import purge_trouble
from stoppress.record.removal.removing import withhold
from tests.conformance.client import Address
from tests.edge.process import running
from tests.newsroom import open_harbour_fire, publish
from tests.projection.test_follow import following, public_position
from tests.proxies.conftest import SHORT, Putter
from tests.waiting import eventually

CANARY = "xylophone-canary"
_VCL = (CONF / "varnish.vcl").read_text("utf-8")
_THEN, _ELSEWHERE = "/harbour-fire/?at=2", "/flood/?at=2"  # kept for 30 s


def test_a_purge_takes_them_out_at_once_and_nothing_else(
    newsroom: Config, put_before: Putter
) -> None:
    with _published(newsroom, put_before, _VCL) as (post, config, cache, relay):
        for path in (_THEN, _ELSEWHERE):
            assert CANARY in _read(cache, path)
        withhold(post[0], post_id=post[1], reason="safety", note="A court said so.")
        eventually(lambda: CANARY not in _read(cache, _THEN))
        assert CANARY in _read(cache, _ELSEWHERE)
        assert relay.asked[_ELSEWHERE] == 1  # kept: so it was no matter of time
        eventually(lambda: _read(cache, _THEN))
        assert purge_trouble(config) == ""


def test_they_go_by_themselves_where_the_purge_is_refused_and_the_desk_hears(
    newsroom: Config, put_before: Putter, full: bool
) -> None:
    nobody = _VCL.replace('"127.0.0.1"; "::1";', '"192.0.2.1";')
    with _published(newsroom, put_before, nobody) as (post, config, cache, _):
        paths = ["/harbour-fire/", *([_THEN] if full else [])]
        assert all(CANARY in _read(cache, path) for path in paths)
        withhold(post[0], post_id=post[1], reason="safety", note="A court said so.")
        eventually(lambda: all(CANARY not in _read(cache, path) for path in paths))
        eventually(lambda: "404" in purge_trouble(config))


def test_a_cache_that_is_away_holds_nothing_up(newsroom: Config) -> None:
    config = replace(newsroom, purge_url=f"http://127.0.0.1:{free_port()}/", purge_when="change")
    fire = open_harbour_fire()
    with following(config):
        eventually(lambda: public_position(config) == 1)
        publish(fire, "One")
        eventually(lambda: purge_trouble(config))
        publish(fire, "Two")
        eventually(lambda: public_position(config) == 3)


@contextmanager
def _published(
    newsroom: Config, put_before: Putter, vcl: str
) -> Iterator[tuple[tuple[str, str], Config, Address, Relay]]:
    """Two coverages with the same word behind Varnish; (coverage, post) that is to go."""
    fire, flood = open_harbour_fire(), open_harbour_fire("flood")
    post = publish(fire, f"Crane {CANARY}")
    publish(flood, f"Water {CANARY}")
    with following(newsroom):  # so that there is something to serve
        eventually(lambda: public_position(newsroom) == public_position(newsroom, "flood") == 2)
    with (
        running(newsroom, SHORT) as edge,
        relaying(edge.address().port) as relay,
        put_before("varnish", relay.port, text=vcl) as cache,
    ):
        config = replace(newsroom, purge_url=f"http://127.0.0.1:{cache.port}/-/purge")
        with following(config):
            yield (fire, post.id), config, cache, relay


def _read(cache: Address, path: str) -> str:
    """The page; empty where it cannot be had just now."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{cache.port}{path}", timeout=10) as answer:
            return str(answer.read().decode())
    except urllib.error.HTTPError as error:
        error.close()
        assert error.code == 503, path
        return ""
