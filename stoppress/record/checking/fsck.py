"""Checking the whole record: used by operators, by tests and after a restore. It changes nothing.

Each finding is one thing that is wrong, and where. No finding: every revision is what its leaf
says, the state tables follow from the revisions, and what was removed is gone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from django.db import transaction
from django.db.models import QuerySet

from stoppress.config import Config
from stoppress.record.checking.findings import Finding
from stoppress.record.checking.guards import check_guards
from stoppress.record.checking.outside import (
    check_ledger,
    check_pictures,
    check_public,
    check_signed,
    check_site_log,
)
from stoppress.record.checking.rows import check_rows
from stoppress.record.checking.tables import check_tables
from stoppress.record.checking.things import check_things, check_uses
from stoppress.record.models import Coverage, Revision
from stoppress.record.state.tables import make
from stoppress.record.vocabulary import COPY, Kind

_BATCH = 500  # revisions read at once
_TRIES = 5  # a coverage that is written to meanwhile is looked at again, at last under its lock

_BESIDE = (
    check_ledger,
    check_pictures,
    check_site_log,
    check_signed,
    check_public,
    check_guards,
)


def check_record(config: Config) -> Iterator[Finding]:
    """Everything that is wrong with the record of this installation."""
    for coverage in Coverage.objects.order_by("slug"):
        yield from check_coverage(coverage)
    yield from check_shared_things()
    for check in _BESIDE:
        yield from check(config)


def check_coverage(coverage: Coverage) -> list[Finding]:
    """What is wrong with the revisions of one coverage, and with the rows that follow from them."""

    def look() -> list[Finding]:
        coverage.refresh_from_db()
        return _look(coverage)

    return _undisturbed(look, Coverage.objects.filter(id=coverage.id))


def check_shared_things() -> list[Finding]:
    """What is wrong with the rows of things that are written once and shown in many posts."""
    return _undisturbed(lambda: list(check_things()), Coverage.objects.all())


def _undisturbed(look: Callable[[], list[Finding]], coverages: QuerySet[Coverage]) -> list[Finding]:
    """What is found while nothing is written to `coverages`: else a row may not be brought along.

    A newsroom that never rests is looked at under its locks, in the end.
    """
    for _ in range(_TRIES):
        before = dict(coverages.values_list("id", "head"))
        found = look()
        if not found or dict(coverages.values_list("id", "head")) == before:
            return found
    with transaction.atomic():
        list(coverages.select_for_update(no_key=True).order_by("id"))
        return look()


def _look(coverage: Coverage) -> list[Finding]:
    first = Revision.objects.filter(coverage=coverage).order_by("position").first()
    made = make(_rows(coverage))
    found = list(check_rows(coverage, _rows(coverage)))
    found += check_tables(coverage, made, first)
    telling = Revision.objects.filter(coverage=coverage, kind__in=COPY | {Kind.SHARED_CHANGED})
    return found + list(check_uses(coverage, telling.order_by("position").iterator(_BATCH), made))


def _rows(coverage: Coverage) -> Iterator[Revision]:
    rows = Revision.objects.filter(coverage=coverage).order_by("position", "id")
    yield from rows.select_related("post").iterator(_BATCH)
