"""Reading the leaves of a log as the record holds them: the bytes, which nobody makes anew."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from stoppress.record.models import Revision, SiteLeaf
from stoppress.record.vocabulary import Kind

_BATCH = 1000  # rows read at once
_ENDS = frozenset({Kind.ENDED, Kind.MERGED})


@dataclass(frozen=True)
class Leaf:
    """One leaf. `continued`: the origin that the log goes on from; `ends`: coverage ended here.

    `continued` is empty where those words were lost: then it is the origin that was in force.
    """

    position: int
    data: bytes
    hash: bytes
    continued: str | None = None
    ends: bool = False


# Gives the leaves above a position, ascending.
Leaves = Callable[[int], Iterator[Leaf]]


def of_coverage(coverage: str) -> Leaves:
    """The leaves of one coverage's log."""

    def above(position: int) -> Iterator[Leaf]:
        rows = Revision.objects.filter(coverage_id=coverage, position__gt=position)
        fields = ("position", "kind", "leaf", "leaf_hash")
        for at, kind, leaf, leaf_hash in rows.order_by("position").values_list(*fields)[:_BATCH]:
            yield Leaf(
                at,
                bytes(leaf),
                bytes(leaf_hash),
                continued=_continued(coverage, at) if kind == Kind.CONTINUED else None,
                ends=kind in _ENDS,
            )

    return _all(above)


def of_site() -> Leaves:
    """The leaves of the site log."""

    def above(position: int) -> Iterator[Leaf]:
        rows = SiteLeaf.objects.filter(position__gt=position).order_by("position")[:_BATCH]
        for row in rows:
            said = json.loads(bytes(row.leaf))
            continued = said["previous"]["origin"] if said["kind"] == "continued" else None
            yield Leaf(row.position, bytes(row.leaf), bytes(row.leaf_hash), continued=continued)

    return _all(above)


def _all(above: Leaves) -> Leaves:
    def every(position: int) -> Iterator[Leaf]:
        while batch := list(above(position)):
            yield from batch
            position = batch[-1].position

    return every


def _continued(coverage: str, position: int) -> str:
    row = Revision.objects.get(coverage_id=coverage, position=position)
    return str(json.loads(bytes(row.content))["origin"]) if row.content else ""
