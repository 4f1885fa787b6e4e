"""Long work in portions, with the loop running between them: nobody waits for 10,000 writes.

Each piece of work is an iterator that does one portion a step, of a few milliseconds at most. All
that are under way take turns, one step each, and between two steps the loop accepts, answers and
looks at its timers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from stoppress.edge.journal import note

T = TypeVar("T")


class Turns:
    """`call_soon` is the loop's; it calls in order, each on a later turn of the loop."""

    def __init__(self, call_soon: Callable[[Callable[[], None]], object]) -> None:
        self._call_soon = call_soon
        self._under_way = 0
        self._waiting: list[Callable[[], None]] = []

    def begin(self, work: Iterator[None]) -> None:
        """Do `work` from the next turn on; what fails ends there and stops nothing else."""
        self._under_way += 1
        self._call_soon(lambda: self._go_on(work))

    def when_over(self, then: Callable[[], None]) -> None:
        """Call `then` once nothing is under way: now, where that is so."""
        self._waiting.append(then)
        self._tell_if_over()

    def _go_on(self, work: Iterator[None]) -> None:
        try:
            next(work)
        except StopIteration:
            self._under_way -= 1
        except Exception as error:
            self._under_way -= 1
            note(f"a fan-out failed: {type(error).__name__}: {error}", "unexpected")
        else:
            self._call_soon(lambda: self._go_on(work))
        self._tell_if_over()

    def _tell_if_over(self) -> None:
        if not self._under_way:
            waiting, self._waiting = self._waiting, []
            for then in waiting:
                then()


def portions(many: Iterable[T], act: Callable[[T], None], portion: int) -> Iterator[None]:
    """Work that does `act` to each of `many`, so many a step."""
    for number, one in enumerate(many, start=1):
        act(one)
        if number % portion == 0:
            yield
