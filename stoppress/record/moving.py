"""Acts of two coverages: a post moves from one to the other, or one is merged into the other.

Each is one transaction with a revision in both logs; both or neither is written.
"""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from stoppress.lib.clock import to_rfc3339
from stoppress.record import rules
from stoppress.record.content.check import checked
from stoppress.record.content.notes import notes_of
from stoppress.record.errors import Conflict, Refused
from stoppress.record.models import Coverage, Post, Revision
from stoppress.record.rows import Press, already, lock, write
from stoppress.record.sharing.bring import bring, never_mind
from stoppress.record.sharing.telling import follow_up, forget_uses
from stoppress.record.state.bring_along import new_post
from stoppress.record.vocabulary import Kind, State

Pair = tuple[Revision, Revision]
_OF_ITS_REVISION = frozenset({"correction", "clarification", "moved"})  # not of the words
_CLOSED = (State.ENDED, State.MERGED)


def move_post(
    post_id: str,
    to_coverage_id: str,
    *,
    note: str | None = None,
    actor: AbstractBaseUser | None = None,
    submission: UUID | None = None,
    made_from: int | None = None,
) -> Pair:
    """Let a post go on in another coverage: (`moved_out` here, `moved_in` there).

    There it is a new post, above all others, with the words that it has here, and with what was
    said of it when it was corrected or clarified. The same
    `submission` gives the same rows again. Raises Refused, Conflict or BadContent.
    """
    press = Press(actor, submission)
    with transaction.atomic():
        post, words = _words_of(post_id)
        if post.coverage_id == to_coverage_id:
            raise Refused("This post is in that coverage already; choose another.")
        if pair := _pair_of(post.coverage_id, to_coverage_id, press):
            return pair
        taken = json.loads(bytes(words.content or b"{}"))
        taken = {name: value for name, value in taken.items() if name not in _OF_ITS_REVISION}
        brought = bring(taken, to_coverage_id, as_known=True)
        coverages = lock([post.coverage_id, to_coverage_id])
        here, there = coverages[post.coverage_id], coverages[to_coverage_id]
        if pair := _pair_of(here.id, there.id, press):
            never_mind(brought)
            return pair
        post.refresh_from_db()
        _check_unchanged(post, words)
        new = new_post(there)
        left = checked(Kind.MOVED_OUT, {"to": _address(there) | {"post": new.id}, "note": note})
        came = checked(Kind.MOVED_IN, taken | {"moved": _whence(here, post, words)})
        rules.check(here, Kind.MOVED_OUT, post, left, made_from)
        _check_goes_on(there)
        rules.check(there, Kind.MOVED_IN, None, came, None)
        pair = (
            write(here, Kind.MOVED_OUT, left, press, post),
            write(there, Kind.MOVED_IN, came, press, new),
        )
        follow_up(brought, pair[1], came, (), press)
        forget_uses(post)
    return pair


def merge(
    coverage_id: str,
    into_id: str,
    *,
    note: str | None = None,
    actor: AbstractBaseUser | None = None,
    submission: UUID | None = None,
) -> Pair:
    """End a coverage whose readers go on in another: (`merged` here, `joined` there).

    Nothing is appended again: posts, addresses and logs stay where they are.
    """
    press = Press(actor, submission)
    if coverage_id == into_id:
        raise Refused("A coverage cannot be merged into itself; choose another.")
    with transaction.atomic():
        coverages = lock([coverage_id, into_id])
        if pair := _pair_of(coverage_id, into_id, press):
            return pair
        here, there = coverages[coverage_id], coverages[into_id]
        left = checked(Kind.MERGED, {"into": _address(there), "note": note})
        came = checked(Kind.JOINED, {"from": _address(here)})
        rules.check(here, Kind.MERGED, None, left, None)
        _check_goes_on(there)
        rules.check(there, Kind.JOINED, None, came, None)
        return write(here, Kind.MERGED, left, press), write(there, Kind.JOINED, came, press)


def _words_of(post_id: str) -> tuple[Post, Revision]:
    """The post, and the revision that its present words stand in; not locked yet."""
    post = Post.objects.filter(id=post_id).first()
    if post is None:
        raise Refused("There is no such post; choose one of those that there are.")
    words = Revision.objects.get(coverage=post.coverage_id, position=post.copy_position)
    return post, words


def _check_unchanged(post: Post, words: Revision) -> None:
    if post.copy_position != words.position:
        raise Conflict("Somebody has changed this post meanwhile; look at it and move it again.")
    if post.is_shown and words.content is None:
        raise Refused("The words of this post are lost; it can be moved once they are found.")


def _check_goes_on(coverage: Coverage) -> None:
    if coverage.state in _CLOSED:
        raise Refused(f"/{coverage.slug} does not go on; choose a coverage that does.")


def _pair_of(here: str, there: str, press: Press) -> Pair | None:
    """What the same press has written before."""
    out, into = already(here, press), already(there, press)
    return (out, into) if out and into else None


def _address(coverage: Coverage) -> dict[str, Any]:
    return {"coverage": coverage.id, "slug": coverage.slug, "title": coverage.title}


def _whence(here: Coverage, post: Post, words: Revision) -> dict[str, Any]:
    whence = _address(here) | {
        "post": post.id,
        "position": words.position,
        "leaf": bytes(words.leaf_hash).hex(),
        "published_at": to_rfc3339(post.posted_at, microseconds=True),
    }
    notes = notes_of(post)
    return whence | {"notes": notes} if notes else whence
