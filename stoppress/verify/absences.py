"""Which words are gone, as the revisions say (docs/reference/record.md, "Words that are gone")."""

from __future__ import annotations

from typing import Any, NamedTuple

from stoppress.verify.order import PURGES


class Absence(NamedTuple):
    """`sort`: withheld, removed or lost; `by`: the position that says so."""

    sort: str
    by: int


class Absences:
    """Filled revision by revision, in order."""

    def __init__(self) -> None:
        self.known: dict[int, Absence] = {}

    def take(self, position: int, kind: str, content: dict[str, Any]) -> str | None:
        """Go on from a revision; what is wrong with it, without a subject."""
        if kind not in PURGES:
            return None
        named = content.get("positions")
        if not isinstance(named, list) or not all(type(each) is int for each in named):
            return f"{kind} names no positions"
        for each in named:
            if not 0 < each < position:
                return f"{kind} names position {each}, which is not before it"
            self._take(each, Absence(kind, position))
        return None

    def _take(self, position: int, said: Absence) -> None:
        before = self.known.get(position)
        if said.sort == "removed":
            if before is None or before.sort != "removed":
                self.known[position] = said
        elif before is not None and before.sort == "removed":
            return  # removal is for good
        elif said.sort == "released":
            self.known.pop(position, None)
        elif before is None or (said.sort, before.sort) == ("withheld", "lost"):
            self.known[position] = said
