"""What a revision costs follows from what it changes, not from how many posts there are."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import cache
from typing import Any

import pytest

from stoppress.projection.fold import fold, fold_all, unopened
from stoppress.projection.frames import frame
from stoppress.projection.regions import Standing, standing
from stoppress.record.vocabulary import Kind
from tests.newsroom import harbour_fire, some_post
from tests.projection.test_fold import said
from tests.projection.things import copies, told

THREAD = copies(["thread"], {"thread": 1})


@cache
def a_day(posts: int) -> Standing:
    """A coverage of so many posts, all of one thread, two of which are key and one pinned."""
    day = [said(1, Kind.OPENED, harbour_fire())]
    day += [
        said(at, Kind.POSTED, some_post(f"Post {at}") | THREAD, f"p{at}")
        for at in range(2, posts + 2)
    ]
    for kind, id in ((Kind.MARKED_KEY, "p3"), (Kind.MARKED_KEY, "p8"), (Kind.PINNED, "p5")):
        day.append(said(len(day) + 1, kind, {}, id))
    return standing(fold_all(day, unopened("harbour-fire")), "en")


def calls(act: Callable[[], object]) -> int:
    """How many functions, ours and Python's, are called while `act` runs."""
    count = 0

    def note(frame: object, event: str, argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(note)
    try:
        act()
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize(
    ("kind", "content", "post"),
    [
        (Kind.POSTED, some_post("News") | THREAD, "news"),
        (Kind.REVISED, some_post("Other") | THREAD, "p6"),
        (Kind.WITHDRAWN, {"reason": "Not so."}, "p6"),
        (Kind.REMOVED, {"reason": "legal", "positions": [6]}, "p6"),
        (Kind.PINNED, {}, "p6"),
        (Kind.MARKED_KEY, {"label": None}, "p6"),
        (Kind.REORDERED, {"above": "p4"}, "p6"),
        (Kind.ENDED, {"note": None}, None),
        (Kind.HEADER_CHANGED, harbour_fire() | {"title": "The harbour burns"}, None),
        (
            Kind.SHARED_CHANGED,
            {"shared": "claim", "sort": "claim", "version": 1} | told("claim", 1),
            None,
        ),
    ],
)
def test_it_is_the_same_for_a_few_posts_and_for_many(
    kind: Kind, content: dict[str, Any], post: str | None
) -> None:
    def one_more(before: Standing) -> None:
        revision = said(before.timeline.position + 1, kind, content, post)
        after = standing(fold(before.timeline, revision), "en", before)
        frame(before, after, revision)

    few, many = a_day(200), a_day(2_000)
    one_more(few)  # what is looked up but once
    assert calls(lambda: one_more(many)) <= 1.05 * calls(lambda: one_more(few))
