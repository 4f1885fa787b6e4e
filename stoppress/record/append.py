"""The one writer of the record.

An append takes the coverage's row lock, gives the next position, writes the revision with its
leaf, and brings the state tables along, all in one transaction; so it does for every other
coverage that shows a shared thing which the words change. Appending *is* publishing: nothing here,
and no caller, tells anybody; the projection finds the new head by itself.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib.auth.models import AbstractBaseUser
from django.db import IntegrityError, transaction

from stoppress.lib.clock import now
from stoppress.record import rules
from stoppress.record.content.check import checked
from stoppress.record.errors import Refused
from stoppress.record.models import Coverage, Revision
from stoppress.record.rows import Press, already, lock, post_of, write
from stoppress.record.sharing.bring import Brought, bring, shown_elsewhere
from stoppress.record.sharing.telling import follow_up
from stoppress.record.state.bring_along import new_post
from stoppress.record.vocabulary import COPY, Kind


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
    if kind in _NOT_ALONE:
        raise Refused(f"{kind} is one part of an act; use {_NOT_ALONE[kind]}.")
    content, press = checked(kind, content), Press(actor, submission)
    try:
        with transaction.atomic():
            brought = bring(content, coverage_id, post_id=post_id) if kind in COPY else Brought()
            coverages = lock({coverage_id} | shown_elsewhere(brought, coverage_id))
            coverage = coverages.pop(coverage_id)
            post = post_of(coverage, post_id)
            rules.check(coverage, kind, post, content, made_from)
            if kind is Kind.POSTED:
                post = new_post(coverage)
            revision = write(coverage, kind, content, press, post)
            follow_up(brought, revision, content, coverages.values(), press)
    except (Refused, IntegrityError):
        # A press that comes again runs into what it did: each writes one row of a coverage.
        if first := already(coverage_id, press):
            return first
        raise
    return revision


_NOT_ALONE = {
    Kind.MOVED_OUT: "moving.move_post",
    Kind.MOVED_IN: "moving.move_post",
    Kind.MERGED: "moving.merge",
    Kind.JOINED: "moving.merge",
    Kind.SHARED_CHANGED: "shared.change_shared",
}
