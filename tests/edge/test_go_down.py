"""SIGTERM: nobody new is taken, everybody who is here is let go in order, the exit is clean."""

from __future__ import annotations

import dataclasses
import json
import signal
import socket
import threading
import time
from contextlib import ExitStack, suppress

import pytest

from stoppress.config import Config
from tests.conformance.client import Reader, Wire, reading
from tests.edge.press import Press
from tests.edge.process import QUICK, running

STREAM = "/harbour-fire/stream"
LIMITS = dataclasses.replace(QUICK, drain_seconds=1.0, flush_seconds=0.5)


def test_line_18_it_says_bye_to_its_streams_one_by_one(
    press: Press, newsroom: Config, opened: ExitStack
) -> None:
    with running(newsroom, LIMITS) as edge:
        streams = [
            opened.enter_context(reading(edge.address(), STREAM, accept_encoding=coding))
            for coding in ["gzip", "identity"] * 15
        ]
        left: list[float] = []
        threads = [threading.Thread(target=_leave, args=(one, left)) for one in streams]
        for thread in threads:
            thread.start()
        _all_have_been_greeted(streams)
        edge.process.send_signal(signal.SIGTERM)
        press.publish("While it goes down")
        for thread in threads:
            thread.join(20)
        assert edge.process.wait(20) == 0
    assert len(left) == 30
    assert max(left) - min(left) > LIMITS.drain_seconds / 4


def test_it_ends_what_waits_and_what_rests(press: Press, newsroom: Config) -> None:
    with running(newsroom, LIMITS) as edge, Wire(edge.address()) as held:
        with Wire(edge.address()) as resting:
            resting.ask("/-/health")
            assert resting.answer().status == 200
            held.ask(f"/harbour-fire/after/{press.cursor}")
            assert list(held.pieces(0.1)) == []
            edge.process.send_signal(signal.SIGTERM)
            answer = held.answer()
            assert json.loads(answer.body)["events"] == []
            assert answer.headers["connection"] == "close"
            assert resting.is_closed()
        assert edge.process.wait(20) == 0


def test_line_18_it_takes_nobody_new(press: Press, newsroom: Config) -> None:
    with running(newsroom, LIMITS) as edge, reading(edge.address(), STREAM) as stream:
        stream.next()
        edge.process.send_signal(signal.SIGINT)
        end = time.monotonic() + 10
        with pytest.raises(ConnectionRefusedError):
            while time.monotonic() < end:
                with suppress(ConnectionResetError):  # it was in the queue of the closing socket
                    socket.create_connection(edge.address(), timeout=5).close()
        assert stream.rest()[-1].name == "bye"
        assert edge.process.wait(20) == 0


def test_it_does_not_wait_for_a_second_signal_nor_for_who_never_reads(
    press: Press, newsroom: Config
) -> None:
    endless = dataclasses.replace(LIMITS, drain_seconds=600)
    with running(newsroom, endless) as edge, reading(edge.address(), STREAM) as stream:
        stream.next()
        edge.process.send_signal(signal.SIGTERM)
        time.sleep(0.2)
        assert edge.process.poll() is None
        edge.process.send_signal(signal.SIGTERM)
        assert edge.process.wait(20) == 0


def test_it_ends_at_once_while_it_waits_for_a_store(newsroom: Config) -> None:
    with running(newsroom, LIMITS) as edge:
        assert edge.process.stderr is not None
        assert "waiting for the public store" in edge.process.stderr.readline()
        edge.process.send_signal(signal.SIGTERM)
        assert edge.process.wait(20) == 0


def _all_have_been_greeted(streams: list[Reader]) -> None:
    end = time.monotonic() + 10
    while not all(stream.events.retry for stream in streams):
        assert time.monotonic() < end
        time.sleep(0.01)


def _leave(stream: Reader, left: list[float]) -> None:
    """Read to the end; the last event must be the farewell."""
    if stream.rest()[-1].name == "bye":
        left.append(time.monotonic())


def test_it_answers_those_whom_the_kernel_has_let_in(
    press: Press, newsroom: Config, opened: ExitStack
) -> None:
    with running(newsroom, LIMITS) as edge:
        address = edge.address()
        edge.process.send_signal(signal.SIGSTOP)
        # They are connected, and in the queue of a socket that is about to be closed.
        queued = [opened.enter_context(Wire(address)) for _ in range(30)]
        edge.process.send_signal(signal.SIGTERM)
        edge.process.send_signal(signal.SIGCONT)
        for one in queued:
            one.ask("/harbour-fire/")
        statuses = [one.answer().status for one in queued]
        assert statuses == [200] * 30
        assert edge.process.wait(20) == 0
