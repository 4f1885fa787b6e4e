"""Asking edges by their private sockets: for the desk, for the one that keeps workers, for others.

Every question is bounded in time and bytes: an edge that hangs costs its asker a second, no more.
"""

from __future__ import annotations

import json
import os
import socket
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from stoppress.config import Config, addresses, host_and_port

SECONDS = 1.0
_MOST_BYTES = 8 << 20
_AT_ONCE = 8
_MARKS = {"/delivery": "coverages", "/readers": "coverages", "/health": "ok"}
_LONGEST_PATH = 100  # bytes; sockaddr_un has room for 108, elsewhere than on Linux for 104

Place = Path | tuple[str, int]


class Silent(Exception):
    """An edge that is there does not answer, or not as it should."""


class Gone(Exception):
    """No process has this socket any more."""


@dataclass(frozen=True)
class Heard:
    """What edges answered, by their names; `silent` are those that did not."""

    answers: dict[str, Any]
    silent: Sequence[str]


def places(config: Config) -> list[Place]:
    """Where all edges can be asked: those of this data folder, and those that a setting names.

    The list may be the same on all machines: this one's own address is left out of it.
    """
    named = [one for one in addresses(config.edge_admins) if one != config.admin]
    elsewhere = [host_and_port(one, "edge_admins") for one in named]
    return [*sockets_in(config.edge_sockets), *elsewhere]


def sockets_in(folder: Path) -> list[Path]:
    try:
        return sorted(folder.glob("*.sock"))
    except OSError:
        return []


def ask_all(asked: Sequence[Place], path: str, seconds: float = SECONDS) -> Heard:
    """Ask them side by side for the JSON at `path`. Blocks for `seconds` a round of eight."""
    answers: dict[str, Any] = {}
    silent = []

    def one(place: Place) -> Any:
        try:
            return _understood(path, ask(place, path, seconds))
        except (Gone, Silent) as error:
            return error

    with ThreadPoolExecutor(_AT_ONCE) as pool:
        for place, outcome in zip(asked, pool.map(one, asked), strict=True):
            if isinstance(outcome, Silent):
                silent.append(name_of(place))
            elif not isinstance(outcome, Gone):
                answers[name_of(place)] = outcome
    return Heard(answers, silent)


def _understood(path: str, body: bytes) -> Any:
    """What an edge said; Silent where something else than an edge must have answered."""
    try:
        said = json.loads(body)
    except ValueError:
        said = None
    if isinstance(said, dict) and _MARKS.get(path) in said:
        return said
    if isinstance(said, list) and path not in _MARKS:
        return said
    raise Silent("this is not how an edge answers")


def name_of(place: Place) -> str:
    """What an edge is called to people: a socket's name, or host:port."""
    return place.stem if isinstance(place, Path) else f"{place[0]}:{place[1]}"


def ask(place: Place, path: str, seconds: float = SECONDS) -> bytes:
    """The body at `path`. Raises Silent, or Gone for a file that nobody listens on."""
    end = time.monotonic() + seconds
    try:
        with _connected(place, seconds) as wire:
            wire.sendall(f"GET {path} HTTP/1.1\r\nHost: edge\r\nConnection: close\r\n\r\n".encode())
            got = _all(wire, end)
    except (FileNotFoundError, ConnectionRefusedError) as error:
        kind = Gone if isinstance(place, Path) else Silent
        raise kind(str(error)) from None
    except OSError as error:
        raise Silent(str(error)) from None
    head, _, body = got.partition(b"\r\n\r\n")
    if not head.startswith(b"HTTP/1.1 200 "):
        raise Silent(head[:64].decode("latin-1") or "no answer")
    return body


def _all(wire: socket.socket, end: float) -> bytes:
    got = bytearray()
    while (left := end - time.monotonic()) > 0:
        wire.settimeout(left)
        piece = wire.recv(1 << 16)
        if not piece:
            return bytes(got)
        got += piece
        if len(got) > _MOST_BYTES:
            raise Silent("too long an answer")
    raise Silent("no answer in time")


@contextmanager
def _connected(place: Place, seconds: float) -> Iterator[socket.socket]:
    if not isinstance(place, Path):
        with socket.create_connection(place, seconds) as wire:
            yield wire
        return
    with reachable(place) as path, socket.socket(socket.AF_UNIX) as wire:
        wire.settimeout(seconds)
        wire.connect(path)
        yield wire


@contextmanager
def reachable(path: Path) -> Iterator[str]:
    """`path` in a form that a socket's address has room for. Raises OSError where there is none."""
    if len(os.fsencode(path)) <= _LONGEST_PATH:
        yield str(path)
        return
    folder = os.open(path.parent, os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        yield f"/proc/self/fd/{folder}/{path.name}"
    finally:
        os.close(folder)
