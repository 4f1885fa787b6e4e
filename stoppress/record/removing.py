"""The acts by which words go or come back: withholding, releasing, removing.

Each is one `append`. Where no positions are named, all that the post has said so far is meant, as
it stands when the act takes the coverage's lock.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from stoppress.record.append import append
from stoppress.record.errors import Refused
from stoppress.record.models import Coverage, Gone, Revision
from stoppress.record.vocabulary import COPY, Absence, Kind

# Of the kinds that are said of a post, those whose content is words of its own. The notices of
# withholding and removing are what readers are to see in their place.
SAYING = COPY | {Kind.WITHDRAWN, Kind.MARKED_KEY, Kind.MOVED_OUT}


def withhold(
    coverage_id: str,
    *,
    post_id: str | None = None,
    positions: Sequence[int] | None = None,
    reason: str,
    note: str | None = None,
    actor: AbstractBaseUser | None = None,
    submission: UUID | None = None,
    made_from: int | None = None,
) -> Revision:
    """Show words nowhere from now on, reversibly. `reason`: legal, privacy, safety or error."""
    return _act(
        Kind.WITHHELD,
        coverage_id,
        post_id,
        positions or (lambda: _words_of(post_id, gone=frozenset(Absence))),
        {"reason": reason, "note": note},
        actor=actor,
        submission=submission,
        made_from=made_from,
    )


def release(
    coverage_id: str,
    *,
    post_id: str | None = None,
    positions: Sequence[int] | None = None,
    note: str | None = None,
    actor: AbstractBaseUser | None = None,
    submission: UUID | None = None,
    made_from: int | None = None,
) -> Revision:
    """Show again what had been withheld."""
    return _act(
        Kind.RELEASED,
        coverage_id,
        post_id,
        positions or (lambda: _withheld_of(post_id)),
        {"note": note},
        actor=actor,
        submission=submission,
        made_from=made_from,
    )


def remove(
    coverage_id: str,
    *,
    post_id: str | None = None,
    positions: Sequence[int] | None = None,
    reason: str,
    note: str | None = None,
    actor: AbstractBaseUser | None = None,
    submission: UUID | None = None,
    made_from: int | None = None,
) -> Revision:
    """Destroy words and their salt for good. Afterwards `scrub` clears the database's files."""
    return _act(
        Kind.REMOVED,
        coverage_id,
        post_id,
        positions or (lambda: _words_of(post_id, gone=frozenset({Absence.REMOVED}))),
        {"reason": reason, "note": note},
        actor=actor,
        submission=submission,
        made_from=made_from,
    )


def _act(
    kind: Kind,
    coverage_id: str,
    post_id: str | None,
    positions: Sequence[int] | Callable[[], list[int]],
    content: dict[str, Any],
    *,
    actor: AbstractBaseUser | None,
    submission: UUID | None,
    made_from: int | None,
) -> Revision:
    with transaction.atomic():
        list(Coverage.objects.select_for_update().filter(id=coverage_id))
        first = Revision.objects.filter(coverage_id=coverage_id, submission=submission).first()
        if submission and first:
            return first
        named = sorted(positions() if callable(positions) else positions)
        if not named:
            raise Refused("There are no such words of this post, or they are gone already.")
        return append(
            coverage_id,
            kind,
            content | {"positions": named},
            post_id=post_id,
            actor=actor,
            submission=submission,
            made_from=made_from,
        )


def _words_of(post_id: str | None, *, gone: frozenset[Absence]) -> list[int]:
    """Where the post has said something, but for those that are gone in one of these ways."""
    said = Revision.objects.filter(post_id=_needed(post_id), kind__in=SAYING)
    positions = list(said.values_list("coverage_id", "position"))
    absent = {
        (one.coverage_id, one.position)
        for one in Gone.objects.filter(coverage_id__in={coverage for coverage, _ in positions})
        if one.sort in gone
    }
    return [position for coverage, position in positions if (coverage, position) not in absent]


def _withheld_of(post_id: str | None) -> list[int]:
    gone = frozenset({Absence.WITHHELD})
    shown = set(_words_of(post_id, gone=gone))
    return [at for at in _words_of(post_id, gone=frozenset()) if at not in shown]


def _needed(post_id: str | None) -> str:
    if post_id is None:
        raise Refused("Say which positions of the coverage are meant.")
    return post_id
