"""Keeping Coverage and Post at what the revisions say. All of it follows from them."""

from __future__ import annotations

from typing import Any

from stoppress.lib.clock import from_rfc3339
from stoppress.record.models import Coverage, Post, Revision
from stoppress.record.order import place_above, top_place
from stoppress.record.vocabulary import BEGINNINGS, COPY, HEADERS, Kind, Standing, State

_STATES = {
    Kind.PAUSED: State.PAUSED,
    Kind.RESUMED: State.LIVE,
    Kind.ENDED: State.ENDED,
    Kind.REOPENED: State.LIVE,
    Kind.MERGED: State.MERGED,
}
_STANDINGS = {Kind.WITHDRAWN: Standing.WITHDRAWN, Kind.MOVED_OUT: Standing.MOVED}
_PINS = {Kind.PINNED: True, Kind.UNPINNED: False}
_KEYS = {Kind.MARKED_KEY: True, Kind.UNMARKED_KEY: False}


def new_post(coverage: Coverage) -> Post:
    """A post that its first revision, appended next, brings into being: the newest of all."""
    ordinal = coverage.post_count + 1
    return Post(coverage=coverage, ordinal=ordinal, place=top_place(coverage), revision=0)


def bring_along(
    coverage: Coverage, post: Post | None, revision: Revision, content: dict[str, Any]
) -> None:
    """Make of a coverage and of its post what `revision` says; `rows.write` saves them with it.

    Raises Refused where a post cannot be put where `reordered` says. What withheld, released,
    removed and lost do besides is told in `removal`.
    """
    kind = Kind(revision.kind)
    coverage.head = revision.position
    coverage.state = _STATES.get(kind, State(coverage.state))
    if kind in HEADERS:
        coverage.title = content["title"]
        coverage.header_position = revision.position
        coverage.header_leaf = revision.leaf_hash
    if post is not None:
        _bring_post_along(post, revision, content)
        coverage.post_count = max(coverage.post_count, post.ordinal)


def _bring_post_along(post: Post, revision: Revision, content: dict[str, Any]) -> None:
    kind = Kind(revision.kind)
    post.revision = revision.post_revision or 1
    post.last_leaf = revision.leaf_hash
    if kind in BEGINNINGS:
        # A post that has moved was published when it was first published, elsewhere.
        elsewhere = (content.get("moved") or {}).get("published_at")
        post.posted_at = from_rfc3339(elsewhere) if elsewhere else revision.at
    if kind in COPY:
        post.copy_position = revision.position
        post.headline = content.get("headline") or ""
    if kind is Kind.REORDERED:
        post.place = place_above(post, content.get("above"))
    post.pinned = _PINS.get(kind, post.pinned)
    post.key = _KEYS.get(kind, post.key)
    if kind in _STANDINGS:
        post.standing, post.pinned, post.key = _STANDINGS[kind], False, False
