"""Published pictures: files named by the hash of their content, sent piece by piece.

A picture is never held whole, nor cached: a reader on a slow line costs one piece of memory, and a
picture that was taken down is gone with its file.
"""

from __future__ import annotations

import errno
import os
import stat
from dataclasses import dataclass
from pathlib import Path

from stoppress.edge.answers import (
    CONTENT_CACHE,
    NOT_FOUND,
    PICTURE_TAG,
    STORE_DOWN,
    Answer,
    make_answer,
)
from stoppress.edge.journal import note
from stoppress.edge.pending import Pending
from stoppress.edge.printed import names_tag
from stoppress.edge.protocol import Connection
from stoppress.edge.requests import Request
from stoppress.edge.worker import Worker

_TYPES = {"webp": "image/webp", "jpg": "image/jpeg", "png": "image/png"}


class Media:
    """The folder of published pictures, read by a worker of its own."""

    def __init__(self, folder: Path, worker: Worker) -> None:
        self._folder = folder
        self._worker = worker

    def serve(self, connection: Connection, request: Request, name: str) -> None:
        """`name` is a media name (routes.py sees to it), so it cannot leave the folder."""
        sending = Sending(connection, request, name, self._worker)
        connection.wait(sending)
        self._worker.run(lambda: _open(self._folder / name), sending.opened)


@dataclass(frozen=True, slots=True)
class Opened:
    """A file that is there, and its length in bytes."""

    descriptor: int
    size: int


def _open(path: Path) -> Opened | None:
    """The file; None where there is none, or what lies there is a link or no file at all."""
    try:
        # O_NONBLOCK: opening what turns out to be a pipe must not wait for its writer.
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        if error.errno in (errno.ENOENT, errno.ENOTDIR, errno.ELOOP):
            return None
        raise
    found = os.fstat(descriptor)
    if not stat.S_ISREG(found.st_mode):
        os.close(descriptor)
        return None
    return Opened(descriptor, found.st_size)


class Sending(Pending):
    """A picture on its way: at most one piece is read ahead of what the reader has taken."""

    __slots__ = ("_at", "_file", "_is_busy", "_is_left", "_name", "_request", "_worker")

    outlives_half_close = True

    def __init__(self, connection: Connection, request: Request, name: str, worker: Worker) -> None:
        super().__init__(connection)
        self._request = request
        self._name = name
        self._worker = worker
        self._file: Opened | None = None
        self._at = 0
        self._is_left = False
        self._is_busy = True  # the worker has the file: it must not be closed now

    def opened(self, outcome: Opened | None | Exception) -> None:
        self._is_busy = False
        if isinstance(outcome, Exception):
            note(f"the picture {self._name} cannot be opened: {outcome}")
            self._answer(STORE_DOWN)
        elif outcome is None:
            self._answer(NOT_FOUND)
        else:
            self._file = outcome
            self._begin(outcome.size)

    def leave(self) -> None:
        self._is_left = True
        self._close()

    def flow(self) -> None:
        if not self._is_busy and self._file is not None:
            self._read()

    def _begin(self, size: int) -> None:
        tag = f'"{self._name.partition(".")[0]}"'
        caching = {"Cache-Control": CONTENT_CACHE, "ETag": tag} | PICTURE_TAG
        headers = caching | {"Content-Type": _TYPES[self._name.rpartition(".")[2]]}
        wanted = self._request.headers.get("if-none-match", "")
        if names_tag(wanted, tag):
            self._answer(make_answer(304, caching))
        elif self._request.is_head or self._is_left:
            self._answer(make_answer(200, headers, length=size))
        else:
            self.connection.begin(make_answer(200, headers, length=size))
            self._read()

    def _answer(self, answer: Answer) -> None:
        self._close()
        if not self._is_left:
            self.connection.answer(answer)

    def _read(self) -> None:
        file, at = self._file, self._at
        assert file is not None
        if at == file.size:
            self._close()
            self.connection.done()
            return
        self._is_busy = True
        piece = self.connection.limits.piece_bytes
        self._worker.run(lambda: os.pread(file.descriptor, piece, at), self._has_read)

    def _has_read(self, outcome: bytes | Exception) -> None:
        self._is_busy = False
        if self._is_left:
            self._close()
        elif isinstance(outcome, Exception) or not outcome:
            note(f"the picture {self._name} ended at {self._at} bytes: {outcome or 'too short'}")
            self.connection.transport.abort()
        else:
            self._at += len(outcome)
            if self.connection.write(outcome):
                self._read()

    def _close(self) -> None:
        # While a read is under way the number must stay ours: another file could get it.
        if self._file is not None and not self._is_busy:
            os.close(self._file.descriptor)
            self._file = None
