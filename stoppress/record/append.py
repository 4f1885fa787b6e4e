"""The one writer of the record.

An append takes the coverage's row lock, gives the next position, writes the revision with its
leaf, and brings the two state tables along, all in one transaction. Appending *is* publishing:
nothing here, and no caller, tells anybody; the projection finds the new head by itself.
"""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib.auth.models import AbstractBaseUser
from django.db import IntegrityError, transaction

from stoppress.lib.clock import now
from stoppress.record import rules
from stoppress.record.content import as_bytes, checked
from stoppress.record.errors import Refused
from stoppress.record.leaf import SALT_BYTES, commitment, leaf_bytes, leaf_hash
from stoppress.record.models import Coverage, Post, Revision
from stoppress.record.vocabulary import COPY, HEADERS, Kind, Standing, State


def open_coverage(
    content: dict[str, Any],
    *,
    actor: AbstractBaseUser | None = None,
    submission: UUID | None = None,
) -> Revision:
    """Begin a coverage at `content["slug"]`, position 1. Raises Refused where the slug is taken."""
    content = checked(Kind.OPENED, content)
    try:
        with transaction.atomic():
            coverage = Coverage.objects.create(
                slug=content["slug"], title=content["title"], opened_at=now()
            )
            return append(coverage.id, Kind.OPENED, content, actor=actor, submission=submission)
    except IntegrityError:
        again = Revision.objects.filter(submission=submission, kind=Kind.OPENED)
        if submission and (revision := again.first()):
            return revision
        raise Refused(
            f"There is a coverage at /{content['slug']}/ already; choose another address."
        ) from None


def append(
    coverage_id: str,
    kind: Kind,
    content: dict[str, Any],
    *,
    post_id: str | None = None,
    actor: AbstractBaseUser | None = None,
    submission: UUID | None = None,
    made_from: int | None = None,
) -> Revision:
    """Publish one change of a coverage and return its row, durable when this returns.

    `content` is an object of docs/reference/content.md. `submission` makes a repeat harmless: the
    first row comes back. `made_from` is the post's revision (for a header: its position) that the
    words were made from. Raises Refused, Conflict or BadContent; then nothing is written.
    """
    content = checked(kind, content)
    said = as_bytes(content)
    with transaction.atomic():
        coverage = _locked(coverage_id)
        if submission and (first := _already(coverage, submission)):
            return first
        post = _post_of(coverage, post_id)
        rules.check(coverage, kind, post, made_from)
        if kind is Kind.POSTED:
            ordinal = coverage.post_count + 1
            post = Post(coverage=coverage, ordinal=ordinal, place=ordinal, revision=0)
        revision = _revision(coverage, kind, post, said, actor, submission)
        _bring_along(coverage, post, revision, content)
        revision.save(force_insert=True)
    return revision


def _locked(coverage_id: str) -> Coverage:
    # SQLite has no row lock; there the transaction itself (BEGIN IMMEDIATE) keeps others out.
    try:
        return Coverage.objects.select_for_update().get(id=coverage_id)
    except Coverage.DoesNotExist:
        raise Refused("There is no such coverage.") from None


def _already(coverage: Coverage, submission: UUID) -> Revision | None:
    return Revision.objects.filter(coverage=coverage, submission=submission).first()


def _post_of(coverage: Coverage, post_id: str | None) -> Post | None:
    if post_id is None:
        return None
    try:
        return Post.objects.get(coverage=coverage, id=post_id)
    except Post.DoesNotExist:
        raise Refused("There is no such post in this coverage.") from None


def _revision(
    coverage: Coverage,
    kind: Kind,
    post: Post | None,
    said: bytes,
    actor: AbstractBaseUser | None,
    submission: UUID | None,
) -> Revision:
    at: datetime = now()
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
        actor_id=actor.pk if actor else None,
        submission=submission,
        content=said,
        salt=salt,
        commitment=sealed,
        leaf=leaf,
        leaf_hash=leaf_hash(leaf),
    )


def _bring_along(
    coverage: Coverage, post: Post | None, revision: Revision, content: dict[str, Any]
) -> None:
    """Keep Coverage and Post at what the revisions now say."""
    coverage.head = revision.position
    if revision.kind in HEADERS:
        coverage.title = content["title"]
        coverage.header_position = revision.position
        coverage.header_leaf = revision.leaf_hash
    if revision.kind == Kind.ENDED:
        coverage.state = State.ENDED
    if post is not None:
        _bring_post_along(post, revision, content)
        coverage.post_count = max(coverage.post_count, post.ordinal)
        post.save()
    coverage.save()


def _bring_post_along(post: Post, revision: Revision, content: dict[str, Any]) -> None:
    post.revision = revision.post_revision or 1
    post.last_leaf = revision.leaf_hash
    kind = Kind(revision.kind)
    if kind is Kind.POSTED:
        post.posted_at = revision.at
    if kind in COPY:
        post.copy_position = revision.position
        post.headline = content.get("headline") or ""
    if kind in (Kind.PINNED, Kind.UNPINNED):
        post.pinned = kind is Kind.PINNED
    if kind in (Kind.MARKED_KEY, Kind.UNMARKED_KEY):
        post.key = kind is Kind.MARKED_KEY
    if kind is Kind.WITHDRAWN:
        post.standing, post.pinned, post.key = Standing.WITHDRAWN, False, False
