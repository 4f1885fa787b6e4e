"""A reader of a stream that came through something: in chunks or not, packed or not."""

from __future__ import annotations

import http.client
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

from tests.conformance.client import PATIENCE, Address
from tests.conformance.events import Event, Events


class Following:
    """`headers` are the answer's; `next` waits for one event."""

    def __init__(self, address: Address, target: str, encoding: str) -> None:
        self._line = http.client.HTTPConnection(*address, timeout=PATIENCE)
        asked = {"Accept": "text/event-stream", "Accept-Encoding": encoding}
        self._line.request("GET", target, headers=asked)
        self._answer = self._line.getresponse()
        assert self._answer.status == 200, self._answer.status
        self.headers = self._answer.headers
        self._events = Events()
        self._inflate = zlib.decompressobj(31)
        self._come: list[Event] = []

    def named(self, *names: str) -> Event:
        """The next event of one of these names; others are skipped."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            if self._come and (event := self._come.pop(0)).name in names:
                return event
            if not self._come:
                self._take()
        raise TimeoutError(f"no {names} came")

    def close(self) -> None:
        self._answer.close()
        self._line.close()

    def _take(self) -> None:
        """What has come so far; waits where that is nothing."""
        piece = self._answer.read1(65536)
        if not piece:
            raise EOFError("the stream is over")
        packed = self.headers["content-encoding"] == "gzip"
        self._come += self._events.feed(self._inflate.decompress(piece) if packed else piece)


@contextmanager
def following(address: Address, target: str, encoding: str) -> Iterator[Following]:
    reader = Following(address, target, encoding)
    try:
        yield reader
    finally:
        reader.close()
