"""A proxy of the kind that gives trouble: it refuses, and it cuts what is silent for a while.

One request a connection, to an edge on this machine; bytes pass as they are.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

_HEAD_SECONDS = 10.0
_REFUSAL = b"HTTP/1.1 %d No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


class Front:
    """`refusals`: statuses that the next streams get instead. `asked`: targets, in order.

    `idle_seconds`: what is silent for so long is cut; None: nothing is.
    """

    def __init__(self, origin: int, idle_seconds: float | None) -> None:
        self.refusals: list[int] = []
        self.asked: list[str] = []
        self.cuts = 0
        self._origin, self._idle_seconds = origin, idle_seconds
        self._listening = socket.create_server(("127.0.0.1", 0), backlog=64)
        self._open: set[socket.socket] = set()
        self.url = f"http://127.0.0.1:{self._listening.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def count(self, part: str) -> int:
        """How many targets with `part` in them have been asked for."""
        return sum(part in target for target in list(self.asked))

    def drop(self) -> None:
        """Cut everybody off."""
        for one in list(self._open):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        with suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        self.drop()

    def _accept(self) -> None:
        with suppress(OSError):  # closed
            while True:
                asking = self._listening.accept()[0]
                threading.Thread(target=self._serve, args=(asking,), daemon=True).start()

    def _serve(self, asking: socket.socket) -> None:
        with asking, suppress(OSError):
            asking.settimeout(_HEAD_SECONDS)
            head = b""
            while b"\r\n\r\n" not in head:
                piece = asking.recv(65536)
                if not piece:
                    return
                head += piece
            target = head.split()[1].decode("latin-1")
            self.asked.append(target)
            if "/stream" in target and self.refusals:
                asking.sendall(_REFUSAL % self.refusals.pop(0))
                return
            self._pass_on(asking, head)

    def _pass_on(self, asking: socket.socket, head: bytes) -> None:
        with socket.create_connection(("127.0.0.1", self._origin)) as answering:
            answering.settimeout(self._idle_seconds)
            ends = {asking, answering}
            self._open |= ends
            try:
                # Without keep-alive its answer ends with the connection, and so does ours.
                answering.sendall(head.replace(b"\r\n", b"\r\nConnection: close\r\n", 1)
                                  .replace(b"Connection: keep-alive\r\n", b""))  # fmt: skip
                while piece := answering.recv(65536):
                    asking.sendall(piece)
            except TimeoutError:
                self.cuts += 1
            finally:
                self._open -= ends


@contextmanager
def standing(origin: int, idle_seconds: float | None = None) -> Iterator[Front]:
    """A proxy before the edge at port `origin` of this machine."""
    front = Front(origin, idle_seconds)
    try:
        yield front
    finally:
        front.close()
