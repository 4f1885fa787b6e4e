"""One HTTP POST that ends in time: no redirects, few bytes, and never longer than was said.

A socket's own timeout starts anew with every byte, so a server that sends one every second could
hold whoever asks for ever; here a thread waits for it, and is cut off.
"""

from __future__ import annotations

import queue
import socket
import threading
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import urlsplit

from stoppress.tlog.errors import LogError

MAX_REPLY_BYTES = 64 * 1024


@dataclass(frozen=True)
class Reply:
    """What came back. A body beyond the limit is an error, not a shorter body."""

    code: int
    content_type: str
    body: bytes


def post(url: str, body: bytes, seconds: float) -> Reply:
    """The reply. Raises OSError (TimeoutError included) for the network, LogError for the rest."""
    connection, path = _connection(url, seconds)
    outcome: queue.SimpleQueue[Reply | Exception] = queue.SimpleQueue()
    opened: list[socket.socket] = []

    def run() -> None:
        try:
            outcome.put(_exchange(connection, path, body, opened))
        except (OSError, HTTPException, ValueError, LogError) as error:
            outcome.put(error)
        finally:
            connection.close()

    # A daemon: resolving a name cannot be cut off, and must not keep the process from ending.
    threading.Thread(target=run, daemon=True).start()
    try:
        result = outcome.get(timeout=seconds)
    except queue.Empty:
        for each in opened:
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
        raise TimeoutError(f"no answer within {seconds:g} s") from None
    if isinstance(result, Reply):
        return result
    if isinstance(result, OSError | LogError):
        raise result
    raise LogError(f"it does not speak HTTP ({type(result).__name__})") from result


def _connection(url: str, seconds: float) -> tuple[HTTPConnection, str]:
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port = None, None
    if host is None or parts.scheme not in ("http", "https") or parts.query or parts.fragment:
        raise LogError(f"{url} is no http:// or https:// address")
    kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    return kind(host, port, timeout=seconds), parts.path


def _exchange(
    connection: HTTPConnection, path: str, body: bytes, opened: list[socket.socket]
) -> Reply:
    connection.connect()
    opened.append(connection.sock)
    headers = {"Content-Type": "text/plain; charset=utf-8", "Connection": "close"}
    connection.request("POST", path, body, headers)
    with connection.getresponse() as response:
        data = response.read(MAX_REPLY_BYTES + 1)
    if len(data) > MAX_REPLY_BYTES:
        raise LogError(f"it answers with more than {MAX_REPLY_BYTES} bytes")
    return Reply(response.status, response.getheader("Content-Type", ""), data)
