"""However a fan-out is cut into portions, every reader gets every chunk once and in order."""

from __future__ import annotations

import dataclasses
from collections import deque
from collections.abc import Callable
from contextlib import ExitStack
from typing import cast

from hypothesis import given, settings
from hypothesis import strategies as st

from stoppress.config import Config
from stoppress.edge.audience import Audience, Capacity, Row, Shared
from stoppress.edge.limits import Limits
from stoppress.edge.stream import Stream
from stoppress.edge.tally import Tally
from stoppress.edge.turns import Turns
from tests.conformance.client import get, reading
from tests.edge.press import EPOCH, SLUG, Press
from tests.edge.process import QUICK, running

LIMITS = dataclasses.replace(Limits(), portion=3)
STREAM = f"/{SLUG}/stream"
LAST = b"reset;"


class Loop:
    """What is to be called soon, and is called when the test says so."""

    def __init__(self) -> None:
        self._soon: deque[Callable[[], None]] = deque()

    def call_soon(self, what: Callable[[], None]) -> None:
        self._soon.append(what)

    def turn(self) -> None:
        for _ in range(len(self._soon)):
            self._soon.popleft()()

    def run(self) -> None:
        while self._soon:
            self.turn()


class Listener:
    """As much of a stream and its transport as an audience touches. `got` is what was written."""

    def __init__(self, since: int) -> None:
        self.since = since  # the number of the last chunk that it had before it joined
        self.got = b""
        self.row: Row | None = None
        self.joined = self.mark = 0
        self.marked_at = 0.0
        self.transport = self

    def write(self, chunk: bytes) -> None:
        assert not self.got.endswith(LAST), "written to after the end"
        self.got += chunk

    def end(self, last: bytes) -> None:
        self.write(last)

    def get_write_buffer_size(self) -> int:
        return 0

    @property
    def at(self) -> int:
        """The number of the last chunk, all before which have come once and in order."""
        numbers = [int(part) for part in self.got.removesuffix(LAST).split(b";")[:-1]]
        assert numbers == list(range(self.since + 1, self.since + 1 + len(numbers)))
        return self.since + len(numbers)


class Hall:
    """An audience, and what is expected of it. Chunk n is `n;`."""

    def __init__(self, turns: Turns, tally: Tally) -> None:
        self.capacity = Capacity(1000)
        self.audience = Audience(Shared(LIMITS, self.capacity, tally, turns))
        self.top = 0
        self.ends: list[int] = []
        self.here: list[Listener] = []
        self.leaving: list[Listener] = []
        self.gone: list[Listener] = []

    def write(self) -> None:
        self.top += 1
        self.audience.write(b"%d;" % self.top, 1)
        self.ends.append(self.audience.sent)

    def join(self) -> None:
        listener = Listener(self.top)
        self.here.append(listener)
        self.audience.join(cast(Stream, listener), 0.0)

    def leave(self, which: int) -> None:
        """One who is here, or who has been dismissed and may not have heard of it."""
        everyone = self.here + self.leaving
        if everyone:
            listener = everyone[which % len(everyone)]
            (self.here if listener in self.here else self.leaving).remove(listener)
            self.gone.append(listener)
            self.audience.leave(cast(Stream, listener))

    def dismiss(self) -> None:
        self.audience.dismiss(LAST)
        self.leaving += self.here
        self.here = []

    def check(self) -> None:
        """All that holds at any moment."""
        assert len(self.audience) == len(self.here)
        reached = self.audience.sweep(0.0, self.ends)
        for number in range(1, self.top + 1):
            have = sum(listener.at >= number for listener in self.here)
            assert sum(reached[1 + number :]) == have
        for listener in self.here + self.leaving + self.gone:
            assert listener.at <= self.top

    def check_at_rest(self) -> None:
        assert [listener.at for listener in self.here] == [self.top] * len(self.here)
        assert all(listener.got.endswith(LAST) for listener in self.leaving)
        assert not any(listener.got.endswith(LAST) for listener in self.here)
        assert self.capacity.used == len(self.here)


ACTS = st.one_of(
    st.sampled_from(["join", "join", "join", "write", "write", "turn", "turn", "dismiss"]),
    st.integers(0, 50),  # leave
)


@settings(deadline=None, max_examples=300)
@given(acts=st.lists(ACTS, max_size=80))
def test_everybody_gets_everything_once_in_order_whatever_comes_between(
    acts: list[str | int],
) -> None:
    loop, tally = Loop(), Tally()
    hall = Hall(Turns(loop.call_soon), tally)
    for act in acts:
        match act:
            case "turn":
                loop.turn()
            case "join":
                hall.join()
            case "write":
                hall.write()
            case "dismiss":
                hall.dismiss()
            case int():
                hall.leave(act)
        hall.check()
    loop.run()
    hall.check()
    hall.check_at_rest()
    everyone = hall.here + hall.leaving + hall.gone
    assert tally.deliveries == sum(one.at - one.since for one in everyone)


def test_two_coverages_take_turns() -> None:
    loop, tally = Loop(), Tally()
    turns = Turns(loop.call_soon)
    one, other = Hall(turns, tally), Hall(turns, tally)
    for _ in range(10 * LIMITS.portion):
        one.join()
        other.join()
    one.write()
    other.write()
    other.write()  # goes along with the one before
    for turn in range(10):
        loop.turn()
        assert _done(one) == _done(other) == LIMITS.portion * (turn + 1)


def test_it_tells_when_the_last_reader_has_been_written_to() -> None:
    loop = Loop()
    told: list[str] = []
    turns = Turns(loop.call_soon)
    hall = Hall(turns, Tally())
    turns.when_over(lambda: told.append("at once"))
    assert told == ["at once"]
    for _ in range(3 * LIMITS.portion):
        hall.join()
    hall.write()
    turns.when_over(lambda: told.append("after all"))
    loop.turn()
    assert told == ["at once"]
    loop.run()
    assert (told, _done(hall)) == (["at once", "after all"], len(hall.here))


def test_it_answers_others_while_it_writes_and_newcomers_get_nothing_twice(
    press: Press, newsroom: Config, opened: ExitStack
) -> None:
    """Real sockets, a reader a turn, and a change for each of them while they are coming."""
    readers, streams = 40, []
    with running(newsroom, dataclasses.replace(QUICK, portion=1)) as edge:
        for number in range(readers):
            coding = "gzip" if number % 2 else "identity"
            target = f"{STREAM}?after={EPOCH}.{number // 2}"
            reader = reading(edge.address(), target, accept_encoding=coding)
            press.publish(f"Post {number}", "And another")
            streams.append(opened.enter_context(reader))
            assert get(edge.address(), "/-/alive").status == 200
        for number, stream in enumerate(streams):
            wanted = list(range(number // 2 + 1, 2 * readers + 1))
            assert [one.json["position"] for one in stream.changes(len(wanted))] == wanted


def _done(hall: Hall) -> int:
    return sum(listener.at == hall.top for listener in hall.here)
