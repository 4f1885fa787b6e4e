"""A server that answers a submission with whatever bytes a test wants, as slowly as it wants."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress

SECONDS = 20.0  # no test waits longer


@contextmanager
def answering(*parts: bytes, pause: float = 0.0, closes: bool = True) -> Iterator[str]:
    """Its address. It sends `parts` with a `pause` before each, to whoever connects."""
    listening = socket.create_server(("127.0.0.1", 0))
    over = threading.Event()

    def run() -> None:
        with suppress(OSError):
            while True:
                connection, _ = listening.accept()
                connection.settimeout(SECONDS)
                with connection, suppress(OSError):
                    _answer(connection, parts, pause, over)
                    if not closes:
                        over.wait(SECONDS)

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield "http://{}:{}".format(*listening.getsockname())
    finally:
        over.set()
        # Closing alone does not wake a thread that waits in accept().
        listening.shutdown(socket.SHUT_RDWR)
        listening.close()
        thread.join(SECONDS)


def _answer(
    connection: socket.socket, parts: Sequence[bytes], pause: float, over: threading.Event
) -> None:
    connection.recv(65_536)
    for part in parts:
        if over.wait(pause):
            return
        connection.sendall(part)


def http(code: int, body: bytes, content_type: str = "text/plain", *more: str) -> bytes:
    """An answer of HTTP/1.1."""
    head = [f"HTTP/1.1 {code} Whatever", f"Content-Type: {content_type}"]
    head += [f"Content-Length: {len(body)}", "Connection: close", *more, "", ""]
    return "\r\n".join(head).encode() + body
