"""What becomes of a revision's words when another revision names it (record.md, "Words that are
gone"). Pure: the append, the checks and the making of state tables all ask here.
"""

from __future__ import annotations

from collections.abc import Mapping

from stoppress.record.vocabulary import Absence, Kind, Standing


def absence_after(before: Absence | None, kind: Kind) -> Absence | None:
    """What is said of words of which `before` was said, once `kind` has named them.

    Removal is for good. Words that are withheld stay so when a restore loses them as well: found
    again, they must not be shown without somebody releasing them.
    """
    if before is Absence.REMOVED or kind is Kind.REMOVED:
        return Absence.REMOVED
    if kind is Kind.LOST:
        return before or Absence.LOST
    return Absence.WITHHELD if kind is Kind.WITHHELD else None


_STANDINGS: Mapping[Absence | None, Standing] = {
    Absence.WITHHELD: Standing.WITHHELD,
    Absence.REMOVED: Standing.REMOVED,
}


def standing_of(present: Absence | None, *, withdrawn: bool, moved: bool) -> Standing:
    """How a post stands of whose present words `present` is said."""
    if moved:
        return Standing.MOVED
    usual = Standing.WITHDRAWN if withdrawn else Standing.SHOWN
    return _STANDINGS.get(present, usual)
