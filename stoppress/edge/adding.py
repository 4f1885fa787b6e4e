"""What several edges say, as if they were one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from stoppress.edge.asking import Heard

Delivery = dict[str, Any]  # as `/delivery` answers: {"coverages": {slug: …}, "silent": […]}


def added(heard: Heard) -> Delivery:
    """The deliveries of all, added up. While edges are at two epochs, only positions of one are."""
    coverages: dict[str, Any] = {}
    silent = list(heard.silent)
    for delivery in heard.answers.values():
        silent += delivery["silent"]
        for slug, one in delivery["coverages"].items():
            before = coverages.get(slug)
            coverages[slug] = _both(before, one) if before else one
    return {"coverages": coverages, "silent": silent}


def _both(one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    ahead, behind = (one, other) if one["position"] >= other["position"] else (other, one)
    if ahead["epoch"] != behind["epoch"]:
        return ahead | {
            "readers": one["readers"] + other["readers"],
            "earlier": one["earlier"] + other["earlier"],
        }
    return ahead | {
        "readers": one["readers"] + other["readers"],
        "earlier": one["earlier"] + other["earlier"],
        "positions": _positions(ahead, behind),
    }


def _positions(ahead: dict[str, Any], behind: dict[str, Any]) -> list[list[int]]:
    """[position, handed, catching up] for each position that either knows.

    Of one that an edge has not heard of, all its readers are still to be handed it; of one that it
    has forgotten, because it is old, as many have it as have all older ones.
    """
    first, second = _by_position(ahead["positions"]), _by_position(behind["positions"])
    known = sorted(first.keys() | second.keys())
    return [
        [position, *_sum((_of(ahead, first, position), _of(behind, second, position)))]
        for position in known
    ]


def _of(one: dict[str, Any], known: dict[int, tuple[int, int]], position: int) -> tuple[int, int]:
    if position in known:
        return known[position]
    readers, handed = int(one["readers"]), int(one["earlier"])
    return (0, readers) if position > one["position"] else (handed, readers - handed)


def _by_position(rows: Sequence[Sequence[int]]) -> dict[int, tuple[int, int]]:
    return {row[0]: (row[1], row[2]) for row in rows}


def _sum(pairs: Iterable[tuple[int, int]]) -> list[int]:
    return [sum(column) for column in zip(*pairs, strict=True)]


def counted(heard: Heard) -> dict[str, Any]:
    """The answers of all to `/readers`, added up to one."""
    coverages: dict[str, int] = {}
    silent = list(heard.silent)
    for answer in heard.answers.values():
        silent += answer["silent"]
        for slug, readers in answer["coverages"].items():
            coverages[slug] = coverages.get(slug, 0) + readers
    return {"coverages": coverages, "total": sum(coverages.values()), "silent": silent}


def about(readers: int) -> int:
    """As precise as such a number is: two digits, rounded down, so that it never says too much."""
    step: int = 10 ** max(len(str(readers)) - 2, 0)
    return readers // step * step
