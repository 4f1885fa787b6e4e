"""The two addresses of `serve`, bound once and kept while the processes behind them come and go.

Readers who connect while a crashed process is started again wait in the socket's queue instead of
being refused.
"""

from __future__ import annotations

import errno
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from stoppress.commands.failures import Failure
from stoppress.config import host_and_port

_QUEUE = 4096  # connections that may wait; the kernel cuts it to net.core.somaxconn


@dataclass(frozen=True)
class Listener:
    """A bound, listening socket and the `host:port` that it really has."""

    socket: socket.socket
    address: str


@contextmanager
def listening(address: str, name: str) -> Iterator[Listener]:
    """Listen on `address` (port 0: a free one). Raises Failure, saying which setting `name` is."""
    host, port = host_and_port(address, name)
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        family, _, _, _, sockaddr = found[0]
        _require_free(family, sockaddr)
        bound = socket.socket(family, socket.SOCK_STREAM)
    except OSError as error:
        raise _failure(error, address, name) from None
    with bound:
        try:
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            # So that `stoppress edge` can share the port.
            bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
            bound.bind(sockaddr)
            bound.listen(_QUEUE)
        except OSError as error:
            raise _failure(error, address, name) from None
        shown = f"[{host}]" if ":" in host else host
        yield Listener(bound, f"{shown}:{bound.getsockname()[1]}")


def is_free(address: str) -> bool:
    """Whether one could listen on `address` now."""
    host, port = host_and_port(address)
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        _require_free(found[0][0], found[0][4])
    except OSError:
        return False
    return True


def _require_free(family: int, sockaddr: object) -> None:
    # Asked without SO_REUSEPORT: with it, two newsrooms of one user would silently share a port
    # and readers would get now the one, now the other.
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(sockaddr)  # type: ignore[arg-type]


def _failure(error: OSError, address: str, name: str) -> Failure:
    if error.errno == errno.EADDRINUSE:
        return Failure(
            f"{address} is taken by another program; stop it, or choose another with"
            f" --{name} HOST:PORT (port 0: any free one)"
        )
    if error.errno == errno.EACCES:
        return Failure(
            f"{address} needs rights that this user has not; choose a port above 1023 with"
            f" --{name} HOST:PORT and put a proxy in front (docs/running/production.md)"
        )
    what = (error.strerror or str(error)).lower()
    return Failure(f"cannot listen on {address} ({what}); choose another with --{name} HOST:PORT")
