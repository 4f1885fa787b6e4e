"""Several edges as one: delivery added up, whatever each has heard of."""

from __future__ import annotations

from typing import Any

from stoppress.edge.adding import added
from stoppress.edge.asking import Heard


def one(
    position: int, readers: int, *positions: list[int], epoch: str = "e", earlier: int = -1
) -> Any:
    return {
        "epoch": epoch, "position": position, "readers": readers,
        "positions": list(positions), "earlier": readers if earlier < 0 else earlier,
    }  # fmt: skip


def both(first: Any, second: Any) -> Any:
    answers = {
        name: {"coverages": {"fire": each}, "silent": []}
        for name, each in (("a", first), ("b", second))
    }
    return added(Heard(answers, []))["coverages"]["fire"]


def test_it_adds_what_both_know() -> None:
    found = both(one(7, 10, [6, 10, 0], [7, 8, 2]), one(7, 5, [6, 5, 0], [7, 5, 0]))
    assert found["readers"] == 15
    assert found["positions"] == [[6, 15, 0], [7, 13, 2]]


def test_readers_of_an_edge_that_is_behind_are_still_to_be_handed_it() -> None:
    found = both(one(6, 5, [6, 5, 0]), one(7, 10, [6, 10, 0], [7, 9, 1]))
    assert (found["position"], found["positions"]) == (7, [[6, 15, 0], [7, 9, 6]])


def test_what_one_edge_has_forgotten_is_what_it_handed_earlier() -> None:
    found = both(one(7, 5, [7, 5, 0], earlier=4), one(7, 10, [6, 9, 1], [7, 9, 1]))
    assert found["positions"] == [[6, 13, 2], [7, 14, 1]]


def test_positions_of_another_epoch_are_other_positions() -> None:
    found = both(one(3, 10, [3, 10, 0], epoch="new"), one(9, 5, [9, 5, 0], epoch="old"))
    assert found["readers"] == 15
    assert found["positions"] == [[9, 5, 0]], "never those of both as if they were one"


def test_who_is_silent_anywhere_is_named() -> None:
    answers = {"machine": {"coverages": {"fire": one(1, 2)}, "silent": ["12-ab"]}}
    assert added(Heard(answers, ["10.0.0.8:9100"]))["silent"] == ["10.0.0.8:9100", "12-ab"]
