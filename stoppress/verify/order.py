"""What may follow what, as far as leaves alone tell (docs/reference/record.md).

It may miss what only the words tell, but calls nothing wrong that `append` would have written.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from stoppress.verify.leaf import Leaf

HEADERS = frozenset({"opened", "header_changed"})
PURGES = frozenset({"withheld", "released", "removed", "lost"})
_BEGINNINGS = frozenset({"posted", "moved_in"})
_OF_COVERAGE = HEADERS | {
    "shared_changed", "paused", "resumed", "ended", "reopened", "merged", "joined", "lost",
    "continued",
}  # fmt: skip
_OF_POST = _BEGINNINGS | {
    "revised", "corrected", "clarified", "withdrawn", "pinned", "unpinned", "marked_key",
    "unmarked_key", "reordered", "moved_out",
}  # fmt: skip
_KINDS = _OF_COVERAGE | _OF_POST | PURGES
_ALWAYS = PURGES | {
    "revised", "corrected", "clarified", "withdrawn", "shared_changed", "continued",
}  # fmt: skip
_STATES = {
    "paused": "paused", "resumed": "live", "ended": "ended", "reopened": "live", "merged": "merged",
}  # fmt: skip
_NOT_IN = {
    "live": frozenset({"resumed", "reopened"}),
    "paused": frozenset({"posted", "paused", "reopened"}),
    "ended": _KINDS - _ALWAYS - {"header_changed", "reopened", "merged"},
    "merged": _KINDS - _ALWAYS,
}
_ENDS = {"unpinned": "pinned", "unmarked_key": "marked_key"}


@dataclass
class Order:
    """What the leaves so far allow."""

    state: str = "live"
    closed: dict[str, str] = field(default_factory=dict)  # post: what took it from the page
    marks: set[tuple[str, str]] = field(default_factory=set)  # post and `pinned` or `marked_key`

    def faults(self, leaf: Leaf) -> Iterator[str]:
        """What is wrong with this leaf coming next; each without a subject."""
        if leaf.kind not in _KINDS:
            yield f"is of kind {leaf.kind!r}, which is not known"
            return
        if (leaf.position == 1) != (leaf.kind == "opened"):
            yield "a coverage begins with `opened`, and nothing else does"
        if leaf.kind in (_OF_COVERAGE if leaf.post else _OF_POST):
            yield f"{leaf.kind} is said of {'a post' if leaf.post else 'the whole coverage'}"
        elif leaf.post and (leaf.kind in _BEGINNINGS) != (leaf.revision == 1):
            yield f"{leaf.kind} stands as revision {leaf.revision} of its post"
        if leaf.kind in _NOT_IN[self.state]:
            yield f"{leaf.kind} stands where the coverage is {self.state}"
        if leaf.post:
            yield from self._of_post(leaf.post, leaf.kind)

    def take(self, leaf: Leaf) -> None:
        """Go on from this leaf."""
        self.state = _STATES.get(leaf.kind, self.state)
        if leaf.post is None:
            return
        if leaf.kind in ("withdrawn", "moved_out"):
            self.closed.setdefault(leaf.post, leaf.kind)
        if leaf.kind in _ENDS.values():
            self.marks.add((leaf.post, leaf.kind))
        self.marks.discard((leaf.post, _ENDS.get(leaf.kind, "")))

    def _of_post(self, post: str, kind: str) -> Iterator[str]:
        if post in self.closed and kind not in PURGES:
            yield f"{kind} is said of a post after {self.closed[post]}"
        if kind in _ENDS and (post, _ENDS[kind]) not in self.marks:
            yield f"{kind} is said of a post that was not {_ENDS[kind]}"
