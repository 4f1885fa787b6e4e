"""Removing what a shared thing used to say, at the desk: one editor asks, another confirms.

Unlike the words of a post those of an old version cannot be withheld meanwhile: until it is
confirmed they stay where they stand.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.contrib.auth.models import User
from django.db import transaction

from stoppress.desk.draft_words import bring_drafts_up_to_date
from stoppress.desk.leftovers import drop_drafts_of, finish
from stoppress.desk.models import VersionRemoval
from stoppress.desk.two_editors import require_another
from stoppress.lib.clock import now
from stoppress.record.content.acts import REASONS
from stoppress.record.content.carried import pictures_in
from stoppress.record.content.fields import NOTE_MAX
from stoppress.record.errors import Refused
from stoppress.record.models import Post, Revision, Shared
from stoppress.record.removal.removing_things import (
    check_is_old,
    remove_shared_version,
    rows_saying,
)
from stoppress.record.removal.scrub import Scrubbed
from stoppress.record.vocabulary import Standing


@dataclass(frozen=True)
class Doomed:
    """A revision whose words will be destroyed.

    `revised_first`: they are what readers see; the post is given the newest words before.
    `whole`: they are the present words of a post that is not shown, and all that it has.
    """

    row: Revision
    revised_first: bool
    whole: bool


def doomed_by(shared_id: str, version: int) -> list[Doomed]:
    """What removing this version of a thing destroys, in the order of coverages and positions."""
    rows = rows_saying(shared_id, version)
    posts = Post.objects.in_bulk({row.post_id for row in rows if row.post_id})
    found = []
    for row in rows:
        post = posts.get(row.post_id or "")
        present = post is not None and post.copy_position == row.position
        shown = post is not None and post.is_shown
        found.append(Doomed(row, present and shown, present and not shown))
    return found


def open_version_removal(thing: Shared, version: int) -> VersionRemoval | None:
    """The removal of this version that waits for an answer."""
    waiting = VersionRemoval.objects.filter(shared=thing, version=version, answered_at=None)
    return waiting.first()


def ask_version_removal(
    person: User, thing: Shared, version: int, *, reason: str, note: str = ""
) -> VersionRemoval:
    """Ask to have every copy of an old version destroyed. Asking again gives the same request.

    Raises Refused.
    """
    with transaction.atomic():
        thing = Shared.objects.select_for_update(no_key=True).get(id=thing.id)
        if (already := open_version_removal(thing, version)) is not None:
            return already
        check_is_old(thing, version, is_said=bool(rows_saying(thing.id, version)))
        if reason not in REASONS:
            raise Refused("Choose what it is because of.")
        if len(note) > NOTE_MAX:
            raise Refused(f"The note must have at most {NOTE_MAX} characters; shorten it.")
        return VersionRemoval.objects.create(
            shared=thing, version=version, reason=reason, note=note, asked_by=person, asked_at=now()
        )


def call_off_version_removal(person: User, request: VersionRemoval) -> None:
    """Leave the old version where it stands. Raises Refused where it was answered meanwhile."""
    with transaction.atomic():
        answered = _still_open(request)
        answered.answered_by, answered.answered_at = person, now()
        answered.save()


def confirm_version_removal(
    person: User, request: VersionRemoval, *, submission: UUID | None = None
) -> Scrubbed:
    """Destroy the words; what became of the database's files.

    Raises Refused where another editor must confirm (setting `removal`), or the request was
    answered meanwhile.
    """
    with transaction.atomic():
        answered = _still_open(request)
        require_another(person, answered)
        going = rows_saying(answered.shared_id, answered.version)
        answered.pictures = sorted({name for row in going for name in pictures_in(row)})
        rows = remove_shared_version(
            answered.shared_id,
            answered.version,
            reason=answered.reason,
            note=answered.note or None,
            actor=person,
            submission=submission,
        )
        posts = Post.objects.filter(id__in={row.post_id for row in rows})
        drop_drafts_of(set(posts.filter(standing=Standing.REMOVED).values_list("id", flat=True)))
        bring_drafts_up_to_date(Shared.objects.get(id=answered.shared_id), answered.version)
        answered.answered_by, answered.answered_at = person, now()
        answered.removed = len(going)
        answered.save()
    return finish(answered)


def _still_open(request: VersionRemoval) -> VersionRemoval:
    found = VersionRemoval.objects.select_for_update().get(pk=request.pk)
    if found.answered_at is not None:
        raise Refused("Somebody has answered this request already; look at the thing again.")
    return found
