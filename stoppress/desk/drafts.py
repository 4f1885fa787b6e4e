"""Drafts: what is being written, saved every few seconds, so that no word is lost.

A draft is named by the press that will publish it, and goes when that has been published.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.utils.datastructures import MultiValueDict

from stoppress.desk.models import Draft
from stoppress.desk.place import Place
from stoppress.desk.section_form import Fields
from stoppress.lib.clock import now
from stoppress.record.models import Post, Revision
from stoppress.record.vocabulary import Standing

_STROKE = re.compile(r"[0-9]{1,9}\Z")


def latest_draft(person: User, place: Place, wanted: str | None = None) -> Draft | None:
    """The draft named `wanted`, or else the last one saved at `place`."""
    drafts = _drafts_at(person, place)
    if wanted and _is_uuid(wanted):
        return drafts.filter(submission=wanted).first()
    return drafts.order_by("-saved_at").first()


def other_drafts(person: User, place: Place, submission: UUID) -> list[Draft]:
    """What else lies unfinished at `place`, the latest first."""
    drafts = _drafts_at(person, place).exclude(submission=submission)
    return list(drafts.order_by("-saved_at")[:10])


class Kept(StrEnum):
    """What became of a draft that was to be saved."""

    NEW = "new"
    KEPT = "kept"
    ELSEWHERE = "elsewhere"  # another tab has saved other words of the same draft
    PUBLISHED = "published"
    REMOVED = "removed"  # the post's words were, for good: no draft may keep them


def keep_draft(person: User, place: Place, fields: Fields, *, by_hand: bool = False) -> Kept:
    """Save `fields`. `by_hand`: a person pressed a button; then no stroke was counted."""
    submission = press_of(fields)
    if Revision.objects.filter(coverage=place.coverage, submission=submission).exists():
        # A save that was on its way while the post was published must not bring it back.
        return Kept.PUBLISHED
    if place.post and Post.objects.filter(id=place.post.id, standing=Standing.REMOVED).exists():
        return Kept.REMOVED
    said = dict(fields.lists())
    before = Draft.objects.filter(submission=submission).first()
    if before is None:
        _save(Draft(submission=submission, person=person, coverage=place.coverage), place, said)
        return Kept.NEW
    if before.person_id != person.pk:
        return Kept.ELSEWHERE
    if before.stroke >= stroke_of(fields) and before.fields != said and not by_hand:
        return Kept.ELSEWHERE
    _save(before, place, said)
    return Kept.KEPT


def _save(draft: Draft, place: Place, said: dict[str, Any]) -> None:
    draft.place = place.name
    draft.fields = said
    draft.stroke = stroke_of(MultiValueDict(said))
    draft.saved_at = now()
    draft.save()


def drop_draft(person: User, submission: UUID) -> None:
    Draft.objects.filter(person=person, submission=submission).delete()


def press_of(fields: Fields) -> UUID:
    """The name of the press that publishes `fields`."""
    return UUID(str(fields["submission"]))


def stroke_of(fields: Fields) -> int:
    text = fields.get("stroke", "")
    return int(text) if _STROKE.match(text) else 0


def _drafts_at(person: User, place: Place) -> QuerySet[Draft]:
    return Draft.objects.filter(person=person, coverage=place.coverage, place=place.name)


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
