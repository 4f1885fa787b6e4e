"""Which shared things the posts of a coverage show, noted anew once revisions or words came in."""

from __future__ import annotations

from stoppress.record.adopting.things import keep_things
from stoppress.record.models import Revision, SharedUse
from stoppress.record.state.tables import Made


def note_uses(coverage_id: str, rows: list[Revision], made: Made) -> None:
    """Write what all the revisions of a coverage tell of things, and which posts show them now."""
    SharedUse.objects.filter(coverage_id=coverage_id).delete()
    keep_things(coverage_id, rows, made)
