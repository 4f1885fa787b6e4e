"""Comparing the state tables of one coverage with what its revisions make of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from stoppress.record.checking.findings import Finding
from stoppress.record.content.carried import content_of
from stoppress.record.models import Coverage, Gone, Post, Revision
from stoppress.record.state.tables import Made
from stoppress.record.vocabulary import Absence, Kind

# A coverage's row is made a moment before its first revision.
_MOMENT = timedelta(minutes=1)


def check_tables(coverage: Coverage, made: Made, first: Revision | None) -> Iterator[Finding]:
    """What `coverage`, `post` and `gone` hold that does not follow from the revisions."""
    for column, text in _differing(coverage, made.coverage):
        yield Finding(coverage.slug, None, f"coverage.{column}", text)
    if first and not timedelta(0) <= first.at - coverage.opened_at < _MOMENT:
        text = f"is {coverage.opened_at}, its first revision is of {first.at}"
        yield Finding(coverage.slug, None, "coverage.opened_at", text)
    yield from _posts(coverage, made)
    yield from _gone(coverage, made)
    yield from _words(coverage)


def _differing(row: Any, expected: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for column, value in expected.items():
        found = getattr(row, column)
        if _plain(found) != _plain(value):
            yield column, f"is {_shown(found)}; the revisions make it {_shown(value)}"


def _plain(value: Any) -> Any:
    return bytes(value) if isinstance(value, memoryview) else value


def _shown(value: Any) -> str:
    value = _plain(value)
    return value.hex() if isinstance(value, bytes) else repr(value)


def _posts(coverage: Coverage, made: Made) -> Iterator[Finding]:
    rows = {post.id: post for post in Post.objects.filter(coverage=coverage)}
    for post_id in sorted(rows.keys() - made.posts.keys()):
        yield Finding(coverage.slug, None, "post", f"no revision speaks of {post_id}")
    for post_id, expected in made.posts.items():
        if post_id not in rows:
            yield Finding(coverage.slug, None, "post", f"{post_id} is missing")
            continue
        for column, text in _differing(rows[post_id], expected):
            position = expected["copy_position"]
            yield Finding(coverage.slug, position, f"post.{column}", f"of {post_id} {text}")
    yield from _order(coverage, made, rows)


def _order(coverage: Coverage, made: Made, rows: dict[str, Post]) -> Iterator[Finding]:
    """Places are only for telling the order; the first post out of its order is named."""
    expected = [post_id for post_id in made.order if post_id in rows]
    found = sorted(expected, key=lambda post_id: rows[post_id].place)
    for post_id, other in zip(expected, found, strict=True):
        if post_id != other:
            text = f"{other} stands on the page where the revisions put {post_id}"
            yield Finding(coverage.slug, None, "post.place", text)
            return


def _gone(coverage: Coverage, made: Made) -> Iterator[Finding]:
    rows = {row.position: row for row in Gone.objects.filter(coverage=coverage)}
    for position in sorted(rows.keys() - made.gone.keys()):
        text = f"words are said to be {rows[position].sort}, but no revision says so"
        yield Finding(coverage.slug, position, "gone", text)
    for position, (sort, by) in sorted(made.gone.items()):
        row = rows.get(position)
        if row is None:
            yield Finding(coverage.slug, position, "gone", f"is missing: position {by} says {sort}")
            continue
        for column, text in _differing(row, {"sort": sort, "by": by}):
            yield Finding(coverage.slug, position, f"gone.{column}", text)


def _words(coverage: Coverage) -> Iterator[Finding]:
    """Words are there, or it is said why not; those that were removed are really gone."""
    sorts = dict(Gone.objects.filter(coverage=coverage).values_list("position", "sort"))
    lost = _said_lost(coverage)
    rows = Revision.objects.filter(coverage=coverage).order_by("position")
    without = set(rows.filter(content__isnull=True).values_list("position", flat=True))
    for position in sorted(without):
        if sorts.get(position) not in (Absence.REMOVED, Absence.LOST) and position not in lost:
            text = "is not there, and nothing says that it was removed or lost"
            yield Finding(coverage.slug, position, "revision.content", text)
    held = rows.filter(position__in=[at for at in sorts if sorts[at] == Absence.REMOVED])
    for position in held.exclude(position__in=without).values_list("position", flat=True):
        yield Finding(coverage.slug, position, "revision.content", "was removed, but is there")


def _said_lost(coverage: Coverage) -> set[int]:
    """Positions that a `lost` names: some of them may be withheld as well."""
    rows = Revision.objects.filter(coverage=coverage, kind=Kind.LOST)
    return {at for row in rows for at in (content_of(row) or {}).get("positions") or []}
