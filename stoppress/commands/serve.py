"""`stoppress serve`: the whole newsroom, edge and desk, under one supervisor."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from stoppress.commands import data_folder
from stoppress.commands.listening import Listener, listening
from stoppress.commands.newsroom import config_for, open_newsroom
from stoppress.commands.serving import serve_lock
from stoppress.commands.supervisor import Program, supervise
from stoppress.config import Config


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_addresses(parser)


def add_addresses(parser: argparse.ArgumentParser) -> None:
    """The options `--edge` and `--desk`."""
    parser.add_argument("--edge", metavar="HOST:PORT", help="readers' address (port 0: a free one)")
    parser.add_argument("--desk", metavar="HOST:PORT", help="the desk's address, kept private")


def run(arguments: argparse.Namespace) -> int:
    fresh = data_folder.read_format(config_for(arguments).data) is None
    with held_newsroom(arguments) as (config, edge, desk):
        if fresh:
            _say_new(config)
        asyncio.run(supervise(programs(edge, desk), lambda: print_addresses(edge, desk)))
    return 0


@contextmanager
def held_newsroom(arguments: argparse.Namespace) -> Iterator[tuple[Config, Listener, Listener]]:
    """A newsroom that is ready to serve, its folder locked and its two addresses bound.

    A missing one is made with the defaults. Everything that can be refused is refused here.
    """
    config = config_for(arguments)
    data_folder.make(config)
    with ExitStack() as stack:
        lock = stack.enter_context(serve_lock(config.data))
        edge = stack.enter_context(listening(config.edge, "edge"))
        desk = stack.enter_context(listening(config.desk, "desk"))
        # From here on everybody, also the processes to come, sees the addresses that there are.
        arguments.edge, arguments.desk = edge.address, desk.address
        config = open_newsroom(arguments, create=True)
        lock.announce(edge.address, desk.address)
        yield config, edge, desk


def programs(edge: Listener, desk: Listener) -> list[Program]:
    """The processes of a newsroom."""
    return [Program("desk", desk), Program("edge", edge)]


def print_addresses(edge: Listener, desk: Listener) -> None:
    """The first line on stdout: scripts wait for it."""
    print(f"reader http://{edge.address}  desk http://{desk.address}", flush=True)


def _say_new(config: Config) -> None:
    print(
        f"stoppress: made a new newsroom in {config.data};"
        f" add its first editor with `stoppress user add NAME --data {config.data}`",
        file=sys.stderr,
    )
