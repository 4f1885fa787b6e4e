"""The witness over HTTP/1.1: `POST /add-checkpoint`, small bodies, connections that end in time."""

from __future__ import annotations

import socket
import sys
import threading
from contextlib import suppress
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from stoppress.tlog.submissions import MAX_BODY_BYTES
from stoppress.witness.judging import PLAIN, Verdict, Witness
from stoppress.witness.state import StateError

PATH = "/add-checkpoint"
CONNECTION_SECONDS = 30.0  # in all, however slowly somebody sends
MAX_CONNECTIONS = 64


class WitnessServer(ThreadingHTTPServer):
    """Answers on a socket that listens already. `serve_forever` runs it, `shutdown` ends it."""

    def __init__(
        self, witness: Witness, listening: socket.socket, seconds: float = CONNECTION_SECONDS
    ) -> None:
        super().__init__(listening.getsockname(), _Handler, bind_and_activate=False)
        self.socket.close()
        self.socket = listening
        self.witness = witness
        self.seconds = seconds
        self._places = threading.BoundedSemaphore(MAX_CONNECTIONS)

    def process_request(self, request: Any, client_address: Any) -> None:
        if not self._places.acquire(blocking=False):
            _turn_away(request)
            self.shutdown_request(request)
            return
        super().process_request(request, client_address)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        # The socket's own timeout begins anew with each byte; this one does not.
        cut = threading.Timer(self.seconds, _cut, [request])
        cut.daemon = True
        cut.start()
        try:
            super().process_request_thread(request, client_address)
        finally:
            cut.cancel()
            self._places.release()

    def handle_error(self, request: Any, client_address: Any) -> None:
        if not isinstance(sys.exception(), OSError):  # somebody who went away is no matter
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: WitnessServer

    def setup(self) -> None:
        super().setup()
        self.connection.settimeout(self.server.seconds)

    def do_POST(self) -> None:
        body = self._body()
        if isinstance(body, Verdict):
            self.close_connection = True  # what it still sends is not read
            self._answer(body)
        elif self.path != PATH:
            self._answer(Verdict(404, f"submit checkpoints to {PATH}\n".encode()))
        else:
            self._answer(self._judged(body))

    def _judged(self, body: bytes) -> Verdict:
        try:
            return self.server.witness.add_checkpoint(body)
        except StateError as error:
            self.log_message("%s", str(error))
            return Verdict(500, b"the witness cannot keep its state\n")

    def _body(self) -> bytes | Verdict:
        """The body, or why it is not read."""
        length = self.headers.get("Content-Length", "")
        if "Transfer-Encoding" in self.headers or not (length.isascii() and length.isdigit()):
            return Verdict(411, b"say the length of the body\n")
        if len(length) > 9 or int(length) > MAX_BODY_BYTES:
            return Verdict(413, b"the body is at most %d bytes\n" % MAX_BODY_BYTES)
        body = self.rfile.read(int(length))
        return body if len(body) == int(length) else Verdict(400, b"the body ends too soon\n")

    def _answer(self, verdict: Verdict) -> None:
        self.send_response(verdict.code)
        self.send_header("Content-Type", verdict.content_type)
        self.send_header("Content-Length", str(len(verdict.body)))
        self.send_header("Cache-Control", "no-store")
        self.send_header("X-Content-Type-Options", "nosniff")
        if verdict.code == 405:
            self.send_header("Allow", "POST")
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(verdict.body)

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Whatever the library refuses: a method that has no `do_…`, a broken request line."""
        status = 405 if code == HTTPStatus.NOT_IMPLEMENTED else int(code)
        self.close_connection = True
        self.request_version = self.protocol_version  # so that it has a head whatever was sent
        self._answer(Verdict(status, f"{HTTPStatus(status).phrase}\n".encode(), PLAIN))

    def version_string(self) -> str:
        return "stoppress-witness"


def _turn_away(connection: socket.socket) -> None:
    # Whoever submits comes again; nothing is lost. What it sends is not read.
    with suppress(OSError):
        connection.settimeout(0.1)
        connection.sendall(
            b"HTTP/1.1 503 Service Unavailable\r\nRetry-After: 5\r\nContent-Length: 0\r\n"
            b"Connection: close\r\n\r\n"
        )


def _cut(connection: socket.socket) -> None:
    with suppress(OSError):  # it may have ended by itself
        connection.shutdown(socket.SHUT_RDWR)
