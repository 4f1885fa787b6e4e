"""What may follow what in a coverage (docs/reference/record.md). Called under the row lock."""

from __future__ import annotations

from stoppress.record.errors import Conflict, Refused
from stoppress.record.models import Coverage, Post
from stoppress.record.vocabulary import HEADERS, OF_COVERAGE, Kind, State

_AFTER_THE_END = frozenset({Kind.REVISED, Kind.CORRECTED, Kind.WITHDRAWN, Kind.HEADER_CHANGED})


def check(coverage: Coverage, kind: Kind, post: Post | None, made_from: int | None) -> None:
    """Raise Refused, or Conflict, where `kind` may not come next."""
    if coverage.head and kind is Kind.OPENED:
        raise Refused("This coverage is open already.")
    if coverage.state == State.ENDED and kind not in _AFTER_THE_END:
        raise Refused("This coverage has ended; posts in it can still be corrected or withdrawn.")
    if kind in OF_COVERAGE or kind is Kind.POSTED:
        if post is not None:
            raise Refused(f"{kind} is not said of a post that exists.")
        if kind in HEADERS:
            _check_version(coverage.header_position, made_from, "header")
        return
    if post is None:
        raise Refused(f"{kind} needs the post that it is said of.")
    _check_version(post.revision, made_from, "post")
    _check_post(kind, post)


def _check_version(present: int, made_from: int | None, noun: str) -> None:
    if made_from is not None and made_from != present:
        raise Conflict(
            f"Somebody has changed this {noun} meanwhile;"
            " compare the two versions and publish again."
        )


def _check_post(kind: Kind, post: Post) -> None:
    if not post.is_shown:
        raise Refused("This post has been withdrawn; nothing more can be done to it.")
    needs = {
        Kind.PINNED: (post.pinned, False, "This post is pinned already."),
        Kind.UNPINNED: (post.pinned, True, "This post is not pinned."),
        Kind.MARKED_KEY: (post.key, False, "This post is a key event already."),
        Kind.UNMARKED_KEY: (post.key, True, "This post is not a key event."),
    }
    if kind in needs:
        present, needed, refusal = needs[kind]
        if present != needed:
            raise Refused(refusal)
