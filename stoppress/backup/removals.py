"""What was removed stays removed: by the ledger of this installation, and as the record says."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable

from django.db import transaction

from stoppress.config import Config
from stoppress.lib.clock import to_rfc3339
from stoppress.record.carried import content_of
from stoppress.record.ledger import still_held
from stoppress.record.ledger_file import Noted, noted
from stoppress.record.models import Gone, Revision
from stoppress.record.removal import destroy
from stoppress.record.vocabulary import Absence


def remove_again(config: Config, settle: Callable[[Config], None]) -> int:
    """Destroy what was removed and is there again; how many revisions lost their words.

    `settle` applies the ledger, and clears drafts and pictures as the desk does when it starts.
    """
    known = noted(config.checkpoints_file)
    held = len(still_held(known))
    settle(config)
    return held + _destroy_as_the_record_says(known)


def _destroy_as_the_record_says(known: list[Noted]) -> int:
    """Note and destroy what a revision says was removed, and the ledger did not know of.

    So it is on another machine, whose ledger is empty.
    """
    there = {(one.coverage, one.position) for one in known}
    by_revision: dict[tuple[str, int], list[int]] = defaultdict(list)
    for gone in Gone.objects.filter(sort=Absence.REMOVED).order_by("coverage", "position"):
        if (gone.coverage_id, gone.position) not in there:
            by_revision[gone.coverage_id, gone.by].append(gone.position)
    destroyed = 0
    for (coverage, by), positions in by_revision.items():
        row = Revision.objects.get(coverage_id=coverage, position=by)
        reason = str((content_of(row) or {}).get("reason") or "")
        held = Revision.objects.filter(
            coverage_id=coverage, position__in=positions, content__isnull=False
        )
        destroyed += held.count()
        with transaction.atomic():
            destroy(coverage, positions, at=to_rfc3339(row.at), reason=reason)
    return destroyed
