"""A relay between a cache and the edge that counts what the cache asks for, address by address.

It passes bytes on as they are, in both directions; so the figures are nobody's own word.
"""

from __future__ import annotations

import re
import socket
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress

_FIRST_LINE = re.compile(rb"(?:GET|HEAD) (\S+) HTTP/1\.[01]\r\n")
_END_OF_HEAD = b"\r\n\r\n"


class Relay:
    """`asked` counts requests by their target; `heads` are their whole heads, in order."""

    def __init__(self, origin: int) -> None:
        self.asked: Counter[str] = Counter()
        self.heads: list[bytes] = []
        self._origin = origin
        self._listening = socket.create_server(("127.0.0.1", 0), backlog=4096)
        self._open: set[socket.socket] = set()
        self.port: int = self._listening.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        """End all of it, connections too."""
        for one in (self._listening, *list(self._open)):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()

    def _accept(self) -> None:
        with suppress(OSError):  # closed
            while True:
                asking = self._listening.accept()[0]
                try:
                    answering = socket.create_connection(("127.0.0.1", self._origin))
                except OSError:  # the edge is away: so are we
                    asking.close()
                    continue
                self._open |= {asking, answering}
                for ends in ((asking, answering, True), (answering, asking, False)):
                    threading.Thread(target=self._pass_on, args=ends, daemon=True).start()

    def _pass_on(self, source: socket.socket, target: socket.socket, counts: bool) -> None:
        head = b""
        with suppress(OSError):
            while data := source.recv(65536):
                target.sendall(data)
                head = self._count(head + data) if counts else b""
        for one in (source, target):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()
            self._open.discard(one)

    def _count(self, heads: bytes) -> bytes:
        """Count the whole heads; what is left of them."""
        while _END_OF_HEAD in heads:
            head, _, heads = heads.partition(_END_OF_HEAD)
            if found := _FIRST_LINE.match(head + b"\r\n"):
                self.heads.append(head)
                self.asked[found[1].decode("ascii")] += 1
        return heads


@contextmanager
def relaying(origin: int) -> Iterator[Relay]:
    """A relay to `origin`, a port of this machine."""
    relay = Relay(origin)
    try:
        yield relay
    finally:
        relay.close()
