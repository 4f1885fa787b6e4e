"""One request head, read strictly: what is odd is refused, never guessed at.

llhttp (through httptools) does the grammar. The rules that it leaves to us are here: GET and HEAD
only, HTTP/1.0 and 1.1 only, exactly one Host, no body.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

import httptools

from stoppress.edge.answers import BAD_REQUEST, METHOD_NOT_ALLOWED, Answer
from stoppress.edge.codings import GZIP_ALONE, choose

# What the edge looks at; nothing else that a stranger sends is kept.
_KEPT = {
    b"accept-encoding": "accept-encoding",
    b"connection": "connection",
    b"content-length": "content-length",
    b"host": "host",
    b"if-none-match": "if-none-match",
    b"last-event-id": "last-event-id",
    b"transfer-encoding": "transfer-encoding",
    b"via": "via",
    b"x-varnish": "x-varnish",
}
_REMEMBERED_LENGTH = 1024
_LISTS = {"accept-encoding", "connection", "if-none-match"}  # two headers mean one longer list


class Refused(Exception):
    """This request gets `answer` and its connection is closed: what follows cannot be trusted."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer)
        self.answer = answer


class Request(NamedTuple):
    """What a stranger asked for. `target` still has its query.

    `headers` are those that we look at, their names in lower case.
    """

    target: str
    is_head: bool
    keep_alive: bool
    headers: Mapping[str, str]

    @property
    def accepts_gzip(self) -> bool:
        return choose(self.headers.get("accept-encoding", ""), GZIP_ALONE) == "gzip"


def read_request(head: bytes) -> Request:
    """The request in `head`, which ends with an empty line. Raises Refused."""
    # We set no cookies, so readers with the same browser send the same bytes: few are read twice.
    return _remembered(head) if len(head) <= _REMEMBERED_LENGTH else _read(head)


@lru_cache(maxsize=512)
def _remembered(head: bytes) -> Request:
    return _read(head)


def _read(head: bytes) -> Request:
    reading = _Reading()
    parser = httptools.HttpRequestParser(reading)
    try:
        parser.feed_data(head)
    except httptools.HttpParserUpgrade:
        pass  # h2c and websocket may be offered, and may be ignored (RFC 9110 7.8)
    except httptools.HttpParserError:
        raise Refused(BAD_REQUEST) from None
    version, method = parser.get_http_version(), parser.get_method()
    if not reading.complete or version not in ("1.0", "1.1"):
        raise Refused(BAD_REQUEST)
    if method not in (b"GET", b"HEAD"):
        raise Refused(METHOD_NOT_ALLOWED)
    if reading.is_odd(version):
        raise Refused(BAD_REQUEST)
    return Request(
        target=reading.target.decode("ascii"),
        is_head=method == b"HEAD",
        keep_alive=version == "1.1" and not reading.wants_close(),
        headers=reading.headers,
    )


class _Reading:
    """Where httptools puts what it finds."""

    __slots__ = ("complete", "headers", "hosts", "target")

    def __init__(self) -> None:
        self.target = b""
        self.headers: dict[str, str] = {}
        self.hosts = 0
        self.complete = False

    def on_url(self, part: bytes) -> None:
        self.target += part

    def on_header(self, name: bytes, value: bytes) -> None:
        key = _KEPT.get(name.lower())
        if key is None:
            return
        text = value.decode("latin-1")
        self.hosts += key == "host"
        if key in self.headers and key in _LISTS:
            text = f"{self.headers[key]}, {text}"
        self.headers[key] = text

    def on_message_complete(self) -> None:
        self.complete = True

    def is_odd(self, version: str) -> bool:
        """Whether it must not be answered: it has a body, or names no one address of ours."""
        return (
            (self.hosts != 1 if version == "1.1" else self.hosts > 1)
            or "transfer-encoding" in self.headers
            or self.headers.get("content-length", "0") != "0"
            or not self.target.startswith(b"/")
            or not self.target.isascii()
        )

    def wants_close(self) -> bool:
        wishes = self.headers.get("connection", "keep-alive").lower()
        return wishes != "keep-alive" and "close" in map(str.strip, wishes.split(","))
