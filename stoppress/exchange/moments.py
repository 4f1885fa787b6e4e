"""Times as pages write them: `2:45 p.m. ET, May 4, 2026`, `14:05 Uhr`, `2026-05-04T14:05Z`.

An instant is given only where day, clock and zone are all said; nothing is filled in.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from stoppress.exchange.patterns import any_of

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan januar jänner janvier janv enero ene gennaio",
            "february feb februar février févr febrero febbraio",
            "march mar märz mars marzo",
            "april apr avril avr abril abr aprile",
            "may mai mayo maggio",
            "june jun juni juin junio giugno",
            "july jul juli juillet juil julio luglio",
            "august aug août agosto ago",
            "september sept sep septembre septiembre settembre",
            "october oct oktober okt octobre octubre ottobre",
            "november nov novembre noviembre",
            "december dec dezember dez décembre déc diciembre dic dicembre",
        ),
        1,
    )
    for name in names.split()
}
MONTH_NAMES = tuple(_MONTHS)
_MONTH = "(?P<month>" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\b\.?"
_NUMBER = r"(?P<day>\d{1,2})(?:st|nd|rd|th|er|º|\.)?"
_DAYS = [
    re.compile(r"\b(?P<year>\d{4})-(?P<month_number>\d{2})-(?P<day>\d{2})(?!\d)"),
    re.compile(rf"\b{_MONTH} {_NUMBER}(?:,? (?P<year>\d{{4}}))?(?!\d)", re.I),
    re.compile(rf"\b{_NUMBER} (?:de )?{_MONTH}(?:,? (?:del? )?(?P<year>\d{{4}}))?(?!\d)", re.I),
    re.compile(r"\b(?P<day>\d{1,2})\.(?P<month_number>\d{1,2})\.(?P<year>\d{4})\b"),
    re.compile(r"\b(?P<day>\d{1,2})/(?P<month_number>\d{1,2})/(?P<year>\d{4})\b"),
]
_HALF = r"(?P<half>[ap])\.? ?m\b\.?"
_CLOCKS = [
    re.compile(rf"\b(?P<hour>\d{{1,2}})[:.](?P<minute>\d{{2}}) ?{_HALF}", re.I),
    re.compile(rf"\b(?P<hour>\d{{1,2}}) ?{_HALF}", re.I),
    re.compile(
        r"(?:\b|(?<=T))(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2}))?(?:\.\d+)?"
    ),
    re.compile(r"\b(?P<hour>\d{1,2})\.(?P<minute>\d{2})(?= ?(?:Uhr|GMT|UTC|[BC]E?ST|CET)\b)"),
    re.compile(r"\b(?P<hour>\d{2})(?P<minute>\d{2})(?= (?:GMT|UTC)\b)"),
    re.compile(r"\b(?P<hour>\d{1,2}) ?h ?(?P<minute>\d{2})\b"),
]
_RELATIVE = any_of(r"""
    \b\d+ ?(?:secs?|m|mins?|minutes?|h|hrs?|hours?|d|days?)\b(?: \d+ ?(?:m|mins?|minutes?)\b)? ago
    \bjust now\b
    \bvor \d+ (?:Minuten?|Stunden?|Tag(?:en)?)\b
    \bil y a \d+ ?(?:h|min|minutes?|heures?|jours?)\b
    \bhace \d+ (?:minutos?|horas?|días?)\b
""")
_HOURS = {
    "UTC": 0, "GMT": 0, "Z": 0, "WET": 0, "BST": 1, "WEST": 1, "CET": 1, "MEZ": 1, "CEST": 2,
    "MESZ": 2, "EET": 2, "EEST": 3, "MSK": 3, "HKT": 8, "SGT": 8, "JST": 9, "KST": 9, "AEST": 10,
    "AEDT": 11, "NZST": 12, "NZDT": 13, "EST": -5, "EDT": -4, "CDT": -5, "MST": -7, "MDT": -6,
    "PST": -8, "PDT": -7,
}  # fmt: skip
# Only abbreviations that mean one thing: CST is Chicago's and China's, IST is said in three lands.
_REGIONS = {
    "ET": "America/New_York",
    "CT": "America/Chicago",
    "MT": "America/Denver",
    "PT": "America/Los_Angeles",
}
_ZONE = re.compile(
    r"(?:\b(?:UTC|GMT))?(?P<sign>[+−-])(?P<hours>\d{1,2}):?(?P<minutes>\d{2})?\b"
    r"|(?<![A-Za-z])(?P<name>" + "|".join([*_HOURS, *_REGIONS, "CST", "IST"]) + r")\b"
)
_ELSEWHERE = re.compile(r"\([^()]*\d[^()]*\)")  # the same moment in another zone


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
    elsewhere = _ELSEWHERE.search(bare)
    day, rest, dated = _take_day(_ELSEWHERE.sub(" ", bare))
    clock, rest, timed = _take_clock(rest)
    relative = _RELATIVE.search(rest)
    if relative:
        rest = _RELATIVE.sub(" ", rest)
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
    for pattern in _DAYS:
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
    month = int(number) if number else _MONTHS[str(said["month"]).lower()]
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
    for pattern in _CLOCKS:
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
    match = _ZONE.search(text)
    if match is None:
        return None, text
    rest = f"{text[: match.start()]} {text[match.end() :]}"
    return (_named_zone(match["name"]) if match["name"] else _offset(match)), rest


def _named_zone(name: str) -> tzinfo | None:
    if name in _HOURS:
        return timezone(timedelta(hours=_HOURS[name]))
    try:
        return ZoneInfo(_REGIONS[name]) if name in _REGIONS else None
    except ZoneInfoNotFoundError:
        return None


def _offset(match: re.Match[str]) -> tzinfo | None:
    hours, minutes = int(match["hours"]), int(match["minutes"] or 0)
    if hours > 14 or minutes > 59:
        return None
    away = timedelta(hours=hours, minutes=minutes)
    return timezone(away if match["sign"] == "+" else -away)
