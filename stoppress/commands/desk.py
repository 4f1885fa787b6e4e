"""`stoppress desk`: the desk alone, on an address or on a socket that `serve` holds."""

from __future__ import annotations

import argparse
import socket
from contextlib import closing

from stoppress.commands.failures import Failure
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

    _require_writable()
    settle(config)  # before anybody is served: what was removed must not be there again
    if arguments.fd is not None:
        with closing(socket.socket(fileno=arguments.fd)) as listener:
            return serve(config, listener)
    with listening(config.desk, "desk") as bound:
        print(f"desk http://{bound.address}", flush=True)
        return serve(config, bound.socket)


def _require_writable() -> None:
    """Raise Failure where the record was opened for reading only; the next start opens it anew.

    SQLite does so, without a word, where opening failed in passing. The process shares what it has
    opened among its connections, one of which the desk keeps: it could never write again.
    """
    from django.db import OperationalError, transaction

    try:
        with transaction.atomic():
            pass
    except OperationalError as error:
        raise Failure(f"the record cannot be written now ({error}); see to its disk") from error
