"""What the rendering of a single post takes from its coverage: where, when and whence.

Two timelines with the same setting render the same post to the same bytes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from stoppress.projection.timeline import Timeline

_RIGHT_TO_LEFT = frozenset(
    {"ar", "arc", "ckb", "dv", "fa", "he", "ks", "ps", "sd", "ug", "ur", "yi"}
)


@dataclass(frozen=True)
class Setting:
    """See above. `zone` is the story's own, null where it is UTC or not said."""

    slug: str
    language: str
    zone: str | None
    place: str  # what readers call the zone
    day: date | None  # posts of another day show their date
    source: str | None  # whom an imported coverage comes from

    @property
    def zone_info(self) -> ZoneInfo | None:
        return ZoneInfo(self.zone) if self.zone else None

    @property
    def direction(self) -> str:
        return "rtl" if self.language.split("-")[0].lower() in _RIGHT_TO_LEFT else "ltr"


def setting_of(timeline: Timeline, site_language: str) -> Setting:
    """The setting of `timeline`'s posts; the day of a coverage that says none is its opening's."""
    header = timeline.header
    zone = header.get("zone")
    if zone in ("UTC", "Etc/UTC"):
        zone = None
    place = header.get("zone_name") or (zone or "").rpartition("/")[2].replace("_", " ")
    return Setting(
        slug=timeline.slug,
        language=header.get("language") or site_language,
        zone=zone,
        place=place,
        day=_day(timeline, zone),
        source=(header.get("origin") or {}).get("source"),
    )


def _day(timeline: Timeline, zone: str | None) -> date | None:
    try:
        return date.fromisoformat(timeline.header.get("date") or "")
    except ValueError:
        opened = timeline.opened_at
        if opened is not None and zone:
            opened = opened.astimezone(ZoneInfo(zone))
        return opened.date() if opened else None
