"""Folding the record into a timeline: pure, so that one revision more equals all of them again.

It reads no database, no settings and no clock, and it renders nothing. It folds the record as it
reads now, words gone (`Published.gone`) included: a timeline that was folded before a purge
(`vocabulary.PURGES`) holds words that the record has no more, or lacks some that are back, so after
one, fold from `unopened` again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import reduce

from stoppress.projection.acts import act, begin, purge, purge_of, release
from stoppress.projection.shared import Content, news
from stoppress.projection.shelf import put, reorder
from stoppress.projection.timeline import NOTHING, Joined, Timeline, Turn
from stoppress.record.history import Published
from stoppress.record.vocabulary import BEGINNINGS, Kind, State

# Of a header whose words are gone this is kept from the one before it, to place posts by.
_NO_WORDS = ("slug", "language", "zone", "zone_name", "date", "origin")
_STATES = {
    Kind.PAUSED: State.PAUSED,
    Kind.RESUMED: State.LIVE,
    Kind.ENDED: State.ENDED,
    Kind.REOPENED: State.LIVE,
    Kind.MERGED: State.MERGED,
}


def unopened(slug: str) -> Timeline:
    """Where folding begins. The address is given, as the words of `opened` may be gone."""
    return Timeline(slug=slug)


def fold(timeline: Timeline, published: Published) -> Timeline:
    """`timeline` after one revision more. Raises ValueError where it is not the next one."""
    if published.position != timeline.position + 1:
        raise ValueError(
            f"position {published.position} cannot follow {timeline.position}"
            f" of {timeline.slug or 'a coverage'}"
        )
    timeline = replace(timeline, position=published.position, changed_at=published.at, touched=())
    timeline = _of_things(timeline, published)
    if published.post is None:
        return _OF_COVERAGE[published.kind](timeline, published)
    return _of_post(timeline, published, published.post)


def fold_all(revisions: Iterable[Published], timeline: Timeline = NOTHING) -> Timeline:
    """`timeline` after all of `revisions`."""
    return reduce(fold, revisions, timeline)


def _of_things(timeline: Timeline, published: Published) -> Timeline:
    """What the revision says anew of shared things changes every post that shows them."""
    newer = news(published, timeline.shared)
    if not newer:
        return timeline
    timeline = replace(timeline, shared={**timeline.shared, **newer})
    shown_in = dict.fromkeys(id for thing in newer for id in timeline.uses.get(thing, ()))
    return put(timeline, *(timeline.posts[id] for id in shown_in))


def _of_post(timeline: Timeline, published: Published, id: str) -> Timeline:
    if published.kind in BEGINNINGS:
        return put(timeline, begin(published, len(timeline.posts) + 1))
    timeline = put(timeline, act(timeline.posts[id], published))
    if published.kind is Kind.REORDERED and not published.gone:
        return reorder(timeline, id, published.content.get("above"))
    return timeline


def _header(timeline: Timeline, published: Published) -> Timeline:
    header: Content = published.content
    if published.gone:
        kept = {key: timeline.header[key] for key in _NO_WORDS if key in timeline.header}
        header = {**kept, "title": "The words of this header are not shown"}
    return replace(
        timeline,
        slug=timeline.slug or header.get("slug") or "",
        header=header,
        opened_at=timeline.opened_at or published.at,
    )


def _turned(timeline: Timeline, published: Published) -> Timeline:
    said = published.content
    return replace(
        timeline,
        state=_STATES[published.kind].value,
        turn=Turn(published.position, published.kind, said.get("note"), said.get("into")),
    )


def _joined(timeline: Timeline, published: Published) -> Timeline:
    other = published.content.get("from")
    if not other:
        return timeline
    join = Joined(published.position, other["slug"], other["title"])
    return replace(timeline, joins=(*timeline.joins, join))


def _purged(timeline: Timeline, published: Published) -> Timeline:
    """Seldom, so it may look at every post: a `lost` names positions of any."""
    positions = set(published.content.get("positions") or ())
    why = purge_of(published)
    timeline = replace(timeline, silent=timeline.silent | positions)
    return put(
        timeline,
        *(
            purge(post, mine, why)
            for post in timeline.posts.values()
            if (mine := positions & post.spoken)
        ),
    )


def _released(timeline: Timeline, published: Published) -> Timeline:
    positions = set(published.content.get("positions") or ())
    timeline = replace(timeline, silent=timeline.silent - positions)
    return put(
        timeline,
        *(
            release(post, positions)
            for post in timeline.posts.values()
            if positions & post.purged.keys()
        ),
    )


def _unchanged(timeline: Timeline, published: Published) -> Timeline:
    return timeline


_OF_COVERAGE: dict[Kind, Callable[[Timeline, Published], Timeline]] = {
    Kind.OPENED: _header,
    Kind.HEADER_CHANGED: _header,
    Kind.SHARED_CHANGED: _unchanged,  # `_of_things` has done it
    Kind.PAUSED: _turned,
    Kind.RESUMED: _turned,
    Kind.ENDED: _turned,
    Kind.REOPENED: _turned,
    Kind.MERGED: _turned,
    Kind.JOINED: _joined,
    Kind.WITHHELD: _purged,
    Kind.RELEASED: _released,
    Kind.REMOVED: _purged,
    Kind.LOST: _purged,
    Kind.CONTINUED: _unchanged,
}
