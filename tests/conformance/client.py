"""A reader made of a bare socket: it sends the bytes it is told to, and parses what comes back.

Independent of the edge's own code on purpose, so that the two can disagree.
"""

from __future__ import annotations

import socket
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, NamedTuple, Self
from urllib.parse import urlsplit

import brotli
import zstandard

from tests.conformance.events import Event, Events

PATIENCE = 10.0  # seconds until a test gives up on what should come at once


class Address(NamedTuple):
    """Where an edge listens."""

    host: str
    port: int


def address_of(url: str) -> Address:
    parts = urlsplit(url)
    if parts.scheme != "http" or parts.hostname is None:
        raise ValueError(f"--edge-url must be http://host:port, not {url!r}")
    return Address(parts.hostname, parts.port or 80)


@dataclass
class Answer:
    """A whole answer. Header names are lower case; `body` as it came."""

    version: str
    status: int
    headers: dict[str, str]
    body: bytes = b""

    @property
    def text(self) -> str:
        """The body, decompressed where it says so."""
        return _DECODERS[self.headers.get("content-encoding", "identity")](self.body).decode()


_DECODERS: dict[str, Callable[[bytes], bytes]] = {
    "identity": lambda body: body,
    "gzip": lambda body: zlib.decompress(body, 31),
    "br": brotli.decompress,
    "zstd": lambda body: zstandard.ZstdDecompressor().decompressobj().decompress(body),
}


@dataclass
class Wire:
    """One connection."""

    address: Address
    kernel_bytes: int = 0  # what the kernel keeps for us unread; 0: what it likes
    socket: socket.socket = field(init=False)
    _read: bytes = b""

    def __post_init__(self) -> None:
        self.socket = socket.socket()
        self.socket.settimeout(PATIENCE)
        if self.kernel_bytes:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, self.kernel_bytes)
        try:
            self.socket.connect(self.address)
        except OSError:
            self.socket.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        self.socket.close()

    def send(self, data: bytes) -> None:
        self.socket.sendall(data)

    def ask(self, target: str, method: str = "GET", **headers: str) -> None:
        """Send a request; `last_event_id="x"` is the header `last-event-id: x`."""
        self.send(request(target, method, host=f"{self.address.host}", **headers))

    def answer(self, *, is_head: bool = False) -> Answer:
        """The next answer, with its body. Raises EOFError where the edge closed instead."""
        answer = self.head()
        if is_head or answer.status in (204, 304):
            return answer
        length = answer.headers.get("content-length")
        if length is None:
            answer.body = self.rest()
            return answer
        while len(self._read) < int(length):
            self._read += self._receive()
        answer.body, self._read = self._read[: int(length)], self._read[int(length) :]
        return answer

    def head(self) -> Answer:
        """The next answer's head alone."""
        while b"\r\n\r\n" not in self._read:
            self._read += self._receive()
        head, _, self._read = self._read.partition(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        version, status, _ = first.split(" ", 2)
        headers = {}
        for line in lines:
            name, _, value = line.partition(": ")
            assert name.lower() not in headers, f"{name} stands twice"
            headers[name.lower()] = value
        return Answer(version, int(status), headers)

    def rest(self) -> bytes:
        """Everything up to the end of the connection."""
        while True:
            try:
                self._read += self._receive()
            except EOFError:
                rest, self._read = self._read, b""
                return rest

    def is_closed(self, seconds: float = PATIENCE) -> bool:
        """Whether the edge closes within `seconds` without sending anything more."""
        self.socket.settimeout(seconds)
        try:
            return not self._read and self.socket.recv(1) == b""
        except ConnectionError:
            return True
        except TimeoutError:
            return False

    def pieces(self, seconds: float) -> Iterator[bytes]:
        """What comes within `seconds`; ends with the connection."""
        end = time.monotonic() + seconds
        if self._read:
            piece, self._read = self._read, b""
            yield piece
        while (left := end - time.monotonic()) > 0:
            self.socket.settimeout(left)
            try:
                yield self._receive()
            except (TimeoutError, EOFError):
                return

    def _receive(self) -> bytes:
        piece = self.socket.recv(65536)
        if not piece:
            raise EOFError("the edge closed the connection")
        return piece


def request(target: str, method: str = "GET", **headers: str) -> bytes:
    """The bytes of a request head."""
    lines = [f"{method} {target} HTTP/1.1"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


def get(address: Address, target: str, method: str = "GET", **headers: str) -> Answer:
    """One request on a connection of its own."""
    with Wire(address) as wire:
        wire.ask(target, method, **headers)
        return wire.answer(is_head=method == "HEAD")


def arrive(address: Address, path: str, epoch: str, position: int) -> None:
    """Wait until the edge knows of `position`: the delta below it is held for so long."""
    answer = get(address, f"{path}/after/{epoch}.{position - 1}")
    assert answer.status in (200, 410), f"position {position} never arrived: {answer}"


class Reader:
    """An open stream: its head, and its events as they come."""

    def __init__(self, address: Address, target: str, **headers: str) -> None:
        self.wire = Wire(address)
        try:
            self.wire.ask(target, accept="text/event-stream", **headers)
            self.head = self.wire.head()
        except (OSError, EOFError):
            self.wire.close()
            raise
        self.events = Events()
        self._inflate = zlib.decompressobj(31)
        self._waiting: list[Event] = []
        self.is_over = self.head.status != 200

    def next(self, seconds: float = PATIENCE) -> Event:
        """The next event. Raises TimeoutError, or EOFError at the end of the stream."""
        end = time.monotonic() + seconds
        while not self._waiting:
            if self.is_over:
                raise EOFError("the stream is over")
            self._take(end - time.monotonic())
        return self._waiting.pop(0)

    def named(self, name: str, seconds: float = PATIENCE) -> Event:
        """The next event called `name`; others are skipped."""
        end = time.monotonic() + seconds
        while (event := self.next(end - time.monotonic())).name != name:
            pass
        return event

    def changes(self, count: int, seconds: float = PATIENCE) -> list[Event]:
        """The next `count` changes."""
        end = time.monotonic() + seconds
        return [self.named("change", end - time.monotonic()) for _ in range(count)]

    def rest(self, seconds: float = PATIENCE) -> list[Event]:
        """All events up to the end of the stream. Raises TimeoutError where it does not end."""
        end, found = time.monotonic() + seconds, []
        while True:
            try:
                found.append(self.next(end - time.monotonic()))
            except EOFError:
                return found

    def close(self) -> None:
        self.wire.close()

    def _take(self, seconds: float) -> None:
        if seconds <= 0:
            raise TimeoutError("nothing came")
        for piece in self.wire.pieces(seconds):
            packed = self.head.headers.get("content-encoding") == "gzip"
            self._waiting += self.events.feed(self._inflate.decompress(piece) if packed else piece)
            return
        self.is_over = _has_ended(self.wire.socket)


def _has_ended(found: socket.socket) -> bool:
    found.settimeout(0.05)
    try:
        return found.recv(1, socket.MSG_PEEK) == b""
    except TimeoutError:
        return False
    except ConnectionError:
        return True


@contextmanager
def reading(address: Address, target: str, **headers: Any) -> Iterator[Reader]:
    """A stream that is closed at the end of the block."""
    reader = Reader(address, target, **headers)
    try:
        yield reader
    finally:
        reader.close()
