"""A reader who does not read costs the edge little, is cut off, and costs the others nothing."""

from __future__ import annotations

import dataclasses
import socket
import time
from contextlib import ExitStack

import pytest

from stoppress.config import Config
from tests.conformance.client import Address, Wire, get, reading
from tests.edge.press import EPOCH, Press
from tests.edge.process import QUICK, running

STREAM = "/harbour-fire/stream"
PICTURE = "a" * 64 + ".webp"
KIB, MIB = 1024, 1024 * 1024
_TCP_CLOSE = 7  # in <netinet/tcp.h>
# A small kernel buffer, so that what is unread is soon the edge's own business.
TIGHT = dataclasses.replace(QUICK, kernel_bytes=16 * KIB, unread_seconds=0.6)


def test_line_11_it_cuts_who_leaves_too_much_unread_and_keeps_its_memory(
    press: Press, newsroom: Config, opened: ExitStack
) -> None:
    limits = dataclasses.replace(QUICK, unread_seconds=600)
    with running(newsroom, limits) as edge, reading(edge.address(), STREAM) as good:
        good.next()
        slow = [_stopped(edge.address(), opened, turn) for turn in range(20)]
        press.publish("Warm", pad=100 * KIB)
        good.changes(1)
        before = edge.memory()
        for number in range(200):
            press.publish(f"Long {number}", pad=100 * KIB)
            assert good.named("change").json["position"] == number + 2
        # 20 MB went by; a reader may keep 256 KiB of it waiting, and the ring as much.
        assert edge.memory() - before < 8 * MIB
        _are_cut(slow[1::2])


def test_line_11_it_cuts_who_leaves_anything_unread_for_long(
    press: Press, newsroom: Config, opened: ExitStack
) -> None:
    with running(newsroom, TIGHT) as edge, reading(edge.address(), STREAM) as good:
        good.next()
        slow = [_stopped(edge.address(), opened, 1) for _ in range(3)]
        press.publish("Long", pad=200 * KIB)
        assert good.named("change").json["position"] == 1
        _are_cut(slow)
        press.publish("Next")
        assert good.named("change").json["position"] == 2


def test_it_keeps_a_reader_who_is_only_slow(
    press: Press, newsroom: Config, opened: ExitStack
) -> None:
    """Behind all the time, for longer than the limit, but never stopped."""
    with running(newsroom, dataclasses.replace(TIGHT, unread_bytes=10 * MIB)) as edge:
        wire = opened.enter_context(Wire(edge.address(), kernel_bytes=128 * KIB))
        wire.ask(STREAM)
        wire.head()
        press.publish(*["Long"] * 4, pad=100 * KIB)
        began = time.monotonic()
        while time.monotonic() < began + 4 * TIGHT.unread_seconds:
            press.publish("Long", pad=100 * KIB)
            read = 0
            while read < 100 * KIB:
                read += len(wire.socket.recv(100 * KIB - read))
            time.sleep(0.05)


def test_line_11_it_lets_a_cut_reader_come_back_where_he_was(
    press: Press, newsroom: Config, opened: ExitStack
) -> None:
    with running(newsroom, TIGHT) as edge:
        wire = _stopped(edge.address(), opened, 1)
        for number in range(4):
            press.publish(f"Long {number}", pad=60 * KIB)
        _are_cut([wire])
        with reading(edge.address(), STREAM, last_event_id=f"{EPOCH}.1") as stream:
            changes = stream.changes(3)
    assert [change.json["position"] for change in changes] == [2, 3, 4]


@pytest.mark.parametrize("asked", ["/harbour-fire/", f"/-/media/{PICTURE}"])
def test_it_closes_on_who_never_takes_his_answer(
    press: Press, newsroom: Config, opened: ExitStack, asked: str
) -> None:
    """Pages and pictures alike, and with many of them asked for at once."""
    newsroom.public_media.mkdir()
    (newsroom.public_media / PICTURE).write_bytes(b"x" * 10 * MIB)
    limits = dataclasses.replace(QUICK, idle_seconds=0.8)
    with running(newsroom, limits) as edge:
        assert get(edge.address(), asked).status == 200
        before = edge.memory()
        wires = [_small(edge.address(), opened) for _ in range(8)]
        for wire in wires:
            wire.send(f"GET {asked} HTTP/1.1\r\nHost: x\r\n\r\n".encode() * 400)
        time.sleep(0.3)
        assert edge.memory() - before < 8 * MIB
        _are_cut(wires)
        assert get(edge.address(), asked).status == 200


def _small(address: Address, opened: ExitStack) -> Wire:
    """A connection whose own side keeps little."""
    return opened.enter_context(Wire(address, kernel_bytes=16 * KIB))


def _stopped(address: Address, opened: ExitStack, turn: int) -> Wire:
    """A stream of which only the beginning is read; each other one is plain."""
    wire = _small(address, opened)
    wire.ask(STREAM, accept_encoding="identity" if turn % 2 else "gzip")
    wire.socket.recv(100)
    return wire


def _are_cut(wires: list[Wire]) -> None:
    """Wait until the edge has reset them all. Nothing is read: that would be a reader who reads."""
    end = time.monotonic() + 20
    for wire in wires:
        while wire.socket.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 1)[0] != _TCP_CLOSE:
            assert time.monotonic() < end, "it was not cut"
            time.sleep(0.02)
