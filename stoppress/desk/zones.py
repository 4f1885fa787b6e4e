"""Times as a story's own clock shows them, and the instants that they are."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from stoppress.config import Config
from stoppress.lib.clock import from_rfc3339, to_rfc3339
from stoppress.record.content.fields import check_year
from stoppress.record.errors import BadContent


def zone_of(header: dict[str, Any], config: Config) -> ZoneInfo:
    """The zone of the story; the newsroom's where the header names none."""
    return ZoneInfo(header.get("zone") or config.zone)


def zone_name_of(header: dict[str, Any], config: Config) -> str:
    """What readers call that zone: `Houston`."""
    return header.get("zone_name") or city_of(header.get("zone") or config.zone)


def city_of(zone: str) -> str:
    """`America/Argentina/Buenos_Aires` as `Buenos Aires`."""
    return zone.rpartition("/")[2].replace("_", " ")


def to_local(instant: str, zone: ZoneInfo) -> str:
    """An RFC 3339 instant as a form shows it: `1969-07-20T15:17`, with seconds if it has any."""
    at = from_rfc3339(instant).astimezone(zone)
    return at.strftime("%Y-%m-%dT%H:%M:%S" if at.second else "%Y-%m-%dT%H:%M")


def from_local(text: str, zone: ZoneInfo) -> str:
    """The instant at which the story's clock shows `text`; the first, where the clock goes back.

    Raises BadContent where it is no time, or where the clock leapt over it.
    """
    try:
        shown = datetime.fromisoformat(text)
    except ValueError:
        raise BadContent(
            f"When it happened: {text!r} is no time; write 1969-07-20T15:17."
        ) from None
    check_year(shown, "When it happened")
    if shown.tzinfo is not None:
        return to_rfc3339(shown)
    instant = to_rfc3339(shown.replace(tzinfo=zone))
    if from_rfc3339(instant).astimezone(zone).replace(tzinfo=None) != shown.replace(microsecond=0):
        raise BadContent(
            f"When it happened: the clock in {city_of(zone.key)} leapt over {shown:%H:%M} that day."
        )
    return instant
