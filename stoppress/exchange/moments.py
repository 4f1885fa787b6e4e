"""Times as pages write them: `2:45 p.m. ET, May 4, 2026`, `14:05 Uhr`, `2026-05-04T14:05Z`.

An instant is given only where day, clock and zone are all said; nothing is filled in.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from stoppress.exchange.moment_forms import (
    CLOCKS,
    DAYS,
    ELSEWHERE,
    HOURS,
    MONTHS,
    REGIONS,
    RELATIVE,
    ZONE,
)


@dataclass(frozen=True)
class Moment:
    """What is said of a time; `text` is how."""

    text: str
    day: date | None = None
    clock: time | None = None
    zone: tzinfo | None = None
    relative: bool = False

    @property
    def is_day(self) -> bool:
        return self.day is not None and self.clock is None

    def on(self, day: date | None) -> Moment:
        """The same, with the day that the page says elsewhere where it does not say it here."""
        return self if self.day else replace(self, day=day)

    def agrees_with(self, other: Moment) -> bool:
        """Whether both can be of one event: neither names another clock time than the other."""
        return self.clock is None or other.clock is None or self.clock == other.clock

    def instant(self) -> datetime | None:
        """UTC; None unless day, clock and zone are all said."""
        if self.day is None or self.clock is None or self.zone is None:
            return None
        return datetime.combine(self.day, self.clock, self.zone).astimezone(UTC)


def find_moment(text: str) -> tuple[Moment, str] | None:
    """The time that `text` tells and the words around it; None where it tells none."""
    bare = text[1:-1] if text.startswith("(") and text.endswith(")") else text
    elsewhere = ELSEWHERE.search(bare)
    day, rest, dated = _take_day(ELSEWHERE.sub(" ", bare))
    clock, rest, timed = _take_clock(rest)
    relative = RELATIVE.search(rest)
    if relative:
        rest = RELATIVE.sub(" ", rest)
    elif not dated and not timed:
        return None
    zone, rest = _take_zone(rest) if timed else (None, rest)
    if zone is None and elsewhere:
        clock, zone = _clock_and_zone(elsewhere.group()) or (clock, zone)
    return Moment(text, day, clock, zone, bool(relative)), rest


def _clock_and_zone(text: str) -> tuple[time, tzinfo] | None:
    """Both, where `text` says both."""
    clock, rest, _ = _take_clock(text)
    zone, _ = _take_zone(rest)
    return (clock, zone) if clock and zone else None


def day_in(text: str) -> date | None:
    """The one full date that stands in `text`; None where there is none, or more than one."""
    day, rest, _ = _take_day(text)
    return day if day and not _take_day(rest)[2] else None


def _take_day(text: str) -> tuple[date | None, str, bool]:
    for pattern in DAYS:
        match = pattern.search(text)
        if match:
            said = match.groupdict()
            rest = f"{text[: match.start()]} {text[match.end() :].removeprefix('T')}"
            return _date_of(said, slashed="/" in match.group()), rest, True
    return None, text, False


def _date_of(said: dict[str, str | None], slashed: bool) -> date | None:
    """The date said; None where the year is not, or where day and month may be either way round."""
    if not said.get("year"):
        return None
    number = said.get("month_number")
    month = int(number) if number else MONTHS[str(said["month"]).lower()]
    day = int(str(said["day"]))
    if slashed and day != month:
        if day <= 12 and month <= 12:
            return None
        day, month = max(day, month), min(day, month)
    try:
        return date(int(str(said["year"])), month, day)
    except ValueError:
        return None


def _take_clock(text: str) -> tuple[time | None, str, bool]:
    for pattern in CLOCKS:
        match = pattern.search(text)
        if match:
            rest = f"{text[: match.start()]} {text[match.end() :]}"
            return _time_of(match.groupdict()), rest, True
    return None, text, False


def _time_of(said: dict[str, str | None]) -> time | None:
    hour, half = int(str(said["hour"])), said.get("half")
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half.lower() == "p" else 0)
    try:
        return time(hour, int(said.get("minute") or 0), int(said.get("second") or 0))
    except ValueError:
        return None


def _take_zone(text: str) -> tuple[tzinfo | None, str]:
    match = ZONE.search(text)
    if match is None:
        return None, text
    rest = f"{text[: match.start()]} {text[match.end() :]}"
    return (_named_zone(match["name"]) if match["name"] else _offset(match)), rest


def _named_zone(name: str) -> tzinfo | None:
    if name in HOURS:
        return timezone(timedelta(hours=HOURS[name]))
    try:
        return ZoneInfo(REGIONS[name]) if name in REGIONS else None
    except ZoneInfoNotFoundError:
        return None


def _offset(match: re.Match[str]) -> tzinfo | None:
    hours, minutes = int(match["hours"]), int(match["minutes"] or 0)
    if hours > 14 or minutes > 59:
        return None
    away = timedelta(hours=hours, minutes=minutes)
    return timezone(away if match["sign"] == "+" else -away)
