"""Readers go from edge to edge with their cursor, whatever becomes of the edges meanwhile."""

from __future__ import annotations

import asyncio
import json
import random
import signal

from bench.crowd import Crowd, Tally
from stoppress.config import Config
from stoppress.edge.asking import ask, sockets_in
from tests.conformance.client import Wire, reading
from tests.edge import exposition
from tests.edge.press import EPOCH, SLUG, Press
from tests.edge.process import EdgeProcess, running
from tests.waiting import PATIENCE

STREAM = f"/{SLUG}/stream"


def test_line_4_a_reader_goes_on_exactly_at_another_edge(press: Press, newsroom: Config) -> None:
    with running(newsroom) as first, running(newsroom) as second:
        with reading(first.address(), STREAM) as stream:
            stream.next()
            press.publish("One", "Two")
            cursor = stream.changes(2)[-1].id
        with reading(second.address(), STREAM, last_event_id=str(cursor)) as stream:
            assert stream.next().name == "hello"
            press.publish("Three")
            assert stream.named("change").id == f"{EPOCH}.3"


def test_line_6_one_from_a_faster_edge_is_held_until_the_slower_one_knows(
    press: Press, newsroom: Config
) -> None:
    with running(newsroom) as fast, running(newsroom) as slow, Wire(slow.address()) as wire:
        slow.process.send_signal(signal.SIGSTOP)
        with reading(fast.address(), STREAM) as stream:
            stream.next()
            press.publish("One")
            assert stream.named("change").id == f"{EPOCH}.1"
        # He comes while it stands still; it wakes with his cursor ahead of all that it knows.
        wire.ask(f"/{SLUG}/after/{EPOCH}.1")
        slow.process.send_signal(signal.SIGCONT)
        press.publish("Two")
        answer = wire.answer()
        assert answer.status == 200
        assert [event["position"] for event in json.loads(answer.body)["events"]] == [2]


def test_line_2_nobody_loses_anything_who_keeps_changing_edges_of_which_one_stands_still_at_times(
    press: Press, newsroom: Config
) -> None:
    with running(newsroom) as first, running(newsroom) as second:
        tally = asyncio.run(_wander(press, [first, second]))
    assert tally.faults == (0, 0, 0)
    assert tally.resets == 0
    assert tally.opened > 100


def test_line_17_a_storm_is_answered_from_memory(press: Press, newsroom: Config) -> None:
    press.publish(*["Before the storm"] * 120)
    with running(newsroom) as edge:
        tally = asyncio.run(_storm(press, edge))
        assert tally.faults == (0, 0, 0)
        assert tally.opened == 200
        (own,) = sockets_in(newsroom.edge_sockets)
        read = exposition.read(ask(own, "/metrics").decode())
    asked = read["stoppress_store_questions_total"]
    # However many come at once to an edge that has just begun: what they missed is read once.
    assert asked.value("stoppress_store_questions_total", of="present") == 1


async def _wander(press: Press, edges: list[EdgeProcess]) -> Tally:
    ports = [edge.address().port for edge in edges]
    crowd = Crowd(ports, SLUG, EPOCH, press.position, 20, stay_seconds=0.4)
    crowd.come()
    try:
        for _ in range(8):
            still = random.choice(edges)
            still.process.send_signal(signal.SIGSTOP)
            for _ in range(5):
                await asyncio.to_thread(press.publish, "On the way")
                await asyncio.sleep(0.05)
            still.process.send_signal(signal.SIGCONT)
            await asyncio.sleep(0.1)
        for reader in crowd.readers:
            reader.stay_seconds = 0
        assert await crowd.have(press.position, PATIENCE)
        return crowd.tally
    finally:
        await crowd.leave()


async def _storm(press: Press, edge: EdgeProcess) -> Tally:
    crowd = Crowd([edge.address().port], SLUG, EPOCH, 0, 200)
    # Everybody has seen something else of what there was.
    for number, reader in enumerate(crowd.readers):
        reader.position = number % 100
    crowd.come()
    try:
        assert await crowd.have(press.position, PATIENCE)
        return crowd.tally
    finally:
        await crowd.leave()
