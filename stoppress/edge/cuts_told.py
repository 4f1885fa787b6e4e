"""Readers who were cut or sent back to the page, told to the operator a minute at a time."""

from __future__ import annotations

from stoppress.edge.journal import note
from stoppress.edge.tally import Tally

_EVERY_SECONDS = 60.0


class CutsTold:
    """What has been told of `tally`. A minute in which nobody was cut is not told of."""

    def __init__(self, tally: Tally) -> None:
        self._tally = tally
        self._cuts = self._resets = 0
        self._next = 0.0

    def sweep(self, now: float) -> None:
        if now < self._next:
            return
        self._next = now + _EVERY_SECONDS
        cuts, resets = self._tally.cuts - self._cuts, self._tally.resets - self._resets
        self._cuts, self._resets = self._tally.cuts, self._tally.resets
        if cuts or resets:
            note(
                f"{cuts} readers were cut because they read too slowly, {resets} sent back to the"
                " page, since this was last said",
                "cuts",
                slow=cuts,
                reset=resets,
            )
