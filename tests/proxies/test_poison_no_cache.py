"""Nothing that a cache does not tell requests apart by changes what it keeps (line 88)."""

from __future__ import annotations

import urllib.error
import urllib.request
from email.message import Message

from tests.conformance.client import Address
from tests.edge.press import EPOCH, Press

_EVIL = "evil.example"
_UNKEYED = [
    {"X-Forwarded-Host": _EVIL},
    {"X-Forwarded-Proto": _EVIL, "Forwarded": f"host={_EVIL}"},
    {"X-Original-URL": f"/{_EVIL}", "X-Rewrite-URL": f"/{_EVIL}"},
    {"Accept": _EVIL, "Accept-Language": _EVIL, "User-Agent": _EVIL},
    {"Cookie": f"a={_EVIL}", "Authorization": f"Basic {_EVIL}"},
    {"Range": "bytes=0-1"},
    {"X-HTTP-Method-Override": "POST"},
]


def test_line_88_what_a_stranger_sends_is_not_kept_for_others(cache: Address, press: Press) -> None:
    page = f"/{press.slug}/"
    for headers in _UNKEYED:
        for path in (page, f"{page}after/{EPOCH}.0", "/nothing/", page.rstrip("/")):
            _get(cache, path, headers)
            status, answered, body = _get(cache, path, {})
            assert status == (404 if path == "/nothing/" else 200)
            assert _EVIL.encode() not in body + str(answered).encode(), headers
            assert "set-cookie" not in answered  # line 89


def test_line_88_no_query_splits_or_spoils_it(cache: Address, press: Press) -> None:
    for query in ("?a=1", "?a=;b", "?after=x", "?at=", f"?fbclid={_EVIL}"):
        _get(cache, f"/{press.slug}/{query}", {})
        status, _, body = _get(cache, f"/{press.slug}/", {})
        assert (status, _EVIL.encode() in body) == (200, False), query
        assert b"data-cursor" in body


def test_line_88_an_odd_path_is_no_other_way_to_a_page(cache: Address, press: Press) -> None:
    for odd in ("//", "/..;/", "/%2f", "/x.css", "/./", "/%2e%2e/"):
        assert _get(cache, f"/{press.slug}{odd}", {})[0] in (400, 404), odd


def _get(
    cache: Address, path: str, headers: dict[str, str]
) -> tuple[int, Message[str, str], bytes]:
    asked = urllib.request.Request(f"http://127.0.0.1:{cache.port}{path}", headers=headers)
    try:
        with urllib.request.urlopen(asked, timeout=10) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.headers, error.read()
