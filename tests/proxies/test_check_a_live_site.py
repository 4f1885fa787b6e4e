"""`stoppress check URL` finds what stands in front of a site and does harm."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest

from bench.proxies import CONF, free_port
from tests.conformance.client import Address
from tests.edge.press import Press
from tests.edge.process import EdgeProcess
from tests.proxies.conftest import Putter

_GOOD = (CONF / "nginx.conf").read_text("utf-8")
_PAGES = "location / {\n"
_STREAM = "location ~ ^/[^/]+/stream$ {\n"
_DELTA = "location ~ ^/[^/]+/after/[^/]+$ {\n"
_ELSEWHERE = "return 301 https://elsewhere.example$request_uri;"
_KEPT_LONG = 'proxy_hide_header Cache-Control; add_header Cache-Control "public, max-age=3600";'
_HARM = [
    # (a change to the good configuration, what is found, a word of what is said)
    (("proxy_buffering off;", "proxy_ignore_headers X-Accel-Buffering;"),
     "stream", "holds it back"),
    ((_STREAM, _STREAM + "proxy_set_header Accept-Encoding gzip;"), "compression", "did not ask"),
    (("proxy_buffering off;\n        proxy_read_timeout 60s;", "proxy_read_timeout 300ms;"),
     "stream", "was cut"),
    ((_DELTA + "        proxy_pass http://stoppress_edge;\n        proxy_read_timeout 60s;",
      _DELTA + "        proxy_pass http://stoppress_edge;\n        proxy_read_timeout 300ms;"),
     "delta", "raise the proxy's time"),
    ((_PAGES, _PAGES + _KEPT_LONG), "caching", "3600 s"),
    ((_PAGES, _PAGES + "proxy_hide_header Cache-Control;"), "caching", "took the page's"),
    ((_PAGES, _PAGES + "rewrite ^/(.*)/$ /nothing-$1 break;"), "address", "answers 404"),
    ((_PAGES, _PAGES + _ELSEWHERE), "address", "elsewhere.example"),
]  # fmt: skip


@pytest.mark.parametrize("front", ["nginx", "varnish", "caddy", ""])
def test_it_finds_no_harm_in_what_is_documented(
    front: str, put_before: Putter, edge: EdgeProcess, press: Press
) -> None:
    if not front:
        assert _said(edge.address(), press)[0] == 0
        return
    with put_before(front, edge.address().port) as address:
        status, said = _said(address, press)
    assert (status, [line for line in said if line["level"] != "ok"]) == (0, [])
    names = {line["name"] for line in said}
    assert names >= {"address", "caching", "query", "stream", "compression", "heartbeat", "delta"}


@pytest.mark.parametrize(("change", "name", "word"), _HARM, ids=[word for _, _, word in _HARM])
def test_line_14_it_finds_harm(
    change: tuple[str, str], name: str, word: str,
    put_before: Putter, edge: EdgeProcess, press: Press,
) -> None:  # fmt: skip
    assert change[0] in _GOOD
    with put_before("nginx", edge.address().port, text=_GOOD.replace(*change)) as address:
        status, said = _said(address, press)
    assert status == 1
    failed = [line for line in said if line["level"] == "fail"]
    assert failed[0]["name"] == name, failed
    # Whoever changes one header changes it for all.
    assert {line["name"] for line in failed} <= {name, "query"}, failed
    assert word in failed[0]["text"]


def test_it_warns_of_a_cache_that_does_not_know_queries(
    put_before: Putter, edge: EdgeProcess, press: Press
) -> None:
    text = _GOOD.replace("$stoppress_encoding$request_uri;", "$stoppress_encoding$uri;")
    with put_before("nginx", edge.address().port, text=text) as address:
        status, said = _said(address, press)
    assert status == 0
    assert [line["name"] for line in said if line["level"] == "warn"] == ["query"]


def test_it_says_in_one_line_that_nothing_answers() -> None:
    done = _check(f"http://127.0.0.1:{free_port()}/")
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "cannot be had" in done.stderr
    assert _check("nonsense://x").returncode == 1


def _said(address: Address, press: Press) -> tuple[int, list[dict[str, Any]]]:
    done = _check(f"http://127.0.0.1:{address.port}/{press.slug}/")
    told = json.loads(done.stdout)
    assert told["ok"] == (done.returncode == 0), done.stderr
    return done.returncode, told["checks"]


def _check(url: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "stoppress", "check", url, "--json", "--watch", "2"]
    return subprocess.run(command, capture_output=True, text=True, timeout=120)
