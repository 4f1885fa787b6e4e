"""Checking the whole record: used by operators, by tests and after a restore. It changes nothing.

Each finding is one thing that is wrong, and where. No finding: every revision is what its leaf
says, the state tables follow from the revisions, and what was removed is gone.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.db import transaction

from stoppress.config import Config
from stoppress.record.findings import Finding
from stoppress.record.fsck_outside import (
    check_epoch,
    check_ledger,
    check_pictures,
    check_public,
    check_signed,
    check_site_log,
)
from stoppress.record.fsck_rows import check_rows
from stoppress.record.fsck_tables import check_tables
from stoppress.record.models import Coverage, Revision
from stoppress.record.state_tables import make

_BATCH = 500  # revisions read at once
_TRIES = 5  # a coverage that is written to meanwhile is looked at again, at last under its lock

_BESIDE = (
    check_ledger,
    check_epoch,
    check_pictures,
    check_site_log,
    check_signed,
    check_public,
)


def check_record(config: Config) -> Iterator[Finding]:
    """Everything that is wrong with the record of this installation."""
    for coverage in Coverage.objects.order_by("slug"):
        yield from check_coverage(coverage)
    for check in _BESIDE:
        yield from check(config)


def check_coverage(coverage: Coverage) -> list[Finding]:
    """What is wrong with the revisions of one coverage, and with the rows that follow from them."""
    for _ in range(_TRIES):
        coverage.refresh_from_db()
        found = _look(coverage)
        if not found or Coverage.objects.get(id=coverage.id).head == coverage.head:
            return found
    with transaction.atomic():
        return _look(Coverage.objects.select_for_update().get(id=coverage.id))


def _look(coverage: Coverage) -> list[Finding]:
    first = Revision.objects.filter(coverage=coverage).order_by("position").first()
    found = list(check_rows(coverage, _rows(coverage)))
    return found + list(check_tables(coverage, make(_rows(coverage)), first))


def _rows(coverage: Coverage) -> Iterator[Revision]:
    rows = Revision.objects.filter(coverage=coverage).order_by("position", "id")
    yield from rows.select_related("post").iterator(_BATCH)
