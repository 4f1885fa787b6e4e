"""Removing what a shared thing used to say, wherever it was said."""

from __future__ import annotations

from collections import defaultdict
from uuid import UUID, uuid5

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from stoppress.record.append import append
from stoppress.record.content.carried import (
    Version,
    forget_unsaid_versions,
    rows_naming,
    versions_carried,
)
from stoppress.record.errors import Refused
from stoppress.record.models import Gone, Post, Revision, Shared, SharedUse
from stoppress.record.removal.handing_over import carry_newest, copy_row
from stoppress.record.removal.removing import strike_out
from stoppress.record.rows import Press, lock
from stoppress.record.sharing.change import change_shared
from stoppress.record.vocabulary import Absence, Kind, Standing


def remove_shared_version(
    shared_id: str,
    version: int,
    *,
    reason: str,
    note: str | None = None,
    actor: AbstractBaseUser | None = None,
    submission: UUID | None = None,
) -> list[Revision]:
    """Destroy every revision that carries this version of a thing, in every coverage, in one act.

    The thing must say something else by now. Posts that still carry the old version are revised to
    the newest first, and coverages that still show it are told of the newest; a post that is not
    shown cannot be revised, and loses its words whole. Gives the `removed` rows; the same
    `submission` gives them again. Raises Refused; then nothing is written.
    """
    press = Press(actor, submission)
    old = (shared_id, version)
    carrying = rows_saying(shared_id, version)
    try:
        with transaction.atomic():
            if submission and (first := _already(submission)):
                return first
            _lock(shared_id, version, {row.coverage_id for row in carrying})
            _bring_up_to_date(old, press)
            return _remove_all(old, {"reason": reason, "note": note}, press)
    except Refused:
        strike_out(carrying)
        raise


def rows_saying(shared_id: str, version: int) -> list[Revision]:
    """Every revision of every coverage in whose words this version of a thing stands."""
    old = (shared_id, version)
    return [row for row in rows_naming(shared_id) if old in versions_carried(row)]


def check_is_old(thing: Shared | None, version: int, *, is_said: bool) -> None:
    """Raise Refused unless this is a version that a thing had before, and something says it."""
    if thing is None:
        raise Refused("There is no such thing; choose one of those that there are.")
    if version >= thing.version:
        raise Refused("This is what it says now; change it first, then remove what it said.")
    if not is_said:
        raise Refused("Nothing says that any more; it was removed already.")


def _lock(shared_id: str, version: int, coverages: set[str]) -> None:
    """The thing and then the coverages, as all acts do. Raises Refused."""
    thing = Shared.objects.select_for_update(no_key=True).filter(id=shared_id).first()
    check_is_old(thing, version, is_said=bool(coverages))
    shown = SharedUse.objects.filter(shared=thing).values_list("coverage_id", flat=True)
    lock(coverages | set(shown))


def _already(submission: UUID) -> list[Revision]:
    """What the same press has removed before: each row has a name made from it."""
    rows = Revision.objects.filter(kind=Kind.REMOVED).order_by("coverage", "position")
    return [row for row in rows if row.submission == _own(submission, row.coverage_id, row.post_id)]


def _own(submission: UUID | None, coverage: str, post: str | None) -> UUID | None:
    return uuid5(submission, f"{coverage} {post}") if submission else None


def _bring_up_to_date(old: Version, press: Press) -> None:
    """After this no post that is shown says the old version, nor does any coverage show it."""
    shared, version = old
    # First the coverages: one that has ended keeps what it showed until it is told otherwise.
    behind = SharedUse.objects.filter(shared=shared, version__lte=version)
    coverages = set(behind.values_list("coverage_id", flat=True))
    if coverages:
        fields = Shared.objects.get(id=shared).fields
        change_shared(shared, fields, ended_too=coverages, actor=press.actor)
    uses = SharedUse.objects.filter(shared=shared, post__standing=Standing.SHOWN)
    for use in uses.select_related("post").order_by("coverage", "post__ordinal"):
        if old in versions_carried(copy_row(use.post)):
            carry_newest(Post.objects.get(id=use.post_id), press)


def _remove_all(old: Version, content: dict[str, object], press: Press) -> list[Revision]:
    going: dict[tuple[str, str | None], list[int]] = defaultdict(list)
    for row in rows_naming(old[0]):
        if old in versions_carried(row) and not _is_removed(row):
            going[row.coverage_id, row.post_id].append(row.position)
    removed = [
        append(
            coverage,
            Kind.REMOVED,
            content | {"positions": sorted(positions)},
            post_id=post,
            actor=press.actor,
            submission=_own(press.submission, coverage, post),
        )
        for (coverage, post), positions in sorted(going.items(), key=str)
    ]
    forget_unsaid_versions({old})
    return removed


def _is_removed(row: Revision) -> bool:
    gone = Gone.objects.filter(coverage=row.coverage_id, position=row.position)
    return gone.filter(sort=Absence.REMOVED).exists()
