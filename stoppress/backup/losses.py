"""What could not be brought back is said, in the record itself; and nothing is shown by mistake."""

from __future__ import annotations

from stoppress.config import Config
from stoppress.record.append import append
from stoppress.record.content.carried import content_of
from stoppress.record.errors import Refused
from stoppress.record.models import Coverage, Gone, Revision
from stoppress.record.removal.removing import withhold
from stoppress.record.vocabulary import Absence, Kind, State

_TAKING = (Kind.WITHHELD, Kind.REMOVED)
_NOTE = "Whether these words may be shown was lost in a restore."


def say_lost(config: Config, coverage_id: str) -> tuple[int, list[str]]:
    """Append what is to be said of a coverage whose revisions were taken in again.

    How many positions are lost, and what a person must look at, one line each.
    """
    positions = _lost(coverage_id)
    if not positions:
        return 0, []
    append(coverage_id, Kind.LOST, {"positions": positions})
    _show_a_header(config, coverage_id)
    return len(positions), _withhold_what_may_not_be_shown(coverage_id, positions)


def _lost(coverage_id: str) -> list[int]:
    """The positions whose words are not there, not removed, and not said to be lost yet."""
    removed = Gone.objects.filter(coverage_id=coverage_id, sort=Absence.REMOVED)
    lacking = Revision.objects.filter(coverage_id=coverage_id, content__isnull=True)
    found = lacking.exclude(position__in=removed.values("position")).order_by("position")
    said = {
        position
        for row in Revision.objects.filter(coverage_id=coverage_id, kind=Kind.LOST)
        for position in (content_of(row) or {}).get("positions") or []
    }
    return [at for at in found.values_list("position", flat=True) if at not in said]


def _show_a_header(config: Config, coverage_id: str) -> None:
    """Where the header now shown is lost, the coverage is called by its address."""
    coverage = Coverage.objects.get(id=coverage_id)
    header = Revision.objects.get(coverage=coverage, position=coverage.header_position)
    if header.content is None and coverage.state != State.MERGED:
        said = {"title": coverage.slug, "language": config.language, "zone": config.zone}
        append(coverage_id, Kind.HEADER_CHANGED, said)


def _withhold_what_may_not_be_shown(coverage_id: str, lost: list[int]) -> list[str]:
    """Where it is lost which words an editor took away: all that the post said is withheld."""
    rows = Revision.objects.filter(coverage_id=coverage_id, position__in=lost, kind__in=_TAKING)
    slug = Coverage.objects.get(id=coverage_id).slug
    notes = []
    for post, position in sorted((row.post_id or "", row.position) for row in rows):
        where = f"/{slug}/, position {position}"
        if not post:
            notes.append(f"{where}: words of the coverage were taken away, and which is lost")
            continue
        try:
            withhold(coverage_id, post_id=post, reason="error", note=_NOTE)
        except Refused:
            continue  # it has no words that could be shown
        notes.append(f"{where}: which words were taken away is lost; the whole post is withheld")
    return notes
