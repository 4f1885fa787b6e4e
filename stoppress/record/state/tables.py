"""What the state tables must hold, made again from nothing but the revisions of a coverage.

Pure: rows go in, expected columns come out. It follows docs/reference/record.md and not the code
that brings the tables along (`state`, `removal`), so that each is a check of the other.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from stoppress.lib.clock import from_rfc3339
from stoppress.record.content.carried import content_of
from stoppress.record.models import Revision
from stoppress.record.removal.absence import absence_after, standing_of
from stoppress.record.vocabulary import BEGINNINGS, COPY, HEADERS, PURGES, Absence, Kind, State

Columns = dict[str, Any]  # expected values by column; one that cannot be known is not there
_STATES = {
    Kind.PAUSED: State.PAUSED,
    Kind.RESUMED: State.LIVE,
    Kind.ENDED: State.ENDED,
    Kind.REOPENED: State.LIVE,
    Kind.MERGED: State.MERGED,
}
_MARKS = {
    Kind.PINNED: ("pinned", True),
    Kind.UNPINNED: ("pinned", False),
    Kind.MARKED_KEY: ("key", True),
    Kind.UNMARKED_KEY: ("key", False),
}


@dataclass
class Made:
    """The rows that follow from the revisions of one coverage."""

    coverage: Columns = field(default_factory=lambda: {"state": State.LIVE, "post_count": 0})
    posts: dict[str, Columns] = field(default_factory=dict)
    order: list[str] = field(default_factory=list)  # posts from the lowest on the page
    gone: dict[int, tuple[Absence, int]] = field(default_factory=dict)  # sort and by
    contents: dict[str, Columns] = field(default_factory=dict)  # each post's present words
    withdrawn: set[str] = field(default_factory=set)
    moved: set[str] = field(default_factory=set)


def make(rows: Iterable[Revision]) -> Made:
    """Fold the revisions of one coverage, in order. Rows that make no sense are passed over."""
    made = Made()
    for row in rows:
        if row.kind in Kind.values:
            _fold(made, row, Kind(row.kind), content_of(row))
    return made


def _fold(made: Made, row: Revision, kind: Kind, said: Columns | None) -> None:
    coverage = made.coverage
    coverage["head"] = row.position
    coverage["state"] = _STATES.get(kind, coverage["state"])
    if kind in HEADERS:
        _header(coverage, row, kind, said)
    if kind in BEGINNINGS and row.post_id:
        _begin(made, row, said)
    if row.post_id in made.posts:
        _post(made, row.post_id, row, kind, said)
    if kind in PURGES:
        _words(made, row, kind, (said or {}).get("positions") or [])


def _header(coverage: Columns, row: Revision, kind: Kind, said: Columns | None) -> None:
    coverage["header_position"], coverage["header_leaf"] = row.position, bytes(row.leaf_hash)
    coverage.pop("title", None)
    if said is not None:
        coverage["title"] = said.get("title")
        if kind is Kind.OPENED:
            coverage["slug"] = said.get("slug")


def _begin(made: Made, row: Revision, said: Columns | None) -> None:
    made.coverage["post_count"] += 1
    post: Columns = {"ordinal": made.coverage["post_count"], "pinned": False, "key": False}
    posted_at = _posted_at(row, said)
    if posted_at is not None:
        post["posted_at"] = posted_at
    made.posts[str(row.post_id)] = post
    made.order.append(str(row.post_id))


def _posted_at(row: Revision, said: Columns | None) -> datetime | None:
    if row.kind == Kind.POSTED:
        return row.at
    if said is None:  # when a post that moved was first published stood in words that are gone
        return None
    elsewhere = (said.get("moved") or {}).get("published_at")
    return from_rfc3339(elsewhere) if elsewhere else row.at


def _post(made: Made, post_id: str, row: Revision, kind: Kind, said: Columns | None) -> None:
    post = made.posts[post_id]
    post["revision"], post["last_leaf"] = row.post_revision, bytes(row.leaf_hash)
    if kind in COPY:
        post["copy_position"] = row.position
        made.contents[post_id] = said or {}
    if kind in _MARKS:
        name, value = _MARKS[kind]
        post[name] = value
    if kind is Kind.REORDERED and said is not None:
        made.order.remove(post_id)
        above = said.get("above")
        made.order.insert(made.order.index(above) + 1 if above in made.order else 0, post_id)
    if kind is Kind.WITHDRAWN:
        made.withdrawn.add(post_id)
    if kind is Kind.MOVED_OUT:
        made.moved.add(post_id)
    _stand(made, post_id)


def _words(made: Made, row: Revision, kind: Kind, positions: list[int]) -> None:
    for position in positions:
        before = made.gone[position][0] if position in made.gone else None
        after = absence_after(before, kind)
        if after is None:
            made.gone.pop(position, None)
        elif after is not before:
            made.gone[position] = (after, row.position)
    for post_id in made.posts:
        _stand(made, post_id)


def _stand(made: Made, post_id: str) -> None:
    """How the post stands, what lists call it, and what it loses by not being shown."""
    post = made.posts[post_id]
    gone = made.gone.get(post["copy_position"])
    post["standing"] = standing_of(
        gone[0] if gone else None,
        withdrawn=post_id in made.withdrawn,
        moved=post_id in made.moved,
    )
    post["headline"] = "" if gone else made.contents[post_id].get("headline") or ""
    if post["standing"] != "shown":
        post["pinned"] = post["key"] = False
