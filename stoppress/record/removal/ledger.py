"""Applying the removal ledger again: after a restore, and whenever the desk starts.

What it names and the record still holds is destroyed, before anybody is served. Doing it twice is
doing it once.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import transaction

from stoppress.config import Config
from stoppress.record.append import append
from stoppress.record.content.carried import content_of, pictures_in
from stoppress.record.errors import Refused
from stoppress.record.models import Coverage, Gone, Revision
from stoppress.record.removal.effect import destroy, destroy_unsaid
from stoppress.record.removal.ledger_file import Noted, noted
from stoppress.record.vocabulary import Absence, Kind

_log = logging.getLogger(__name__)
NOTE = "Removed earlier; a restored backup had brought it back."


@dataclass
class Again:
    """What was destroyed again: how many positions, the posts that they were of, their pictures."""

    positions: int = 0
    posts: set[str] = field(default_factory=set)
    pictures: set[str] = field(default_factory=set)


def reapply(config: Config) -> Again:
    """Destroy what the ledger names and the record still holds.

    Where the record says that the words are removed, they go; where it does not (an older backup,
    or a crash before the act was whole), a `removed` is appended that says so.
    """
    again = Again()
    by_coverage: dict[str, list[Noted]] = defaultdict(list)
    for one in still_held(noted(config.checkpoints_file)):
        by_coverage[one.coverage].append(one)
    for coverage, held in sorted(by_coverage.items()):
        with transaction.atomic():
            Coverage.objects.select_for_update().get(id=coverage)
            for row in filter(None, map(_row_of, held)):
                again.positions += 1
                again.posts |= {row.post_id} if row.post_id else set()
                again.pictures |= pictures_in(row)
            _destroy_again(coverage, held)
        _log.warning("words removed earlier were there again and have been destroyed: %s", coverage)
    return again


def still_held(removed: Iterable[Noted]) -> list[Noted]:
    """Those whose words the record still has: the same position with the same commitment."""
    held = []
    for one in removed:
        row = _row_of(one)
        if row is not None and row.content is not None and bytes(row.commitment) == one.commitment:
            held.append(one)
    return held


def _row_of(one: Noted) -> Revision | None:
    return Revision.objects.filter(coverage_id=one.coverage, position=one.position).first()


def _destroy_again(coverage_id: str, held: list[Noted]) -> None:
    said = set(
        Gone.objects.filter(coverage_id=coverage_id, sort=Absence.REMOVED).values_list(
            "position", flat=True
        )
    )
    _replace_header(coverage_id, {one.position for one in held})
    for one in held:
        if one.position in said:
            destroy(coverage_id, [one.position], at=one.at, reason=one.reason)
    unsaid: dict[tuple[str | None, str], list[Noted]] = defaultdict(list)
    for one in held:
        if one.position not in said and (row := _row_of(one)):
            unsaid[row.post_id, one.reason].append(one)
    for (post, reason), removed in unsaid.items():
        _say_removed(coverage_id, post, reason, removed)


def _replace_header(coverage_id: str, going: set[int]) -> None:
    """Where the header now shown is one that was removed, the coverage is called by its address."""
    coverage = Coverage.objects.get(id=coverage_id)
    if coverage.header_position not in going:
        return
    row = Revision.objects.get(coverage=coverage, position=coverage.header_position)
    said = content_of(row) or {}
    kept = {name: said.get(name) for name in ("language", "zone", "zone_name", "date")}
    append(coverage_id, Kind.HEADER_CHANGED, kept | {"title": coverage.slug})


def _say_removed(coverage_id: str, post: str | None, reason: str, removed: list[Noted]) -> None:
    positions = sorted(one.position for one in removed)
    content = {"reason": reason, "note": NOTE, "positions": positions}
    try:
        with transaction.atomic():
            append(coverage_id, Kind.REMOVED, content, post_id=post)
    except Refused as error:
        # They must go all the same; that no revision says so, `stoppress check --record` tells.
        _log.error("words removed earlier are destroyed, but the record cannot say so: %s", error)
        destroy_unsaid(coverage_id, positions, at=removed[0].at, reason=reason)
