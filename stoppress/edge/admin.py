"""The private socket by which an edge, which can write nothing, is heard: figures and delivery.

Never on the readers' address. GET only; one answer a connection.
"""

from __future__ import annotations

import asyncio
import os
import secrets
import socket
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from pathlib import Path

from stoppress.edge.answers import NO_STORE, NOT_FOUND, Answer, make_answer
from stoppress.edge.asking import Gone, Silent, ask, reachable, sockets_in
from stoppress.edge.journal import note
from stoppress.edge.limits import KIB
from stoppress.edge.requests import Refused, read_request
from stoppress.edge.sse import compact

Answers = Mapping[str, Callable[[], Awaitable[Answer]]]

_HEAD_BYTES = 8 * KIB
_SECONDS = 10.0  # for the whole of a question
_MOST = 64  # at a time
_BACKLOG = 16


class Admin:
    """Answers `answers` by path on listening sockets, until it is closed."""

    def __init__(self, answers: Answers) -> None:
        self._answers = answers
        self._servers: list[asyncio.Server] = []
        self._open = 0

    async def listen(self, listening: socket.socket) -> None:
        if listening.family == socket.AF_UNIX:
            server = await asyncio.start_unix_server(self._serve, sock=listening, limit=_HEAD_BYTES)
        else:
            server = await asyncio.start_server(self._serve, sock=listening, limit=_HEAD_BYTES)
        self._servers.append(server)

    def close(self) -> None:
        for server in self._servers:
            server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._open += 1
        try:
            if self._open <= _MOST:
                async with asyncio.timeout(_SECONDS):
                    await self._answer(reader, writer)
        except (OSError, EOFError, TimeoutError, asyncio.LimitOverrunError):
            pass  # whoever asked so is not answered
        except Exception as error:
            note(f"the admin socket failed: {type(error).__name__}: {error}", "unexpected")
        finally:
            self._open -= 1
            writer.close()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        is_head = False
        try:
            request = read_request(head)
        except Refused as refused:
            answer = refused.answer
        else:
            is_head = request.is_head
            make = self._answers.get(request.target)
            answer = await make() if make else NOT_FOUND
        writer.writelines(answer.parts(is_head=is_head, keep_alive=False))
        await writer.drain()


def json_answer(values: object, status: int = 200) -> Answer:
    headers = NO_STORE | {"Content-Type": "application/json; charset=utf-8"}
    return make_answer(status, headers, compact(values) + b"\n")


def open_socket(folder: Path) -> tuple[Path, socket.socket] | None:
    """A socket of this process's own in `folder`; None, with a line that says why, without one.

    Readers come first: an edge that cannot be watched still serves.
    """
    own = folder / f"{os.getpid()}-{secrets.token_hex(3)}.sock"
    listening = socket.socket(socket.AF_UNIX)
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        _clear(folder)
        # Under its own name only once it listens: what refuses is taken for left behind.
        new = own.with_suffix(".new")
        with reachable(new) as path:
            listening.bind(path)
        new.chmod(0o600)
        listening.listen(_BACKLOG)
        new.rename(own)
    except OSError as error:
        listening.close()
        note(f"nobody can watch this edge: {folder} takes no socket ({error})", "no-admin-socket")
        return None
    return own, listening


def open_port(host: str, port: int) -> socket.socket:
    """Listen on a private address. Raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    listening = socket.socket(found[0], socket.SOCK_STREAM)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(found[4])
        listening.listen(_BACKLOG)
    except OSError:
        listening.close()
        raise
    return listening


def _clear(folder: Path) -> None:
    """Take away what edges that were killed have left."""
    for left in sockets_in(folder):
        try:
            ask(left, "/health", 0.2)
        except Gone:
            with suppress(OSError):
                left.unlink()
        except Silent:
            pass
