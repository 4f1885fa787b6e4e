"""What one revision makes of the post that it is said of."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from stoppress.lib.clock import from_rfc3339
from stoppress.projection.timeline import (
    Correction,
    KeyEvent,
    Moved,
    Post,
    Purge,
    Withdrawal,
)
from stoppress.record.history import Published
from stoppress.record.removal.absence import absence_after
from stoppress.record.vocabulary import Absence, Kind


def begin(published: Published, ordinal: int) -> Post:
    """The post that its first revision makes."""
    return Post(
        id=published.post or "",
        ordinal=ordinal,
        revision=published.post_revision or 1,
        content=published.content,
        posted_at=published.at,
        words_at=published.position,
        corrections=tuple(_brought(published)),
        gone=_gone(published),
    )


def _brought(published: Published) -> Iterator[Correction]:
    """What was said of it in the coverage that it came from."""
    moved = published.content.get("moved") or {}
    for said in moved.get("notes") or []:
        yield Correction(
            position=published.position,
            at=from_rfc3339(said["at"]),
            note=said.get("note") or "",
            was=said.get("was"),
            now=said.get("now"),
            is_clarification=said.get("sort") == "clarification",
        )


def act(post: Post, published: Published) -> Post:
    """`post` after one revision more that is said of it."""
    post = replace(
        post,
        revision=published.post_revision or post.revision,
        gone={**post.gone, **_gone(published)},
    )
    return _ACTS[published.kind](post, published)


def purge_of(published: Published) -> Purge:
    """What a `withheld`, `removed` or `lost` says of the words that go."""
    said = published.content
    return Purge(Absence(published.kind.value), published.at, said.get("reason"), said.get("note"))


def purge(post: Post, positions: set[int], why: Purge) -> Post:
    """Its pin and its key mark go with its present words (docs/reference/record.md)."""
    purged = dict(post.purged)
    for position in sorted(positions):
        before = purged[position].sort if position in purged else None
        if absence_after(before, Kind(why.sort.value)) is not before:
            purged[position] = why
    post = replace(post, purged=purged)
    is_gone = post.words_at in positions and why.sort is not Absence.LOST
    return _unmarked(post) if is_gone else post


def release(post: Post, positions: set[int]) -> Post:
    left = {at: why for at, why in post.purged.items() if at not in positions}
    return replace(post, purged=left)


def _gone(published: Published) -> dict[int, Absence]:
    return {published.position: published.gone} if published.gone else {}


def _unmarked(post: Post) -> Post:
    return replace(post, pinned=None, key=None)


def _revised(post: Post, published: Published) -> Post:
    return replace(
        post, content=published.content, words_at=published.position, changed_at=published.at
    )


def _corrected(post: Post, published: Published) -> Post:
    said = published.content.get("correction") or {}
    correction = Correction(
        position=published.position,
        at=published.at,
        note=said.get("note") or "",
        was=said.get("was"),
        now=said.get("now"),
    )
    return replace(_revised(post, published), corrections=(*post.corrections, correction))


def _clarified(post: Post, published: Published) -> Post:
    said = published.content.get("clarification") or {}
    clarification = Correction(
        published.position, published.at, said.get("note") or "", is_clarification=True
    )
    return replace(_revised(post, published), corrections=(*post.corrections, clarification))


def _withdrawn(post: Post, published: Published) -> Post:
    reason = published.content.get("reason") or ""
    return replace(_unmarked(post), withdrawn=Withdrawal(published.at, reason, published.position))


def _moved_out(post: Post, published: Published) -> Post:
    said = published.content
    moved = Moved(published.at, said.get("to") or {}, said.get("note"), published.position)
    return replace(_unmarked(post), moved=moved)


def _purged(post: Post, published: Published) -> Post:
    return purge(post, set(published.content.get("positions") or ()), purge_of(published))


def _released(post: Post, published: Published) -> Post:
    return release(post, set(published.content.get("positions") or ()))


def _pinned(post: Post, published: Published) -> Post:
    return replace(post, pinned=published.position)


def _unpinned(post: Post, published: Published) -> Post:
    return replace(post, pinned=None)


def _marked_key(post: Post, published: Published) -> Post:
    return replace(post, key=KeyEvent(published.content.get("label"), published.position))


def _unmarked_key(post: Post, published: Published) -> Post:
    return replace(post, key=None)


def _reordered(post: Post, published: Published) -> Post:
    return post  # only its place is another


_ACTS: dict[Kind, Callable[[Post, Published], Post]] = {
    Kind.REVISED: _revised,
    Kind.CORRECTED: _corrected,
    Kind.CLARIFIED: _clarified,
    Kind.WITHDRAWN: _withdrawn,
    Kind.WITHHELD: _purged,
    Kind.RELEASED: _released,
    Kind.REMOVED: _purged,
    Kind.PINNED: _pinned,
    Kind.UNPINNED: _unpinned,
    Kind.MARKED_KEY: _marked_key,
    Kind.UNMARKED_KEY: _unmarked_key,
    Kind.REORDERED: _reordered,
    Kind.MOVED_OUT: _moved_out,
}
