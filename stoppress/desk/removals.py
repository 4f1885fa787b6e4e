"""Taking the words of a post away at the desk: one editor withholds, two remove.

The desk's pages call these. What goes besides the record's own words is done here: drafts of the
post, its pictures, what the database's files still hold.
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.contrib.auth.models import User
from django.db import transaction

from stoppress.desk.leftovers import drop_drafts_of, finish
from stoppress.desk.models import RemovalRequest, VersionRemoval
from stoppress.desk.two_editors import require_another
from stoppress.lib.clock import now
from stoppress.record.content.carried import pictures_in
from stoppress.record.errors import Refused
from stoppress.record.models import Gone, Post, Revision
from stoppress.record.removal.removing import posts_of_one, release, remove, withhold
from stoppress.record.removal.scrub import Scrubbed
from stoppress.record.vocabulary import Standing


def withhold_post(
    person: User,
    post: Post,
    *,
    reason: str,
    note: str = "",
    submission: UUID | None = None,
    made_from: int | None = None,
) -> Revision:
    """All that the post ever said is shown nowhere from now on; `release_post` undoes it."""
    return withhold(
        post.coverage_id,
        post_id=post.id,
        reason=reason,
        note=note or None,
        actor=person,
        submission=submission,
        made_from=made_from,
    )


def release_post(
    person: User, post: Post, *, note: str = "", submission: UUID | None = None
) -> Revision:
    """Show again what was withheld. Refused while somebody asks for its removal."""
    if open_request(post) is not None:
        raise Refused("Its removal has been asked for; call that off first, then release it.")
    return release(
        post.coverage_id,
        post_id=post.id,
        note=note or None,
        actor=person,
        submission=submission,
    )


def removals_waiting() -> int:
    """How many removals wait for an answer; one statement."""
    posts = RemovalRequest.objects.filter(answered_at=None).values("asked_at")
    versions = VersionRemoval.objects.filter(answered_at=None).values("asked_at")
    return posts.union(versions, all=True).count()


def open_request(post: Post) -> RemovalRequest | None:
    """The removal of the post's words that waits for an answer."""
    return RemovalRequest.objects.filter(post=post, answered_at=None).first()


def ask_removal(
    person: User,
    post: Post,
    *,
    reason: str,
    note: str = "",
    positions: Sequence[int] = (),
    submission: UUID | None = None,
) -> RemovalRequest:
    """Ask to have all that the post ever said destroyed; until then it is withheld.

    `positions`: only these older words of it, while its present ones stay.
    """
    with transaction.atomic():
        if (already := open_request(post)) is not None:
            return already
        post = Post.objects.get(id=post.id)
        if post.standing == Standing.REMOVED:
            raise Refused("The words of this post have been removed already.")
        if positions:
            withhold_older(person, post, positions, reason=reason, note=note, submission=submission)
        elif post.standing != Standing.WITHHELD:
            withhold_post(person, post, reason=reason, note=note, submission=submission)
        return RemovalRequest.objects.create(
            coverage_id=post.coverage_id,
            post=post,
            reason=reason,
            note=note,
            positions=sorted(positions),
            asked_by=person,
            asked_at=now(),
        )


def withhold_older(
    person: User,
    post: Post,
    positions: Sequence[int],
    *,
    reason: str,
    note: str = "",
    submission: UUID | None = None,
) -> None:
    """Withhold those of `positions` that are not withheld yet. The present words are not older."""
    if post.copy_position in positions:
        raise Refused("These are the words of now; correct the post first, or withhold it whole.")
    gone = Gone.objects.filter(coverage=post.coverage_id, position__in=positions)
    there = set(positions) - set(gone.values_list("position", flat=True))
    if there:
        withhold(
            post.coverage_id,
            post_id=post.id,
            positions=sorted(there),
            reason=reason,
            note=note or None,
            actor=person,
            submission=submission,
        )


def call_off_removal(person: User, request: RemovalRequest) -> None:
    """Leave the words withheld, to be released or asked about again."""
    with transaction.atomic():
        answered = _still_open(request)
        answered.answered_by, answered.answered_at = person, now()
        answered.save()


def confirm_removal(
    person: User, request: RemovalRequest, *, submission: UUID | None = None
) -> tuple[RemovalRequest, Scrubbed]:
    """Destroy the words. Gives the request as answered, and what became of the database's files.

    Raises Refused where another editor must confirm (setting `removal`), or the request was
    answered meanwhile.
    """
    with transaction.atomic():
        answered = _still_open(request)
        require_another(person, answered)
        posts = set(posts_of_one(answered.post_id))
        rows = Revision.objects.filter(post__in=posts)
        answered.pictures = sorted({name for row in rows for name in pictures_in(row)})
        revision = remove(
            answered.coverage_id,
            post_id=answered.post_id,
            positions=answered.positions or None,
            reason=answered.reason,
            note=answered.note or None,
            actor=person,
            submission=submission,
        )
        drop_drafts_of(posts)
        answered.answered_by, answered.answered_at = person, now()
        answered.position = revision.position
        answered.save()
    return answered, finish(answered)


def _still_open(request: RemovalRequest) -> RemovalRequest:
    found = RemovalRequest.objects.select_for_update().get(pk=request.pk)
    if found.answered_at is not None:
        raise Refused("Somebody has answered this request already; look at the post again.")
    return found
