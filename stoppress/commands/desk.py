"""`stoppress desk`: the desk alone, on an address or on a socket that `serve` holds."""

from __future__ import annotations

import argparse
import socket
from contextlib import closing

from stoppress.commands.listening import listening
from stoppress.commands.newsroom import open_newsroom


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--desk", metavar="HOST:PORT", help="the address to listen on")
    parser.add_argument("--fd", type=int, metavar="N", help="a listening socket, inherited")


def run(arguments: argparse.Namespace) -> int:
    config = open_newsroom(arguments)
    # Only now: this module's neighbours must be importable before Django is set up.
    from stoppress.desk.leftovers import settle
    from stoppress.desk.server import serve

    settle(config)  # before anybody is served: what was removed must not be there again
    if arguments.fd is not None:
        with closing(socket.socket(fileno=arguments.fd)) as listener:
            return serve(config, listener)
    with listening(config.desk, "desk") as bound:
        print(f"desk http://{bound.address}", flush=True)
        return serve(config, bound.socket)
