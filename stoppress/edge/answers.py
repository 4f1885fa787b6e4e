"""Answers as bytes, made once and written many times."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import formatdate
from http import HTTPStatus

NO_STORE = {"Cache-Control": "no-store"}
CONTENT_CACHE = "public, max-age=0, s-maxage=2, must-revalidate"
PAST_CACHE = "public, max-age=0, s-maxage=30, must-revalidate"
CHECKPOINT_CACHE = "public, max-age=5"
ASSET_CACHE = "public, max-age=31536000, immutable"
PICTURE_TAG = {"Cache-Tag": "media"}

_EVERY = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
}
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; media-src 'self'; "
    "connect-src 'self'; font-src 'self'; form-action 'none'; frame-ancestors 'none'; "
    "base-uri 'none'; require-trusted-types-for 'script'; trusted-types stoppress"
)
HTML = {
    "Content-Security-Policy": _POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "browsing-topics=(), camera=(), geolocation=(), microphone=()",
}


@dataclass(frozen=True, slots=True)
class Answer:
    """`head` is everything above the body but `Date`, `Connection` and the empty line."""

    status: int
    head: bytes
    body: bytes

    def parts(self, *, is_head: bool, keep_alive: bool) -> list[bytes]:
        """What to write, in order; the body is not copied."""
        end = b"\r\n" if keep_alive else b"Connection: close\r\n\r\n"
        head = self.head + _date() + end
        return [head] if is_head or not self.body else [head, self.body]


def make_answer(
    status: int, headers: Mapping[str, str], body: bytes = b"", *, length: int | None = None
) -> Answer:
    """An answer with the headers that each of ours has.

    `length` stands in for the body's own where it comes later (pictures); -1: there is none to
    tell (a stream). Raises ValueError where a header would break out of its line.
    """
    lines = [f"HTTP/1.1 {status} {HTTPStatus(status).phrase}"]
    every = dict(headers) | _EVERY
    length = len(body) if length is None else length
    if status not in (204, 304) and length >= 0:
        every["Content-Length"] = str(length)
    for name, value in every.items():
        if not value.isprintable():
            raise ValueError(f"the header {name} would break: {value!r}")
        lines.append(f"{name}: {value}")
    return Answer(status, "\r\n".join([*lines, ""]).encode("latin-1"), body)


def cache_tag(slug: str) -> dict[str, str]:
    """The name under which caches may be told to drop what is of this coverage; "": of the site."""
    return {"Cache-Tag": f"coverage-{slug}" if slug.strip("-") else "site"}


def text_answer(status: int, text: str, **headers: str) -> Answer:
    """A short page for what went wrong; never stored by anybody."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    all_ = NO_STORE | {"Content-Type": "text/plain; charset=utf-8"} | named
    return make_answer(status, all_, f"{text}\n".encode())


def redirect(status: int, location: str, cache: Mapping[str, str]) -> Answer:
    """Go there instead. `location` is a path of ours, never a stranger's text."""
    return make_answer(status, {"Location": location, **cache})


BAD_REQUEST = text_answer(400, "This request cannot be understood.")
BAD_QUERY = text_answer(400, "This address takes no such query.")
BAD_MOMENT = text_answer(
    400, "?at= takes a position (7), a day (2026-01-31) or an instant (2026-01-31T09:00:00Z)."
)
BAD_CURSOR = text_answer(400, "This is not a cursor.")
NOT_FOUND = text_answer(404, "There is nothing at this address.")
METHOD_NOT_ALLOWED = text_answer(405, "Only GET and HEAD are answered here.", Allow="GET, HEAD")
NOT_ACCEPTABLE = text_answer(
    406, "This page comes in none of the codings that are accepted.", Vary="Accept-Encoding"
)
HEAD_TOO_LARGE = text_answer(431, "The head of this request is too large.")
FULL = text_answer(503, "Too many readers just now. Please come back.", Retry_After="5")
NOT_YET = text_answer(503, "This edge is not that far yet.", Retry_After="2")
PAST_BUSY = text_answer(503, "Too many look back just now. Please come back.", Retry_After="2")
PAST_AWAY = text_answer(
    503, "What was shown then is being prepared again. Please come back.", Retry_After="5"
)
STORE_DOWN = text_answer(503, "Nothing can be read just now.", Retry_After="2")

_date_second = 0
_date_line = b""


def _date() -> bytes:
    """The `Date` line, made once a second."""
    global _date_second, _date_line
    second = int(time.time())
    if second != _date_second:
        _date_second, _date_line = second, f"Date: {formatdate(second, usegmt=True)}\r\n".encode()
    return _date_line
