"""`stoppress edge`: its address, its socket, its errors."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from stoppress.config import Config
from tests.conformance.client import Address, get
from tests.edge.press import Press

_ROOT = Path(__file__).parents[2]


def test_it_names_its_address_once_it_answers(press: Press, newsroom: Config) -> None:
    with _edge(newsroom, "--edge", "127.0.0.1:0") as (process, address):
        assert get(address, "/-/health").status == 200
        assert _ended(process) == (0, "")


def test_several_share_a_port(press: Press, newsroom: Config) -> None:
    with _edge(newsroom, "--edge", "127.0.0.1:0") as (one, address):
        with _edge(newsroom, "--edge", f"127.0.0.1:{address.port}") as (other, same):
            assert same == address
            assert _ended(other) == (0, "")
        assert get(address, "/harbour-fire/").status == 200
        assert _ended(one) == (0, "")


def test_it_takes_a_socket_that_listens_already(press: Press, newsroom: Config) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        descriptor = listening.fileno()
        with _edge(newsroom, "--fd", str(descriptor), fds=(descriptor,)) as (process, address):
            assert address.port == listening.getsockname()[1]
            assert get(address, "/harbour-fire/").status == 200
            assert _ended(process) == (0, "")
        # The socket is the supervisor's: who comes now waits for the next edge.
        waiting = socket.create_connection(address, timeout=10)
        with waiting, _edge(newsroom, "--fd", str(descriptor), fds=(descriptor,)):
            waiting.sendall(b"GET /-/health HTTP/1.0\r\n\r\n")
            assert waiting.recv(12) == b"HTTP/1.1 200"


def test_it_ends_with_its_supervisor(press: Press, newsroom: Config) -> None:
    reading, writing = os.pipe()
    options = ("--edge", "127.0.0.1:0", "--lifeline", str(reading))
    with _edge(newsroom, *options, fds=(reading,)) as (process, _):
        os.close(reading)
        os.close(writing)
        assert process.wait(20) == 0


def test_it_says_that_a_port_is_taken(press: Press, newsroom: Config) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        status, said = _run(newsroom, "--edge", f"127.0.0.1:{port}")
    assert status == 1
    assert re.fullmatch(rf"stoppress: 127\.0\.0\.1:{port} is taken by .*--edge HOST:PORT.*\n", said)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--fd", "99"), "is not a socket that listens"),
        (("--fd", "0"), "is not a socket that listens"),
        (("--edge", "somewhere"), "must be host:port"),
        (("--edge", "203.0.113.7:8000"), "cannot listen on 203.0.113.7:8000"),
    ],
)
def test_it_says_in_one_line_what_is_wrong(
    press: Press, newsroom: Config, options: tuple[str, ...], words: str
) -> None:
    status, said = _run(newsroom, *options)
    assert status == 1
    assert words in said and said.count("\n") == 1


def test_it_loads_nothing_of_the_desk(press: Press, newsroom: Config) -> None:
    code = "import sys, stoppress.commands.edge; print([m for m in sys.modules if 'django' in m])"
    found = subprocess.run([sys.executable, "-c", code], cwd=_ROOT, capture_output=True, text=True)
    assert (found.stdout.strip(), found.stderr) == ("[]", "")


def _command(config: Config, *options: str) -> list[str]:
    return [sys.executable, "-m", "stoppress", "edge", "--data", str(config.data), *options]


def _environment(config: Config) -> dict[str, str]:
    return os.environ | {"STOPPRESS_DATABASE": config.database}


def _run(config: Config, *options: str) -> tuple[int, str]:
    """(status, stderr) of a command that ends by itself."""
    done = subprocess.run(
        _command(config, *options), env=_environment(config), cwd=_ROOT, capture_output=True,
        text=True, timeout=60, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    return done.returncode, done.stderr


def _ended(process: subprocess.Popen[str]) -> tuple[int, str]:
    process.send_signal(signal.SIGTERM)
    _, words = process.communicate(timeout=30)
    return process.returncode, words


@contextmanager
def _edge(
    config: Config, *options: str, fds: tuple[int, ...] = ()
) -> Iterator[tuple[subprocess.Popen[str], Address]]:
    process = subprocess.Popen(
        _command(config, *options), env=_environment(config), cwd=_ROOT, text=True, pass_fds=fds,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    with process:
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            found = re.fullmatch(r"edge http://127\.0\.0\.1:(\d+)\n", line)
            assert found is not None, f"{line!r}: {process.stderr and process.stderr.read()}"
            yield process, Address("127.0.0.1", int(found[1]))
        finally:
            process.kill()
