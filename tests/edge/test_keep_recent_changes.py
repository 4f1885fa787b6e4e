"""The ring holds exactly what a reader may be sent who comes back, and no more."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from stoppress.edge.limits import Limits
from stoppress.edge.ring import Ring
from stoppress.edge.sse import Change, Chunk

LIMITS = replace(Limits(), catch_up_frames=5, catch_up_bytes=100)
SIZES = st.lists(st.integers(1, 60), max_size=20)


@settings(deadline=None)
@given(sizes=SIZES, steps=st.lists(st.integers(1, 4), min_size=1, max_size=5))
def test_it_has_the_newest_that_fit_and_knows_what_it_lacks(
    sizes: list[int], steps: list[int]
) -> None:
    ring, told = Ring(0, LIMITS), [_change(n + 1, size) for n, size in enumerate(sizes)]
    at = 0
    while at < len(told):
        step = steps[at % len(steps)]
        ring.add(told[at : at + step])
        at += step
    fitting = _fitting(told)
    assert ring.floor == len(told) - len(fitting)
    assert ring.is_whole
    for position in range(ring.floor, len(told) + 1):
        assert list(ring.since(position)) == told[position:]


@settings(deadline=None)
@given(sizes=SIZES, known=st.integers(0, 20))
def test_it_is_the_same_when_filled_in_from_the_store(sizes: list[int], known: int) -> None:
    """A ring that began in the middle becomes, once filled, the one that saw everything."""
    told = [_change(n + 1, size) for n, size in enumerate(sizes)]
    begun = min(known, len(told))
    whole, late = Ring(0, LIMITS), Ring(begun, LIMITS)
    whole.add(told)
    late.add(told[begun:])
    late.fill(told)  # more than is needed: the store is asked before it is known what is
    assert late.is_whole
    assert late.floor == whole.floor
    assert late.since(late.floor) == whole.since(whole.floor)


def test_it_fills_no_further_down_than_to_a_gap() -> None:
    ring = Ring(5, LIMITS)
    ring.fill([_change(2, 1), _change(4, 1), _change(5, 1)])
    assert (ring.floor, ring.is_whole) == (3, True)
    assert [change.position for change in ring.since(3)] == [4, 5]


def test_it_can_be_filled_again_after_it_was_emptied() -> None:
    ring = Ring(0, LIMITS)
    ring.add([_change(1, 1), _change(2, 1)])
    ring.clear(2)
    assert (ring.floor, ring.is_whole, ring.since(2)) == (2, False, ())
    ring.fill([_change(1, 1), _change(2, 1)])
    assert [change.position for change in ring.since(0)] == [1, 2]


def test_it_can_be_filled_further_once_the_past_is_back() -> None:
    ring = Ring(2, LIMITS)
    ring.fill([])
    assert ring.is_whole
    ring.reopen()
    ring.fill([_change(1, 1), _change(2, 1)])
    assert [change.position for change in ring.since(0)] == [1, 2]


def _fitting(told: list[Change]) -> list[Change]:
    """The longest end of `told` that is within the limits."""
    for start in range(len(told)):
        rest = told[start:]
        if len(rest) <= 5 and sum(len(change.body) for change in rest) <= 100:
            return rest
    return []


def _change(position: int, size: int) -> Change:
    return Change(position, b"x" * size, Chunk(b"plain", b"packed"))
