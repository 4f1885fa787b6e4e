"""Putting posts into a timeline, with its order, counts, pins, key events and uses kept in step.

The work is that of the posts put, never of all: no loop here runs over a coverage.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Collection, Iterable
from dataclasses import replace

from stoppress.projection.places import place_of
from stoppress.projection.shared import shown_in
from stoppress.projection.timeline import Post, Timeline


def put(timeline: Timeline, *posts: Post) -> Timeline:
    """`timeline` with `posts` as they are now; a new one stands at the top."""
    known, uses, tally = dict(timeline.posts), dict(timeline.uses), dict(timeline.tally)
    order, touched = timeline.order, dict.fromkeys(timeline.touched)
    for post in posts:
        old = known.get(post.id)
        if old is None:
            order = (*order, post.id)
        else:
            tally[old.standing] -= 1
        shown = shown_in(post.copy, timeline.shared) if post.is_shown else {}
        known[post.id] = replace(post, things=shown)
        tally[post.standing] = tally.get(post.standing, 0) + 1
        _use(uses, post.id, old.things if old else (), shown)
        touched[post.id] = None
    timeline = replace(
        timeline, posts=known, uses=uses, tally=tally, order=order, touched=tuple(touched)
    )
    return _with_marks(timeline, posts)


def reorder(timeline: Timeline, id: str, above: str | None) -> Timeline:
    """The post now stands directly above that one; null: below all."""
    place = place_of(timeline, id)
    rest = timeline.order[:place] + timeline.order[place + 1 :]
    if above is None:
        place = 0
    else:
        target = place_of(timeline, above)
        place = target + (target < place)
    timeline = replace(timeline, order=(*rest[:place], id, *rest[place:]))
    return replace(
        timeline, keys=tuple(sorted(timeline.keys, key=lambda key: place_of(timeline, key)))
    )


def _use(
    uses: dict[str, tuple[str, ...]], id: str, before: Collection[str], now: Collection[str]
) -> None:
    """The post shows the things of `now` instead of those of `before`."""
    for thing in before:
        if thing not in now:
            uses[thing] = _without(uses[thing], id)
    for thing in now:
        if thing not in before:
            uses[thing] = (*uses.get(thing, ()), id)


def _with_marks(timeline: Timeline, posts: Iterable[Post]) -> Timeline:
    pins, keys = timeline.pins, timeline.keys
    for post in posts:
        if (post.pinned is not None) is not (post.id in pins):
            pins = _without(pins, post.id) if post.pinned is None else (post.id, *pins)
        if (post.key is not None) is not (post.id in keys):
            keys = _without(keys, post.id) if post.key is None else _placed(timeline, keys, post.id)
    return replace(timeline, pins=pins, keys=keys)


def _without(ids: tuple[str, ...], id: str) -> tuple[str, ...]:
    place = ids.index(id)
    return ids[:place] + ids[place + 1 :]


def _placed(timeline: Timeline, keys: tuple[str, ...], id: str) -> tuple[str, ...]:
    placed = list(keys)
    insort(placed, id, key=lambda key: place_of(timeline, key))
    return tuple(placed)
