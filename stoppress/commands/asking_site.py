"""Asking a live site as a reader's browser would, and telling when what came."""

from __future__ import annotations

import http.client
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

from stoppress.commands.failures import Failure

_PATIENCE = 40.0  # seconds for an answer: a delta is held up to 25


@dataclass(frozen=True)
class Site:
    """`path` is what was asked about."""

    scheme: str
    host: str
    port: int | None
    path: str

    def line(self, seconds: float = _PATIENCE) -> http.client.HTTPConnection:
        if self.scheme == "https":
            return http.client.HTTPSConnection(self.host, self.port, timeout=seconds)
        return http.client.HTTPConnection(self.host, self.port, timeout=seconds)


@dataclass(frozen=True)
class Heard:
    """A whole answer. `version` 10 is HTTP/1.0; `seconds` until all of it was there."""

    status: int
    version: int
    headers: http.client.HTTPMessage
    body: bytes
    seconds: float

    def header(self, name: str) -> str:
        return self.headers.get(name, "")


def site_at(url: str) -> Site:
    """Raises Failure for what is no address of a site."""
    try:
        parts = urlsplit(url if "://" in url else f"https://{url}")
        if parts.scheme in ("http", "https") and parts.hostname:
            return Site(parts.scheme, parts.hostname, parts.port, parts.path or "/")
    except ValueError:
        pass
    raise Failure(f"{url!r} is no address of a site; try https://live.example.org/")


def hear(site: Site, path: str) -> Heard:
    """Ask for `path`; nothing is followed. Raises Failure where nothing answers."""
    began = time.monotonic()
    line = site.line()
    try:
        line.request("GET", path, headers={"Accept-Encoding": "identity"})
        answer = line.getresponse()
        body = answer.read()
        spent = time.monotonic() - began
        return Heard(answer.status, answer.version, answer.headers, body, spent)
    except (OSError, http.client.HTTPException) as error:
        raise Failure(f"{path} cannot be had: {' '.join(str(error).split()) or error!r}") from None
    finally:
        line.close()


class Streaming:
    """An open stream. `answer` is None where not even a head came in time; `why` says why."""

    def __init__(self, site: Site, path: str, encoding: str, seconds: float) -> None:
        self.answer: http.client.HTTPResponse | None = None
        self.why = ""
        self._line = site.line(seconds)
        self._text = ""
        self._inflate = zlib.decompressobj(31)
        headers = {"Accept": "text/event-stream", "Accept-Encoding": encoding}
        try:
            self._line.connect()
            self._socket = self._line.sock
            self._line.request("GET", path, headers=headers)
            self.answer = self._line.getresponse()
        except (OSError, http.client.HTTPException) as error:
            self.why = " ".join(str(error).split()) or repr(error)

    def header(self, name: str) -> str:
        return self.answer.headers.get(name, "") if self.answer else ""

    def wait_for(self, event: str, seconds: float) -> str:
        """The data of the next `event`; empty: it did not come in time, or the stream ended."""
        end, mark = time.monotonic() + seconds, f"event: {event}\ndata: "
        while "\n\n" not in self._text.partition(mark)[2]:
            left = end - time.monotonic()
            if left <= 0 or self.answer is None or not self._take(left):
                return ""
        data, _, self._text = self._text.partition(mark)[2].partition("\n\n")
        return data

    def close(self) -> None:
        if self.answer is not None:
            self.answer.close()
        self._line.close()

    def _take(self, seconds: float) -> bool:
        """Add what comes within `seconds`; whether anything did."""
        assert self.answer is not None
        self._socket.settimeout(seconds)
        try:
            piece = self.answer.read1(65536)
            if self.header("Content-Encoding") == "gzip":
                text = self._inflate.decompress(piece)
            else:
                text = piece
        except (OSError, http.client.HTTPException, zlib.error):
            return False
        self._text += text.decode("utf-8", "replace")
        return bool(piece)


@contextmanager
def streaming(site: Site, path: str, encoding: str, seconds: float) -> Iterator[Streaming]:
    """Waits at most `seconds` for the head."""
    stream = Streaming(site, path, encoding, seconds)
    try:
        yield stream
    finally:
        stream.close()
