"""`stoppress demo`: a newsroom of its own, in which a day of coverage replays itself.

It takes no setting of this machine's real newsroom: no STOPPRESS_* variable counts here, and a
folder that the demo has not made is refused.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from stoppress.commands import data_folder
from stoppress.commands.failures import Failure
from stoppress.commands.listening import Listener, is_free
from stoppress.commands.newsroom import config_for
from stoppress.commands.serve import add_addresses, held_newsroom, print_addresses, programs
from stoppress.commands.supervisor import supervise
from stoppress.commands.user import LINK_MINUTES
from stoppress.config import Config

_NAME = "Stoppress demo"
_MARK = "demo"  # a file in every folder that the demo has made
_EDITOR = "marta"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    add_addresses(parser)
    parser.add_argument(
        "--speed", type=_speed, default=1.0, metavar="TIMES", help="2: twice as fast (default: 1)"
    )
    how_often = parser.add_mutually_exclusive_group()
    how_often.add_argument("--once", action="store_true", help="end with the day (the default)")
    how_often.add_argument("--loop", action="store_true", help="begin another day after it")


def _speed(text: str) -> float:
    speed = float(text)
    if not 0.01 <= speed <= 1000:
        raise argparse.ArgumentTypeError("must be between 0.01 and 1000")
    return speed


def run(arguments: argparse.Namespace) -> int:
    for name in [name for name in os.environ if name.startswith("STOPPRESS_")]:
        del os.environ[name]
    with _folder(arguments.data) as data:
        arguments.data = str(data)
        _make(arguments)
        arguments.edge = arguments.edge or _address("127.0.0.1:8000")
        arguments.desk = arguments.desk or _address("127.0.0.1:8001")
        with held_newsroom(arguments) as (config, edge, desk):
            _serve_and_play(config, edge, desk, arguments)
    return 0


@contextmanager
def _folder(given: str | None) -> Iterator[Path]:
    """The folder named, kept afterwards; else a new one that goes with the demo."""
    if given is None:
        with tempfile.TemporaryDirectory(prefix="stoppress-demo-") as made:
            yield Path(made)
        return
    data = Path(given).absolute()
    if data_folder.read_format(data) is not None and not (data / _MARK).exists():
        raise Failure(f"{data} holds a real newsroom; the demo needs a folder of its own")
    yield data


def _make(arguments: argparse.Namespace) -> None:
    config = config_for(arguments)
    data_folder.make(config)
    if not (config.data / _MARK).exists():
        data_folder.write_whole(config.data / "settings.toml", f'site_name = "{_NAME}"\n')
        (config.data / _MARK).touch()


def _address(usual: str) -> str:
    # Nobody asked for this port, so that another will do where it is taken.
    return usual if is_free(usual) else "127.0.0.1:0"


def _serve_and_play(
    config: Config, edge: Listener, desk: Listener, arguments: argparse.Namespace
) -> None:
    from stoppress.commands.people import desk_link
    from stoppress.demo.replay import AT_ONCE, Day, hire, play_days

    hire()
    day = Day(config.desk_media)
    day.play_at_once(AT_ONCE)
    link = desk_link(config, _EDITOR, LINK_MINUTES)
    stopping = threading.Event()
    player = threading.Thread(
        target=play_days,
        args=(day, config.desk_media, stopping.wait),
        kwargs={"speed": arguments.speed, "loop": arguments.loop},
    )

    def ready() -> None:
        print_addresses(edge, desk)
        print(_greeting(config, f"{config.reader_base}/{day.slug}/", link), flush=True)
        player.start()

    try:
        asyncio.run(supervise(programs(edge, desk), ready))
    finally:
        stopping.set()
        if player.ident:
            player.join()


def _greeting(config: Config, page: str, link: str) -> str:
    return f"""
The page, live:  {page}
The desk:        {link}
                 (this link works once, for {LINK_MINUTES} minutes)

From another shell, in this newsroom:
  export STOPPRESS_DATA={config.data}
  {sys.argv[0]} import PATH --publish

Ctrl-C ends the demo."""
