"""A site may answer with anything, or never: it is said in one line, and comes to an end."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import pytest

from stoppress.config import Config
from stoppress.tlog.checkpoints import Checkpoint, sign_checkpoint
from stoppress.tlog.keys import Signer
from stoppress.verify import live, web
from stoppress.verify.findings import Trouble
from stoppress.verify.keys import Trust
from stoppress.verify.live import check_address
from stoppress.verify.seen import Seen
from tests.archives import an_eventful_day, sign
from tests.verify.served import public_files, serving
from tests.waiting import PATIENCE

SITE = Signer("live.example/-/log", bytes(32))


@contextmanager
def answering(answer: Callable[[socket.socket], None]) -> Iterator[str]:
    """A site that does with each connection what it likes."""
    listener = socket.create_server(("127.0.0.1", 0))
    listener.settimeout(PATIENCE)

    def serve() -> None:
        with suppress(OSError):
            while True:
                connection, _ = listener.accept()
                threading.Thread(target=one, args=(connection,), daemon=True).start()

    def one(connection: socket.socket) -> None:
        with connection, suppress(OSError):
            connection.recv(65536)
            answer(connection)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(PATIENCE)


def check(address: str) -> None:
    check_address(address, Trust(), Seen())


def trickle(connection: socket.socket, first: bytes = b"HTTP/1.1 200 OK\r\n") -> None:
    connection.sendall(first)
    while True:
        connection.sendall(b"X")
        time.sleep(0.01)


@pytest.mark.parametrize(
    ("said", "line"),
    [
        (b"", "cannot be read"),
        (b"SSH-2.0-OpenSSH\r\n", "cannot be read"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort", "cannot be read"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nshort", None),
        (b"HTTP/1.1 302 Found\r\nLocation: http://elsewhere.test/\r\n\r\n", "HTTP 302"),
        (b"HTTP/1.1 500 Oh\r\nContent-Length: 0\r\n\r\n", "answers with HTTP 500"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", None),
        (b"HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n", "there is no signed log"),
    ],
)
def test_whatever_it_says_is_one_line(said: bytes, line: str | None) -> None:
    with answering(lambda connection: connection.sendall(said)) as address:
        if line is None:
            assert list(check_address(address, Trust(), Seen()).findings())
        else:
            with pytest.raises(Trouble, match=line):
                check(address)


@pytest.mark.parametrize("first", [b"", b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 200 OK\r\n\r\n"])
def test_one_that_trickles_is_cut_off(monkeypatch: pytest.MonkeyPatch, first: bytes) -> None:
    monkeypatch.setattr(web, "_FILE_SECONDS", 0.3)
    with answering(lambda connection: trickle(connection, first)) as address:
        try:
            report = check_address(address, Trust(), Seen())
        except Trouble:
            return
        assert list(report.findings())


def test_one_that_never_ends_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web, "MAX_FILE_BYTES", 100_000)

    def pour(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
        while True:
            connection.sendall(bytes(10_000))

    with answering(pour) as address, pytest.raises(Trouble, match="longer than any file"):
        check(address)


@pytest.mark.parametrize("size", [2**62, 10_000_000])
def test_a_log_that_claims_to_be_endless_is_left_alone(
    size: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    note = sign_checkpoint(Checkpoint(SITE.name, size, bytes(32)), SITE)
    with (
        serving({"/-/log/checkpoint": note}) as site,
        pytest.raises(Trouble, match="none has so many|are not there"),
    ):
        check(site.address)
    assert sum(site.asked.values()) < 500


def test_bytes_that_change_all_the_time_are_no_trouble(
    newsroom: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each file in turn is nonsense: a finding there, and never a traceback."""
    monkeypatch.setattr(live, "_PAUSES", (0.0,))
    an_eventful_day(newsroom)
    sign(newsroom)
    files = public_files(newsroom)
    for path in sorted(files.keys() - {"/"}):
        for nonsense in (b"", b"\0\n\n", b"[" * 9000):
            with serving(files | {path: nonsense}) as site:
                report = check_address(f"{site.address}/harbour-fire/", Trust(), Seen())
            assert path in {each.where for each in report.findings()}, (path, nonsense)
