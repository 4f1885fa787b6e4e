"""What may follow what in a coverage (docs/reference/record.md). Called under the row lock."""

from __future__ import annotations

from typing import Any

from stoppress.record.errors import Conflict, Refused
from stoppress.record.models import Coverage, Post
from stoppress.record.removal import positions
from stoppress.record.vocabulary import (
    BEGINNINGS,
    HEADERS,
    OF_COVERAGE,
    PURGES,
    Kind,
    Standing,
    State,
)

# `continued` is of the log and not of the story: a log may have to go on at any time.
_ALWAYS = PURGES | {
    Kind.REVISED,
    Kind.CORRECTED,
    Kind.CLARIFIED,
    Kind.WITHDRAWN,
    Kind.SHARED_CHANGED,
    Kind.CONTINUED,
}
_AFTER_THE_END = _ALWAYS | {Kind.HEADER_CHANGED, Kind.REOPENED, Kind.MERGED}
_NEEDS_STATE = {
    Kind.PAUSED: (State.LIVE, "This coverage is paused already; resume it when it goes on."),
    Kind.RESUMED: (State.PAUSED, "This coverage is not paused; posts can be published."),
    Kind.REOPENED: (State.ENDED, "This coverage has not ended; there is nothing to reopen."),
}
_NOT_SHOWN = {
    Standing.WITHDRAWN: "This post has been withdrawn; say what is new in another post.",
    Standing.WITHHELD: "This post is withheld; release its words first.",
    Standing.REMOVED: "The words of this post were removed; say what is new in another post.",
    Standing.MOVED: "This post has moved to another coverage; go on with it there.",
}


def check(
    coverage: Coverage,
    kind: Kind,
    post: Post | None,
    content: dict[str, Any],
    made_from: int | None,
) -> None:
    """Raise Refused, or Conflict, where `kind` may not come next."""
    if (kind is Kind.OPENED) != (coverage.head == 0):
        raise Refused(
            "This coverage is open already." if coverage.head else "Open this coverage first."
        )
    _check_state(coverage, kind)
    _check_whom(kind, post)
    if kind in HEADERS:
        _check_version(coverage.header_position, made_from, "header")
    if post is not None:
        _check_version(post.revision, made_from, "post")
        if kind not in PURGES:
            _check_post(kind, post)
    if kind in PURGES:
        positions.check(coverage, kind, post, content["positions"])


def check_standing(coverage: Coverage, kind: Kind, post: Post | None) -> None:
    """Raise Refused where `kind` may not come next whatever it says, as coverage and post stand.

    For whoever is about to ask for it; `check` decides.
    """
    _check_state(coverage, kind)
    if post is not None and kind not in PURGES:
        _check_post(kind, post)


def _check_state(coverage: Coverage, kind: Kind) -> None:
    if coverage.state == State.MERGED and kind not in _ALWAYS:
        raise Refused("This coverage was merged into another; go on there.")
    if coverage.state == State.ENDED and kind not in _AFTER_THE_END:
        raise Refused(
            "This coverage has ended; posts in it can still be corrected or withdrawn,"
            " or reopen it."
        )
    if coverage.state == State.PAUSED and kind is Kind.POSTED:
        raise Refused("This coverage is paused; resume it to publish in it.")
    needed, refusal = _NEEDS_STATE.get(kind, (coverage.state, ""))
    if coverage.state != needed:
        raise Refused(refusal)


def _check_whom(kind: Kind, post: Post | None) -> None:
    if post is not None and (kind in OF_COVERAGE or kind in BEGINNINGS):
        raise Refused(f"{kind} is not said of a post that exists; name no post.")
    if post is None and kind not in OF_COVERAGE | BEGINNINGS | PURGES:
        raise Refused(f"{kind} needs the post that it is said of; name it.")


def _check_version(present: int, made_from: int | None, noun: str) -> None:
    if made_from is not None and made_from != present:
        raise Conflict(
            f"Somebody has changed this {noun} meanwhile;"
            " compare the two versions and publish again."
        )


def _check_post(kind: Kind, post: Post) -> None:
    if not post.is_shown:
        raise Refused(_NOT_SHOWN[Standing(post.standing)])
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
