"""A page of ours before an edge, which tells the test what a browser's EventSource made of it.

It passes everything but that page on to the edge, byte for byte, so that what a browser reads is
what the edge wrote: `Accept-Encoding` and all.
"""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from queue import SimpleQueue
from typing import Any
from urllib.parse import unquote

from tests.conformance.client import Address

_PAGE = """<!doctype html><meta charset="utf-8"><title>Looking</title><script>
const tell = (what) => fetch("/seen/" + encodeURIComponent(JSON.stringify(what)));
const stream = new EventSource("STREAM");
stream.addEventListener("hello", () => tell({name: "hello"}));
stream.addEventListener("change", (e) => tell({name: "change", data: e.data, id: e.lastEventId}));
stream.onerror = () => tell({name: "error"});
</script>"""


class Looking:
    """`seen` holds what the browser has told; `sent` how each stream began."""

    def __init__(self, edge: Address, stream: str) -> None:
        self.seen: SimpleQueue[dict[str, Any]] = SimpleQueue()
        self.sent: list[bytes] = []
        self._edge, self._stream = edge, stream
        self._listening = socket.create_server(("127.0.0.1", 0))
        self._open: set[socket.socket] = set()
        self.url = f"http://127.0.0.1:{self._listening.getsockname()[1]}/look"
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        for one in (self._listening, *list(self._open)):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                browser = self._listening.accept()[0]
                self._open.add(browser)
                threading.Thread(target=self._answer, args=(browser,), daemon=True).start()

    def _answer(self, browser: socket.socket) -> None:
        with suppress(OSError):
            head = b""
            while b"\r\n\r\n" not in head:
                if not (piece := browser.recv(65536)):
                    return
                head += piece
            path = head.split(b" ", 2)[1].decode("ascii")
            if path == self._stream:
                self._pass_on(browser, head)
            elif path.startswith("/seen/"):
                self._heard(path)
                _send(browser, "")
            else:
                _send(browser, _PAGE.replace("STREAM", self._stream) if path == "/look" else "")
        browser.close()

    def _heard(self, path: str) -> None:
        self.seen.put(json.loads(unquote(path.removeprefix("/seen/"))))

    def _pass_on(self, browser: socket.socket, head: bytes) -> None:
        with socket.create_connection(self._edge) as edge:
            self._open.add(edge)
            edge.sendall(head)
            self.sent.append(b"")
            while piece := edge.recv(65536):
                self.sent[-1] = self.sent[-1] or piece
                browser.sendall(piece)


def _send(browser: socket.socket, page: str) -> None:
    body = page.encode()
    head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {len(body)}\r\n"
    browser.sendall(f"{head}Connection: close\r\n\r\n".encode() + body)


@contextmanager
def looking(edge: Address, stream: str) -> Iterator[Looking]:
    page = Looking(edge, stream)
    try:
        yield page
    finally:
        page.close()
