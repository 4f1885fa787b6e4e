"""`stoppress witness`: cosign the checkpoints of others' logs. It needs no newsroom.

It imports nothing of Django, so it runs on a machine that has none of the rest.
"""

from __future__ import annotations

import argparse
import signal
from pathlib import Path
from types import FrameType

from stoppress.commands.failures import Failure
from stoppress.commands.listening import Listener, listening
from stoppress.tlog.errors import LogError
from stoppress.tlog.keys import Signer, parse_vkey
from stoppress.witness.judging import Witness
from stoppress.witness.key_file import make_key, read_key
from stoppress.witness.server import PATH, WitnessServer
from stoppress.witness.state import State, StateError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--key", metavar="FILE", required=True, help="the witness' secret key (mode 600)"
    )
    parser.add_argument(
        "--new-key", metavar="NAME", help="make a key of this name in --key, print its vkey, end"
    )
    parser.add_argument("--state", metavar="FILE", help="what was cosigned last; made if missing")
    parser.add_argument(
        "--log", metavar="VKEY", nargs="+", action="extend", help="the logs to watch over"
    )
    parser.add_argument(
        "--listen",
        metavar="HOST:PORT",
        default="127.0.0.1:8009",
        help="address for submissions (port 0: a free one)",
    )


def run(arguments: argparse.Namespace) -> int:
    try:
        if arguments.new_key is not None:
            print(make_key(Path(arguments.key), arguments.new_key).key)
            return 0
        signer, witness = _witness(arguments)
    except (LogError, StateError) as error:
        raise Failure(str(error)) from error
    with listening(arguments.listen, "listen") as listener:
        _serve(witness, signer, listener)
    return 0


def _witness(arguments: argparse.Namespace) -> tuple[Signer, Witness]:
    if not arguments.state or not arguments.log:
        raise Failure(
            "a witness needs --state FILE and --log VKEY of each log that it watches over"
        )
    signer = read_key(Path(arguments.key))
    logs = [parse_vkey(text) for text in arguments.log]
    return signer, Witness(signer, logs, State(Path(arguments.state)))


def _serve(witness: Witness, signer: Signer, listener: Listener) -> None:
    server = WitnessServer(witness, listener.socket)
    signal.signal(signal.SIGTERM, _end)
    print(f"witness http://{listener.address}{PATH}  {signer.key}", flush=True)
    try:
        server.serve_forever(poll_interval=0.2)
    except SystemExit:  # SIGTERM: what was cosigned is on disk
        pass
    finally:
        server.server_close()


def _end(number: int, frame: FrameType | None) -> None:
    raise SystemExit(0)
