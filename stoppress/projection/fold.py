"""Folding the record into a timeline: pure, so that one revision more equals all of them again.

It reads no database, no settings and no clock, and it renders nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import reduce

from stoppress.projection.timeline import (
    NOTHING,
    Correction,
    KeyEvent,
    Post,
    Timeline,
    Withdrawal,
)
from stoppress.record.history import Published
from stoppress.record.vocabulary import Kind


def fold(timeline: Timeline, published: Published) -> Timeline:
    """`timeline` after one revision more. Raises ValueError where it is not the next one."""
    if published.position != timeline.position + 1:
        raise ValueError(
            f"position {published.position} cannot follow {timeline.position}"
            f" of {timeline.slug or 'a coverage'}"
        )
    timeline = replace(timeline, position=published.position, changed_at=published.at)
    if published.post is None:
        return _OF_COVERAGE[published.kind](timeline, published)
    if published.kind is Kind.POSTED:
        post = _posted(timeline, published)
    else:
        post = _OF_POST[published.kind](timeline.posts[published.post], published)
        post = replace(post, revision=published.post_revision or post.revision)
    return replace(timeline, posts={**timeline.posts, post.id: post})


def fold_all(revisions: Iterable[Published], timeline: Timeline = NOTHING) -> Timeline:
    """`timeline` after all of `revisions`."""
    return reduce(fold, revisions, timeline)


def _opened(timeline: Timeline, published: Published) -> Timeline:
    header = published.content
    return replace(timeline, slug=header["slug"], header=header, opened_at=published.at)


def _header_changed(timeline: Timeline, published: Published) -> Timeline:
    return replace(timeline, header=published.content)


def _ended(timeline: Timeline, published: Published) -> Timeline:
    return replace(timeline, state="ended", ending=published.content.get("note"))


def _posted(timeline: Timeline, published: Published) -> Post:
    return Post(
        id=published.post or "",
        ordinal=len(timeline.posts) + 1,
        revision=published.post_revision or 1,
        content=published.content,
        posted_at=published.at,
    )


def _revised(post: Post, published: Published) -> Post:
    return replace(post, content=published.content, changed_at=published.at)


def _corrected(post: Post, published: Published) -> Post:
    said = published.content["correction"]
    correction = Correction(published.at, said["note"], said.get("was"), said.get("now"))
    return replace(
        _revised(post, published),
        corrections=(*post.corrections, correction),
    )


def _withdrawn(post: Post, published: Published) -> Post:
    """Its pin and its key mark go with it (docs/reference/record.md)."""
    withdrawal = Withdrawal(published.at, published.content["reason"])
    return replace(post, changed_at=published.at, withdrawn=withdrawal, pinned=None, key=None)


def _pinned(post: Post, published: Published) -> Post:
    return replace(post, pinned=published.position)


def _unpinned(post: Post, published: Published) -> Post:
    return replace(post, pinned=None)


def _marked_key(post: Post, published: Published) -> Post:
    return replace(post, key=KeyEvent(published.content.get("label")))


def _unmarked_key(post: Post, published: Published) -> Post:
    return replace(post, key=None)


_OF_COVERAGE: dict[Kind, Callable[[Timeline, Published], Timeline]] = {
    Kind.OPENED: _opened,
    Kind.HEADER_CHANGED: _header_changed,
    Kind.ENDED: _ended,
}
_OF_POST: dict[Kind, Callable[[Post, Published], Post]] = {
    Kind.REVISED: _revised,
    Kind.CORRECTED: _corrected,
    Kind.WITHDRAWN: _withdrawn,
    Kind.PINNED: _pinned,
    Kind.UNPINNED: _unpinned,
    Kind.MARKED_KEY: _marked_key,
    Kind.UNMARKED_KEY: _unmarked_key,
}
