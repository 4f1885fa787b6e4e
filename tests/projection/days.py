"""Days of coverage as hypothesis makes them up: any order of revisions that the record allows."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from stoppress.record.history import Published
from stoppress.record.vocabulary import Kind
from tests.newsroom import harbour_fire, some_post

_BEGAN = datetime(2026, 5, 4, 22, 30, tzinfo=UTC)
_STEPS = [
    *[Kind.POSTED] * 4, *[Kind.REVISED] * 2, *[Kind.CORRECTED] * 2, Kind.WITHDRAWN, Kind.PINNED,
    Kind.UNPINNED, Kind.MARKED_KEY, Kind.UNMARKED_KEY, Kind.HEADER_CHANGED, Kind.ENDED,
]  # fmt: skip
_NEEDS = {
    Kind.PINNED: ("pinned", False),
    Kind.UNPINNED: ("pinned", True),
    Kind.MARKED_KEY: ("key", False),
    Kind.UNMARKED_KEY: ("key", True),
}
_WORDS = st.sampled_from(["A crane fell.", "Two <em>cranes</em> fell.", "Nobody was hurt."])
_ZONES = st.sampled_from([None, "UTC", "Europe/Lisbon", "America/Chicago"])


@dataclass
class Day:
    """One coverage being made up, under the record's own rules (docs/reference/record.md)."""

    revisions: list[Published] = field(default_factory=list)
    posts: dict[str, dict[str, Any]] = field(default_factory=dict)
    is_over: bool = False

    def add(self, kind: Kind, content: dict[str, Any], post: str | None = None) -> None:
        known = self.posts.get(post or "")
        if known is not None:
            known["revision"] += 1
        self.revisions.append(
            Published(
                position=len(self.revisions) + 1,
                kind=kind,
                post=post,
                post_revision=known["revision"] if known else None,
                at=_BEGAN + timedelta(minutes=7 * len(self.revisions)),
                content=content,
            )
        )

    def allowing(self, kind: Kind) -> list[str]:
        """The posts that `kind` may be said of."""
        mark, state = _NEEDS.get(kind, ("gone", False))
        return [id for id, post in self.posts.items() if not post["gone"] and post[mark] is state]


@st.composite
def days(draw: st.DrawFn, most: int = 40) -> list[Published]:
    """The revisions of one coverage, from its opening on."""
    day = Day()
    day.add(Kind.OPENED, harbour_fire() | {"zone": draw(_ZONES)})
    for kind in draw(st.lists(st.sampled_from(_STEPS), max_size=most)):
        _step(draw, day, kind)
    return day.revisions


def _step(draw: st.DrawFn, day: Day, kind: Kind) -> None:
    after_the_end = (Kind.REVISED, Kind.CORRECTED, Kind.WITHDRAWN, Kind.HEADER_CHANGED)
    if day.is_over and kind not in after_the_end:
        return
    if kind is Kind.ENDED:
        day.is_over = True
        day.add(kind, {"note": draw(st.sampled_from([None, "Good night."]))})
    elif kind is Kind.HEADER_CHANGED:
        titles = st.sampled_from(["Fire in the old harbour", "The harbour burns"])
        day.add(kind, harbour_fire() | {"title": draw(titles), "zone": draw(_ZONES)})
    elif kind is Kind.POSTED:
        id = f"p{len(day.posts) + 1}"
        day.posts[id] = {"revision": 0, "pinned": False, "key": False, "gone": False}
        day.add(kind, _copy(draw), id)
    elif fitting := day.allowing(kind):
        _of_post(draw, day, kind, draw(st.sampled_from(fitting)))


def _of_post(draw: st.DrawFn, day: Day, kind: Kind, id: str) -> None:
    post = day.posts[id]
    content: dict[str, Any] = {}
    if kind in (Kind.REVISED, Kind.CORRECTED):
        content = _copy(draw)
    if kind is Kind.CORRECTED:
        content["correction"] = {"note": "It was a gantry.", "was": "crane", "now": None}
    if kind is Kind.WITHDRAWN:
        content = {"reason": "It was another harbour."}
        post |= {"gone": True, "pinned": False, "key": False}
    if kind in (Kind.PINNED, Kind.UNPINNED):
        post["pinned"] = kind is Kind.PINNED
    if kind in (Kind.MARKED_KEY, Kind.UNMARKED_KEY):
        post["key"] = kind is Kind.MARKED_KEY
        content = {"label": draw(st.sampled_from([None, "The crane falls"]))}
    day.add(kind, content, id)


def _copy(draw: st.DrawFn) -> dict[str, Any]:
    copy = some_post(draw(st.sampled_from(["Crane falls", "", "Gantry falls"])), draw(_WORDS))
    happened = draw(st.sampled_from([None, "2026-05-04T21:10:00Z", "2026-05-05T02:56:00Z"]))
    return copy | {"happened_at": happened, "round_up": draw(st.booleans())}
