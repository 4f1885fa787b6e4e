"""Writing one row of the record, with its leaf, and all that follows from it.

For `append`, `moving` and `shared` alone; they have locked the coverage and asked the rules.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib.auth.models import AbstractBaseUser

from stoppress.lib.clock import now
from stoppress.record.content.check import as_bytes
from stoppress.record.errors import Refused
from stoppress.record.leaf import SALT_BYTES, commitment, leaf_bytes, leaf_hash
from stoppress.record.models import Coverage, Post, Revision
from stoppress.record.removal.effect import take_effect
from stoppress.record.state.bring_along import bring_along
from stoppress.record.statements import locked_coverages, save_together
from stoppress.record.vocabulary import PURGES, Kind


@dataclass(frozen=True)
class Press:
    """One press of a button: who pressed, and the UUID by which a repeat of it is known."""

    actor: AbstractBaseUser | None = None
    submission: UUID | None = None


def lock(coverage_ids: Iterable[str]) -> dict[str, Coverage]:
    """These coverages by id, locked until the transaction ends. Raises Refused for one unknown.

    Always in the order of their ids, so that two acts never wait for each other. SQLite has no
    row locks; there the transaction itself (BEGIN IMMEDIATE) keeps others out.
    """
    wanted = set(coverage_ids)
    found = {coverage.id: coverage for coverage in locked_coverages(wanted)}
    if len(found) < len(wanted):
        raise Refused("There is no such coverage; choose one of those that there are.")
    return found


def post_of(coverage: Coverage, post_id: str | None) -> Post | None:
    """The post of that id, None where none is named. Raises Refused where it is not of here."""
    if post_id is None:
        return None
    try:
        return Post.objects.get(coverage=coverage, id=post_id)
    except Post.DoesNotExist:
        raise Refused("There is no such post in this coverage.") from None


def already(coverage_id: str, press: Press) -> Revision | None:
    """What the same press has written in that coverage before."""
    if press.submission is None:
        return None
    return Revision.objects.filter(coverage=coverage_id, submission=press.submission).first()


def write(
    coverage: Coverage, kind: Kind, content: dict[str, Any], press: Press, post: Post | None = None
) -> Revision:
    """The next revision of a locked coverage, saved; `content` is checked. Raises BadContent."""
    revision = _revision(coverage, kind, content, press, post)
    bring_along(coverage, post, revision, content)
    save_together(revision, coverage, post)
    if kind in PURGES:
        take_effect(coverage, post, revision, content)
    return revision


def _revision(
    coverage: Coverage, kind: Kind, content: dict[str, Any], press: Press, post: Post | None
) -> Revision:
    at, said = now(), as_bytes(content)
    salt = secrets.token_bytes(SALT_BYTES)
    sealed = commitment(salt, said)
    post_revision = post.revision + 1 if post else None
    leaf = leaf_bytes(
        coverage=coverage.id,
        position=coverage.head + 1,
        kind=kind,
        post=post.id if post else None,
        revision=post_revision,
        at=at,
        prev=bytes(post.last_leaf if post else coverage.header_leaf),
        content=sealed,
    )
    return Revision(
        coverage=coverage,
        position=coverage.head + 1,
        kind=kind,
        post=post,
        post_revision=post_revision,
        at=at,
        actor_id=press.actor.pk if press.actor else None,
        submission=press.submission,
        content=said,
        salt=salt,
        commitment=sealed,
        leaf=leaf,
        leaf_hash=leaf_hash(leaf),
    )
