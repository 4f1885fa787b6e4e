"""`stoppress edge`: one edge, or several on one port, on its own address or a socket it is given.

It imports nothing of Django: an edge can run where there is no desk.
"""

from __future__ import annotations

import argparse
import asyncio
import errno
import os
import socket
from contextlib import AsyncExitStack

from stoppress.commands.failures import Failure
from stoppress.commands.newsroom import config_for
from stoppress.commands.workers import Worker, keep_workers
from stoppress.config import Config, host_and_port
from stoppress.edge import journal
from stoppress.edge.server import serve
from stoppress.edge.watched import watched_together

_MOST_WORKERS = 64
_QUEUE = 4096


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--edge",
        metavar="HOST:PORT",
        help="address for readers (port 0: a free one); several edges may share it",
    )
    parser.add_argument(
        "--fd", type=int, metavar="N", help="a listening socket, inherited; nothing is bound then"
    )
    parser.add_argument(
        "--workers", type=_workers, metavar="N",
        help="so many processes on the port; SIGHUP renews them one after another",
    )  # fmt: skip
    # Set by the process above the workers, which answers for all of them.
    parser.add_argument("--worker", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument(
        "--log", choices=journal.FORMS, default="text", help="how to write to stderr"
    )


def run(arguments: argparse.Namespace) -> int:
    config = config_for(arguments)
    journal.write_as(arguments.log)
    if arguments.fd is not None:
        return _serve(config, _inherited(arguments.fd), answers_for_all=not arguments.worker)
    if arguments.workers is None:
        return _serve(config, _bound(config.edge))
    asyncio.run(_serve_together(config, arguments.workers, arguments.log))
    return 0


def _workers(text: str) -> int:
    if not text.isdigit() or not 0 < int(text) <= _MOST_WORKERS:
        raise argparse.ArgumentTypeError(f"must be 1 to {_MOST_WORKERS}, not {text!r}")
    return int(text)


def _serve(config: Config, listening: socket.socket, *, answers_for_all: bool = True) -> int:
    address = _address(listening)
    return serve(
        config,
        [listening],
        ready=lambda: print(f"edge http://{address}", flush=True),
        answers_for_all=answers_for_all,
    )


async def _serve_together(config: Config, number: int, log: str) -> None:
    """Keep `number` edges on one port, and answer for all of them at the private address."""
    os.environ["STOPPRESS_DATA"] = str(config.data)  # they run in another folder
    async with AsyncExitStack() as stack:
        sockets = [stack.enter_context(_bound(config.edge))]
        address = _address(sockets[0])
        sockets += [stack.enter_context(_bound(address)) for _ in range(number - 1)]
        for one in sockets:
            one.listen(_QUEUE)
        await stack.enter_async_context(watched_together(config))
        options = ("--log", log, "--worker")
        workers = [Worker(place, one, options) for place, one in enumerate(sockets, start=1)]
        await keep_workers(workers, lambda: print(f"edge http://{address}", flush=True))


def _address(listening: socket.socket) -> str:
    host, port = listening.getsockname()[:2]
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def _inherited(descriptor: int) -> socket.socket:
    try:
        found = socket.socket(fileno=descriptor)
        if found.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN):
            return found
    except OSError:
        pass
    raise Failure(f"--fd {descriptor} is not a socket that listens; `stoppress serve` passes one")


def _bound(edge: str) -> socket.socket:
    """Bind so that several edges can share the port: the kernel deals connections out to them."""
    host, port = host_and_port(edge, "edge")
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        bound = socket.socket(family, kind, protocol)
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        bound.bind(address)
    except OSError as error:
        raise Failure(_why_not(edge, error)) from None
    return bound


def _why_not(address: str, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return (
            f"{address} is taken by another program; stop it, or choose another with"
            " --edge HOST:PORT (port 0: any free one)"
        )
    what = (error.strerror or str(error)).lower()
    return f"cannot listen on {address} ({what}); choose another with --edge HOST:PORT"
