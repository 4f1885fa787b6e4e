"""`kill -9` of the edge in the middle of things: every reader sees each change once, in order."""

from __future__ import annotations

import json
import random
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from stoppress.config import Config
from tests.conformance.client import Address, Reader, get
from tests.edge.press import EPOCH, Press
from tests.edge.process import QUICK, EdgeProcess, running

SECONDS = 60


class Follower(threading.Thread):
    """A reader who comes back by cursor until he has seen `last`; `seen` is what he applied."""

    def __init__(self, address: Address, last: int, how: str) -> None:
        super().__init__(daemon=True)
        self.seen: list[int] = []
        self.resets = 0
        self._address, self._last, self._how = address, last, how

    def run(self) -> None:
        end = time.monotonic() + SECONDS
        while self.at < self._last and time.monotonic() < end:
            try:
                if self._how == "delta":
                    self._ask()
                else:
                    self._listen()
            except (OSError, EOFError):
                time.sleep(random.uniform(0.01, 0.1))

    @property
    def at(self) -> int:
        return self.seen[-1] if self.seen else 0

    def _listen(self) -> None:
        accept = {"accept_encoding": "gzip"} if self._how == "gzip" else {}
        target = "/harbour-fire/stream"
        stream = Reader(self._address, target, last_event_id=f"{EPOCH}.{self.at}", **accept)
        try:
            while self.at < self._last:
                event = stream.next()
                self.resets += event.name == "reset"
                if event.name == "change":
                    assert event.id == f"{EPOCH}.{event.json['position']}"
                    self.seen.append(event.json["position"])
        finally:
            stream.close()

    def _ask(self) -> None:
        answer = get(self._address, f"/harbour-fire/after/{EPOCH}.{self.at}")
        if answer.status == 302:  # far behind: some of it is told again, and is skipped
            answer = get(self._address, answer.headers["location"])
        self.resets += answer.status == 410
        if answer.status == 200:
            told = [event["position"] for event in json.loads(answer.body)["events"]]
            self.seen += [position for position in told if position > self.at]


def test_line_3_every_reader_sees_each_change_once_over_kills(
    press: Press, newsroom: Config, full: bool
) -> None:
    kills = 20 if full else 4
    last = kills * 60
    with _kept(newsroom) as edges:
        address = edges[0].address()
        ways = ["plain", "gzip", "delta"] * 5
        followers = [Follower(address, last, how) for how in ways]
        for follower in followers:
            follower.start()
        for position in range(1, last + 1):
            press.publish(f"Post {position}", pad=random.randrange(2000))
            time.sleep(0.005)
            if position % 60 == 30:
                # On a busy machine the last one may not be up yet; more than 200 missed is a reset.
                edges[-1].address()
                time.sleep(random.uniform(0, 0.01))
                edges[-1].end(signal.SIGKILL)
                edges.append(EdgeProcess(newsroom, QUICK, address.port))
        for follower in followers:
            follower.join(SECONDS)
    whole = list(range(1, last + 1))
    wrong = [
        f"{one._how}: {_told_apart(one.seen, whole)}" for one in followers if one.seen != whole
    ]
    assert wrong == []
    assert sum(follower.resets for follower in followers) == 0


def test_line_4_a_reader_moves_to_another_edge_and_goes_on(press: Press, newsroom: Config) -> None:
    with running(newsroom) as one, running(newsroom) as other:
        addresses = [one.address(), other.address()]
        cursor = f"{EPOCH}.0"
        for number in range(6):
            press.publish(f"Post {number}")
            stream = Reader(addresses[number % 2], "/harbour-fire/stream", last_event_id=cursor)
            change = stream.named("change")
            assert change.json["position"] == number + 1
            cursor = change.id
            stream.close()


def _told_apart(seen: list[int], whole: list[int]) -> str:
    """What the checker found, in words."""
    lost, doubled = sorted(set(whole) - set(seen)), len(seen) - len(set(seen))
    return f"lost {lost[:5]}, {doubled} doubled, in order: {seen == sorted(seen)}"


@contextmanager
def _kept(config: Config) -> Iterator[list[EdgeProcess]]:
    """A list of edges; what is put into it is ended with the block."""
    edges = [EdgeProcess(config, QUICK)]
    try:
        yield edges
    finally:
        for edge in edges:
            edge.close()
