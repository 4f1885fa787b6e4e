"""Several edges on one port: renewed while readers read, started again when killed, ended whole."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from bench.crowd import Crowd, Tally
from stoppress.config import Config
from stoppress.edge.asking import sockets_in
from tests.conformance.client import Address, get, reading
from tests.edge.press import EPOCH, SLUG, Press
from tests.edge.several import Several, several
from tests.waiting import PATIENCE, eventually

STREAM = f"/{SLUG}/stream"


def test_line_18_no_reader_loses_anything_while_all_workers_are_renewed(
    press: Press, newsroom: Config
) -> None:
    with several(newsroom, "--workers", "2") as edges:
        before = edges.workers()
        tally = asyncio.run(_read_through_a_renewal(press, edges))
        assert tally.faults == (0, 0, 0)
        assert tally.opened >= 100, "everybody has come back at least once"
        assert (tally.resets, tally.refused) == (0, 0)
        assert not set(before) & set(edges.workers()) and len(edges.workers()) == 2
        assert edges.end() == 0
    assert "2 workers were renewed" in edges.words


def test_no_connection_is_refused_while_workers_are_renewed(press: Press, newsroom: Config) -> None:
    with several(newsroom, "--workers", "2") as edges:
        before = edges.workers()
        with _knocking(edges.address) as answers:
            edges.process.send_signal(signal.SIGHUP)
            eventually(lambda: not set(before) & set(edges.workers()))
            eventually(lambda: len(edges.workers()) == 2)
        assert set(answers) == {200}
        assert answers[200] > 100


def test_a_worker_that_is_killed_is_started_again_and_nobody_is_refused(
    press: Press, newsroom: Config
) -> None:
    with several(newsroom, "--workers", "2") as edges:
        first, second = edges.workers()
        with _knocking(edges.address) as answers:
            os.kill(first, signal.SIGKILL)
            eventually(lambda: first not in edges.workers() and len(edges.workers()) == 2)
            done = sum(answers.values())
            eventually(lambda: sum(answers.values()) > done + 100)
        # Those whom it was just answering are cut off; of the others nobody is refused.
        assert ConnectionRefusedError.__name__ not in answers
        assert second in edges.workers()
        assert edges.end() == 0
    assert "worker 1 ended with status -9; it is started again" in edges.words


def test_a_new_worker_that_does_not_start_leaves_the_old_one(
    press: Press, newsroom: Config
) -> None:
    with several(newsroom, "--workers", "2") as edges:
        before = edges.workers()
        (newsroom.data / "settings.toml").write_text("no settings")
        edges.process.send_signal(signal.SIGHUP)
        with reading(edges.address, STREAM) as stream:
            stream.next()
            # Whoever it is that does not start has come and gone.
            eventually(lambda: len(edges.workers()) > 2)
            eventually(lambda: edges.workers() == before)
            press.publish("Still here")
            assert stream.named("change").id == press.cursor
        assert edges.end() == 0
    assert "the new worker 1 does not start; the old one goes on" in edges.words


def test_they_end_with_the_process_above_them(press: Press, newsroom: Config) -> None:
    with several(newsroom, "--workers", "3") as edges:
        workers = edges.workers()
        assert len(workers) == 3
        edges.process.kill()
        eventually(lambda: not any(_is_alive(worker) for worker in workers))
    eventually(lambda: sockets_in(newsroom.edge_sockets) == [])


def test_all_say_bye_on_sigterm_and_leave_nothing(press: Press, newsroom: Config) -> None:
    with several(newsroom, "--workers", "2") as edges:
        streams = [reading(edges.address, STREAM) for _ in range(8)]
        opened = [one.__enter__() for one in streams]
        for one in opened:
            one.next()
        edges.process.send_signal(signal.SIGTERM)
        assert {one.rest()[-1].name for one in opened} == {"bye"}
        for one in opened:
            one.close()
        assert edges.process.wait(PATIENCE) == 0
    assert sockets_in(newsroom.edge_sockets) == []


@pytest.mark.parametrize("number", ["0", "65", "many", "-1"])
def test_a_number_that_makes_no_sense_is_refused(
    number: str, press: Press, newsroom: Config
) -> None:
    refused = pytest.raises(AssertionError, match=f"must be 1 to 64, not '{number}'")
    with refused, several(newsroom, f"--workers={number}"):
        pass


def test_json_lines_tell_what_happened_and_never_who_read(press: Press, newsroom: Config) -> None:
    with several(newsroom, "--workers", "1", "--log", "json") as edges:
        with reading(edges.address, STREAM, user_agent="Strange-Browser/1.0") as stream:
            stream.next()
        get(edges.address, "/-/assets/\u00e9", user_agent="Strange-Browser/1.0")
        assert edges.end() == 0
    lines = [json.loads(line) for line in edges.words.splitlines()]
    events = [line["event"] for line in lines if line["event"] != "few-files"]  # this machine's
    assert events == ["start", "listening", "drain", "end"]
    assert all(line["at"].endswith("Z") and line["text"] for line in lines)
    assert "Strange-Browser" not in edges.words and "127.0.0.1" not in edges.words


async def _read_through_a_renewal(press: Press, edges: Several) -> Tally:
    crowd = Crowd([edges.port], SLUG, EPOCH, press.position, 50)
    crowd.come()
    before = edges.workers()
    try:
        await _until(lambda: crowd.tally.opened >= 50)
        edges.process.send_signal(signal.SIGHUP)
        while set(before) & set(edges.workers()):
            await asyncio.to_thread(press.publish, "While they change places")
            await asyncio.sleep(0.02)
        await asyncio.to_thread(press.publish, "And afterwards")
        assert await crowd.have(press.position, PATIENCE)
        return crowd.tally
    finally:
        await crowd.leave()


async def _until(is_so: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not is_so():
            await asyncio.sleep(0.02)


@contextmanager
def _knocking(address: Address) -> Iterator[Counter[object]]:
    """Open connection after connection, side by side; how each of them was answered."""
    answers: Counter[object] = Counter()
    stopping = threading.Event()

    def knock() -> None:
        while not stopping.is_set():
            try:
                answers[get(address, "/-/alive").status] += 1
            except (OSError, EOFError) as error:
                answers[type(error).__name__] += 1

    threads = [threading.Thread(target=knock) for _ in range(3)]
    for thread in threads:
        thread.start()
    try:
        yield answers
    finally:
        stopping.set()
        for thread in threads:
            thread.join(PATIENCE)


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True
