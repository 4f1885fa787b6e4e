"""Changing a thing that is written once and shown in many posts, everywhere at once."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.db.models import QuerySet

from stoppress.lib.clock import now
from stoppress.record.content.copies import says_the_same
from stoppress.record.content.fields import NOTE_MAX, optional_plain
from stoppress.record.content.things import FIELDS, check_thing
from stoppress.record.errors import Conflict, Refused
from stoppress.record.models import Coverage, Revision, Shared, SharedUse
from stoppress.record.rows import Press, lock
from stoppress.record.sharing.bring import lock_things
from stoppress.record.sharing.telling import change_there, keep_sources_used, save_version
from stoppress.record.vocabulary import Kind, Sort, Standing, State

_GOING_ON = (State.LIVE, State.PAUSED)


def shared_uses(shared_id: str) -> QuerySet[SharedUse]:
    """The posts that show a thing now, with their coverages; each row has both at hand."""
    uses = SharedUse.objects.filter(shared=shared_id, post__standing=Standing.SHOWN)
    return uses.select_related("coverage", "post").order_by("coverage__opened_at", "post__place")


def change_shared(
    shared_id: str,
    fields: dict[str, Any],
    *,
    change: str | None = None,
    made_from: int | None = None,
    ended_too: Collection[str] = (),
    actor: AbstractBaseUser | None = None,
    submission: UUID | None = None,
) -> list[Revision]:
    """Let a thing say `fields`, all of them, in every coverage that goes on and shows it.

    Coverages that have ended keep what they showed, except those whose ids are in `ended_too`.
    `change` tells readers what changed it; `made_from` is the version that the words were made
    from. The rows are those of `shared_changed`, one a coverage; the same `submission` gives them
    again. Raises Refused, Conflict or BadContent.
    """
    press = Press(actor, submission)
    with transaction.atomic():
        things = _locked(shared_id, fields.get("source_id"))
        if press.submission and (first := _already(press.submission)):
            return first
        thing = things[shared_id]
        before = thing.fields.get("source_id")
        said, why = _checked(thing, fields, things), _checked_change(change)
        is_news = not says_the_same(said, thing.fields)
        if is_news and made_from not in (None, thing.version):
            raise Conflict(
                f"Somebody has changed this {thing.sort} meanwhile;"
                " compare the two versions and change it again."
            )
        if is_news:
            thing.fields, thing.version = said, thing.version + 1
        coverages = _to_be_told(thing, ended_too)
        if not is_news and not coverages:
            raise Refused(f"This {thing.sort} says that already; change some of its words.")
        if is_news:
            save_version(thing, now(), actor.pk if actor else None, why)
        rows = [change_there(one, thing, things, press, why) for one in coverages]
        keep_sources_used(thing, before, things)
    return rows


def _locked(shared_id: str, source_id: Any) -> dict[str, Shared]:
    """The thing, and the source that it names; they must be known."""
    known = Shared.objects.filter(id=shared_id).first()
    if known is None:
        raise Refused("There is no such thing to change; choose one of those that there are.")
    wanted = {shared_id: Sort(known.sort)}
    if known.sort == Sort.CLAIM and source_id is not None:
        if not Shared.objects.filter(id=str(source_id), sort=Sort.SOURCE).exists():
            raise Refused("There is no such source; choose one of those that there are.")
        wanted[str(source_id)] = Sort.SOURCE
    return lock_things(wanted)


def _already(submission: UUID) -> list[Revision]:
    rows = Revision.objects.filter(submission=submission, kind=Kind.SHARED_CHANGED)
    return list(rows.order_by("coverage"))


def _checked(thing: Shared, fields: dict[str, Any], things: dict[str, Shared]) -> dict[str, Any]:
    """The fields of a thing, clean, and nothing else of what was sent."""
    sort = Sort(thing.sort)
    said = {name: fields.get(name) for name in FIELDS[sort]}
    check_thing(sort, said)
    if source := things.get(said.get("source_id") or ""):
        said["source"] = source.fields["name"]
    return said


def _checked_change(change: str | None) -> str | None:
    return optional_plain({"change": change}, "change", NOTE_MAX)


def _to_be_told(thing: Shared, ended_too: Collection[str]) -> list[Coverage]:
    """The coverages, locked, that are to show the version which `thing` now has."""
    behind = SharedUse.objects.filter(shared=thing, version__lt=thing.version)
    ids = set(behind.order_by().values_list("coverage_id", flat=True).distinct())
    coverages = lock(ids).values()
    return [one for one in coverages if one.state in _GOING_ON or one.id in ended_too]
