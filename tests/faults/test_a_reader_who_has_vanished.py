"""reliability.md, line 12: nothing tells the edge that a reader is gone: his packets just end.

A network of the test's own, in which the reader's address is taken away; needs Linux and root.
The page's side of it, a line that has gone dead, is in tests/reader.
"""

from __future__ import annotations

import ctypes
import dataclasses
import json
import os
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from stoppress.config import Config
from stoppress.edge.asking import ask, sockets_in
from stoppress.edge.limits import Limits
from tests.conformance.client import get, request
from tests.edge.press import SLUG, Press
from tests.edge.process import QUICK, running
from tests.waiting import eventually

_NEW_NETWORK = 0x40000000  # CLONE_NEWNET in <sched.h>
_HIS = "192.0.2.7"  # RFC 5737: an address of nobody
# Forty times as fast as it is; nothing else may be what ends him.
LIMITS = dataclasses.replace(
    QUICK, dead_seconds=1.0, heartbeat_seconds=0.2, unread_seconds=600, idle_seconds=600
)


def test_line_12_his_stream_is_freed_and_others_go_on(press: Press, newsroom: Config) -> None:
    if newsroom.database:
        pytest.skip("the database is in the other network")
    with network_of_our_own(), running(newsroom, LIMITS) as edge:
        address = edge.address()
        with socket.create_connection(address, 10, (_HIS, 0)) as his:
            his.sendall(request(f"/{SLUG}/stream", host="x"))
            assert his.recv(15) == b"HTTP/1.1 200 OK"
            assert streams(newsroom) == 1
            _ip("address", "delete", f"{_HIS}/32", "dev", "lo")
            _ip("route", "add", "blackhole", f"{_HIS}/32")
            eventually(lambda: streams(newsroom) == 0)
        assert get(address, f"/{SLUG}/").status == 200


def test_line_12_the_contract_frees_it_within_a_minute() -> None:
    """The first beat after he vanished is what goes unacknowledged."""
    assert Limits().heartbeat_seconds + Limits().dead_seconds <= 60


def streams(config: Config) -> int:
    """How many streams the edge has open."""
    (own,) = sockets_in(config.edge_sockets)
    return int(json.loads(ask(own, "/readers"))["total"])


@contextmanager
def network_of_our_own() -> Iterator[None]:
    """This thread, and processes that it starts, are in an empty network until the block ends."""
    libc = ctypes.CDLL(None, use_errno=True)
    before = os.open("/proc/thread-self/ns/net", os.O_RDONLY) if Path("/proc").exists() else -1
    if before < 0 or libc.unshare(_NEW_NETWORK):
        pytest.skip(f"no network of our own: {os.strerror(ctypes.get_errno())}; run as root")
    try:
        _ip("link", "set", "lo", "up")
        _ip("address", "add", f"{_HIS}/32", "dev", "lo")
        yield
    finally:
        libc.setns(before, _NEW_NETWORK)
        os.close(before)


def _ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True, timeout=10)
