"""The cache in front is told what to drop, again and again until it has heard; nothing waits."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from stoppress.config import Config, ConfigError, load_config
from stoppress.projection.caches import Caches, purge_trouble
from stoppress.public_store import Head
from tests.waiting import eventually

_BEFORE = Head("harbour-fire", "c-1", 6, "live")
_CHANGED = replace(_BEFORE, position=7)
_PURGED = replace(_CHANGED, purged=7)


class Cache:
    """Somebody who takes purges; `statuses` are what it answers, the last for ever."""

    def __init__(self, *statuses: int) -> None:
        self.heard: list[tuple[dict[str, str], Any]] = []
        cache, left = self, list(statuses)

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                cache.heard.append((dict(self.headers), json.loads(body)))
                self.send_response(left.pop(0) if len(left) > 1 else left[0])
                self.end_headers()

            def log_message(self, format: str, *args: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://:s3cret@127.0.0.1:{self.server.server_port}/purge"


@contextmanager
def taking(*statuses: int) -> Iterator[Cache]:
    cache = Cache(*statuses)
    try:
        yield cache
    finally:
        cache.server.shutdown()
        cache.server.server_close()


def test_it_names_what_words_went_from_and_says_so_twice(newsroom: Config) -> None:
    with taking(200) as cache, closing(Caches(replace(newsroom, purge_url=cache.url))) as caches:
        caches.published(_BEFORE, _CHANGED)  # an ordinary change is no matter of it
        caches.published(_CHANGED, _PURGED)
        eventually(lambda: len(cache.heard) == 2)
        for headers, body in cache.heard:
            assert headers["Cache-Tag"] == "coverage-harbour-fire,media,site"
            assert headers["Authorization"] == "Bearer s3cret"
            assert body == {"tags": ["coverage-harbour-fire", "media", "site"]}


def test_it_tells_of_each_change_where_that_is_wanted(newsroom: Config) -> None:
    with taking(200) as cache:
        config = replace(newsroom, purge_url=cache.url, purge_when="change")
        with closing(Caches(config)) as caches:
            caches.published(_BEFORE, _CHANGED)
            eventually(lambda: cache.heard)
        assert cache.heard[0][0]["Cache-Tag"] == "coverage-harbour-fire,site"


def test_it_tries_again_and_the_trouble_is_over_when_it_succeeds(newsroom: Config) -> None:
    with taking(500, 302, 204) as cache:
        config = replace(newsroom, purge_url=cache.url)
        with closing(Caches(config)) as caches:
            caches.published(_BEFORE, _PURGED)
            eventually(lambda: "500" in purge_trouble(config))
            eventually(lambda: len(cache.heard) >= 3 and not purge_trouble(config))


def test_what_is_due_is_said_before_the_end(newsroom: Config) -> None:
    with taking(200) as cache:
        caches = Caches(replace(newsroom, purge_url=cache.url))
        caches.published(_BEFORE, _PURGED)
        caches.close()
        assert len(cache.heard) == 1


def test_nobody_is_told_where_there_is_no_cache(newsroom: Config) -> None:
    with closing(Caches(newsroom)) as caches:
        caches.published(_BEFORE, _PURGED)
        assert purge_trouble(newsroom) == ""
        assert "caches" not in {thread.name for thread in threading.enumerate()}


@pytest.mark.parametrize("url", ["varnish:6081", "ftp://cache.example/", "http://", "http://a:b"])
def test_an_address_that_is_none_is_refused(url: str, newsroom: Config) -> None:
    with pytest.raises(ConfigError, match="purge_url"):
        load_config({}, data=str(newsroom.data), purge_url=url)
