"""What was removed stays removed: by the ledger of this installation, and as the record says."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from stoppress.config import Config
from stoppress.lib.clock import to_rfc3339
from stoppress.record.content.carried import content_of
from stoppress.record.models import Gone, Revision
from stoppress.record.removal.ledger import still_held
from stoppress.record.removal.ledger_file import Noted, note, noted
from stoppress.record.vocabulary import Absence


def remove_again(config: Config, settle: Callable[[Config], None]) -> int:
    """Destroy what was removed and is there again; how many revisions lost their words.

    `settle` applies the ledger, and clears drafts and pictures as the desk does when it starts.
    """
    note(config.checkpoints_file, list(_said_by_the_record()))
    held = len(still_held(noted(config.checkpoints_file)))
    settle(config)
    return held


def _said_by_the_record() -> Iterator[Noted]:
    """Every removal that a revision tells of: the ledger of another machine is not here."""
    for gone in Gone.objects.filter(sort=Absence.REMOVED).order_by("coverage", "position"):
        row = Revision.objects.get(coverage_id=gone.coverage_id, position=gone.position)
        said_by = Revision.objects.get(coverage_id=gone.coverage_id, position=gone.by)
        reason = str((content_of(said_by) or {}).get("reason") or "")
        at = to_rfc3339(said_by.at)
        yield Noted(gone.coverage_id, gone.position, bytes(row.commitment), at, reason)
