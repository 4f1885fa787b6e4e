"""Whether words may go, or come back: the `positions` of withheld, released, removed and lost.

The rules are those of docs/reference/record.md, "What may follow what".
"""

from __future__ import annotations

from collections.abc import Iterator

from stoppress.record.content.carried import Version, versions_carried
from stoppress.record.errors import Refused
from stoppress.record.models import Coverage, Gone, Post, Revision, SharedUse
from stoppress.record.vocabulary import PURGES, Absence, Kind

# Nobody's words stand in these: only what the order, the addresses or the absences follow from.
_KEPT = PURGES | {
    Kind.PINNED,
    Kind.UNPINNED,
    Kind.UNMARKED_KEY,
    Kind.REORDERED,
    Kind.RESUMED,
    Kind.MERGED,
    Kind.JOINED,
    Kind.CONTINUED,
}


def check(coverage: Coverage, kind: Kind, post: Post | None, positions: list[int]) -> None:
    """Raise Refused where `kind` may not be said of these positions."""
    rows = list(
        Revision.objects.filter(coverage=coverage, position__in=positions).order_by("position")
    )
    if len(rows) < len(positions):
        there = {row.position for row in rows}
        missing = next(position for position in positions if position not in there)
        raise Refused(f"There is no position {missing} in this coverage; name one that there is.")
    gone = dict(
        Gone.objects.filter(coverage=coverage, position__in=positions).values_list(
            "position", "sort"
        )
    )
    for row in rows:
        sort = Absence(gone[row.position]) if row.position in gone else None
        _check_whose(kind, post, row, sort)
        _check_absence(kind, row, sort)
    if kind in (Kind.WITHHELD, Kind.REMOVED):
        _check_not_needed(coverage, kind, rows)


def _check_whose(kind: Kind, post: Post | None, row: Revision, sort: Absence | None) -> None:
    if kind is Kind.LOST or (post is None and sort is Absence.LOST):
        return
    if post is not None and row.post_id != post.id:
        raise Refused(f"Position {row.position} is not of this post; name the post's own.")
    if post is None and row.post_id is not None:
        raise Refused(f"Position {row.position} is of a post; say it of that post.")


def _check_absence(kind: Kind, row: Revision, sort: Absence | None) -> None:
    if sort is Absence.REMOVED:
        raise Refused(f"The words of position {row.position} were removed; leave it out.")
    if kind is Kind.RELEASED and sort is None:
        raise Refused(f"The words of position {row.position} are there; leave it out.")
    if kind is Kind.WITHHELD and sort is Absence.WITHHELD:
        raise Refused(f"The words of position {row.position} are withheld already; leave it out.")
    if kind is Kind.LOST and sort is Absence.LOST:
        raise Refused(f"The words of position {row.position} are lost already; leave it out.")


def _check_not_needed(coverage: Coverage, kind: Kind, rows: list[Revision]) -> None:
    going = {row.position for row in rows}
    for row in rows:
        if row.kind in _KEPT:
            raise Refused(f"Position {row.position} ({row.kind}) holds no copy; leave it out.")
        if row.position == coverage.header_position:
            raise Refused(f"Position {row.position} is the header now shown; change it first.")
        for version in sorted(versions_carried(row)):
            if _is_needed(coverage, version, going):
                raise Refused(
                    f"Position {row.position} holds what other posts show of {version[0]!r} now;"
                    " change that first."
                )


def _is_needed(coverage: Coverage, version: Version, going: set[int]) -> bool:
    """Whether posts that stay show `version` of a thing, and only what goes tells it."""
    shared, number = version
    uses = SharedUse.objects.filter(coverage=coverage, shared=shared, version=number)
    showing = uses.exclude(post__copy_position__in=going).values_list("post__copy_position")
    stay = [position for (position,) in showing]
    if not stay:
        return False
    return all(version not in versions_carried(row) for row in _tellers(coverage, stay, going))


def _tellers(coverage: Coverage, stay: list[int], going: set[int]) -> Iterator[Revision]:
    """The revisions from which readers would still have the words."""
    told = Revision.objects.filter(coverage=coverage, content__isnull=False)
    yield from told.filter(position__in=stay)
    yield from told.filter(kind=Kind.SHARED_CHANGED).exclude(position__in=going)
