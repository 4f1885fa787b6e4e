"""`stoppress edge`: one edge, on a socket of the supervisor or on an address of its own.

It imports nothing of Django: an edge can run where there is no desk.
"""

from __future__ import annotations

import argparse
import errno
import socket

from stoppress.commands.failures import Failure
from stoppress.commands.newsroom import config_for
from stoppress.config import Config, host_and_port
from stoppress.edge.server import serve


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--edge",
        metavar="HOST:PORT",
        help="address for readers (port 0: a free one); several edges may share it",
    )
    parser.add_argument(
        "--fd", type=int, metavar="N", help="a listening socket, inherited; nothing is bound then"
    )


def run(arguments: argparse.Namespace) -> int:
    config = config_for(arguments)
    listening = _inherited(arguments.fd) if arguments.fd is not None else _bound(config)
    host, port = listening.getsockname()[:2]
    address = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    return serve(config, [listening], ready=lambda: print(f"edge http://{address}", flush=True))


def _inherited(descriptor: int) -> socket.socket:
    try:
        found = socket.socket(fileno=descriptor)
        if found.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN):
            return found
    except OSError:
        pass
    raise Failure(f"--fd {descriptor} is not a socket that listens; `stoppress serve` passes one")


def _bound(config: Config) -> socket.socket:
    """Bind so that several edges can share the port: the kernel deals connections out to them."""
    host, port = host_and_port(config.edge, "edge")
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        bound = socket.socket(family, kind, protocol)
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        bound.bind(address)
    except OSError as error:
        raise Failure(_why_not(config.edge, error)) from None
    return bound


def _why_not(address: str, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return (
            f"{address} is taken by another program; stop it, or choose another with"
            " --edge HOST:PORT (port 0: any free one)"
        )
    what = (error.strerror or str(error)).lower()
    return f"cannot listen on {address} ({what}); choose another with --edge HOST:PORT"
