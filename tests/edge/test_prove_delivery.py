"""The edge says of each of the newest changes how many open readers have been handed it."""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import Callable
from contextlib import ExitStack

from stoppress.config import Config
from stoppress.edge.channel import Channel
from stoppress.edge.delivery import MOST_POSITIONS, Delivery
from stoppress.edge.server import Edge
from tests.conformance.client import Address, Wire
from tests.edge.inside import visit
from tests.edge.press import EPOCH, SLUG, Press
from tests.edge.process import QUICK

STREAM = f"/{SLUG}/stream"
KIB = 1024
# Nobody is cut here for being slow.
PATIENT = dataclasses.replace(
    QUICK, kernel_bytes=16 * KIB, unread_bytes=1 << 30, unread_seconds=600
)


def test_it_tells_who_has_a_change_from_who_is_catching_up(
    press: Press, newsroom: Config, opened: ExitStack
) -> None:
    async def meet(edge: Edge, address: Address) -> None:
        channel = _channel(edge)
        readers = [_open(address, opened, coding) for coding in ["gzip", "identity"] * 3]
        slow = opened.enter_context(Wire(address, kernel_bytes=16 * KIB))
        slow.ask(STREAM)
        await _until(channel, lambda told: told.open == 7)
        press.publish("Short", "Both at once")
        await _until(channel, lambda told: told.handed == {1: 7, 2: 7})
        press.publish("Long", pad=1024 * KIB)
        press.publish("The correction")
        # He keeps back what lies in his own buffers: neither the long one nor what follows it.
        await _until(channel, lambda told: told.handed == {1: 7, 2: 7, 3: 6, 4: 6}, readers)
        assert channel.delivery().catching_up(4) == 1
        slow.close()
        await _until(channel, lambda told: (told.open, told.catching_up(4)) == (6, 0), readers)

    visit(newsroom, meet, PATIENT)


def test_who_comes_later_has_what_his_page_had_once_he_has_caught_up(
    press: Press, newsroom: Config, opened: ExitStack
) -> None:
    async def meet(edge: Edge, address: Address) -> None:
        channel = _channel(edge)
        for number in range(4):
            press.publish(f"Long {number}", pad=50 * KIB)
        await _until(channel, lambda told: 4 in told.handed)
        slow = opened.enter_context(Wire(address, kernel_bytes=16 * KIB))
        slow.ask(f"{STREAM}?after={EPOCH}.0", accept_encoding="identity")
        fresh = _open(address, opened)
        await _until(channel, lambda told: told.open == 2, [fresh])
        # Whatever he has of it, it is not said of him before he has all of it.
        told = channel.delivery()
        assert (told.handed[1], told.handed[4], told.handed_earlier) == (1, 1, 1)
        await _until(channel, lambda told: told.handed[1] == 2, [slow, fresh])
        assert channel.delivery().catching_up(0) == 0

    visit(newsroom, meet, PATIENT)


def test_it_knows_the_newest_only_and_nothing_after_a_reset(
    press: Press, newsroom: Config, opened: ExitStack
) -> None:
    async def meet(edge: Edge, address: Address) -> None:
        channel = _channel(edge)
        press.publish(*["Post"] * (MOST_POSITIONS + 6))
        await _until(channel, lambda told: press.position in told.handed)
        assert list(channel.delivery().handed) == list(range(7, press.position + 1))
        press.rebuild("e2")
        await _until(channel, lambda told: told == Delivery())

    visit(newsroom, meet, PATIENT)


def test_it_counts_what_it_does(press: Press, newsroom: Config, opened: ExitStack) -> None:
    async def meet(edge: Edge, address: Address) -> None:
        channel, tally = _channel(edge), edge._hub.tally
        press.publish("Missed")
        await _until(channel, lambda told: 1 in told.handed)
        for target in (STREAM, f"{STREAM}?after={EPOCH}.0", f"{STREAM}?after=e0.1"):
            _open(address, opened, target=target)
        await _until(channel, lambda told: told.open == 2)
        assert (tally.joins, tally.deliveries, tally.resets) == (3, 1, 1)
        before = tally.bytes
        frames = press.publish("Both", "at once")
        await _until(channel, lambda told: told.handed.get(3) == 2)
        assert tally.deliveries == 1 + 4
        assert tally.bytes - before > 2 * sum(len(frame) for frame in frames)
        press.rebuild("e2")
        await _until(channel, lambda told: told.open == 0)
        assert (tally.resets, tally.cuts) == (3, 0)

    visit(newsroom, meet, PATIENT)


def _open(
    address: Address, opened: ExitStack, coding: str = "identity", target: str = STREAM
) -> Wire:
    wire = opened.enter_context(Wire(address))
    wire.ask(target, accept_encoding=coding)
    return wire


def _channel(edge: Edge) -> Channel:
    channel = edge._hub.channel(SLUG)
    assert channel is not None
    return channel


async def _until(
    channel: Channel, is_so: Callable[[Delivery], bool], readers: list[Wire] | None = None
) -> None:
    """Let the edge go on, and `readers` read, until its word is as it should be."""
    end = asyncio.get_running_loop().time() + 20
    while not is_so(channel.delivery()):
        assert asyncio.get_running_loop().time() < end, channel.delivery()
        for reader in readers or []:
            list(reader.pieces(0.001))
        await asyncio.sleep(0.01)
