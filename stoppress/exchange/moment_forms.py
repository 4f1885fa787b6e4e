"""The forms in which pages write days, clock times and zones, in a few languages."""

from __future__ import annotations

import re

from stoppress.exchange.patterns import any_of

MONTHS = {
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
_MONTH = "(?P<month>" + "|".join(sorted(MONTHS, key=len, reverse=True)) + r")\b\.?"
_NUMBER = r"(?P<day>\d{1,2})(?:st|nd|rd|th|er|º|\.)?"
DAYS = [
    re.compile(r"\b(?P<year>\d{4})-(?P<month_number>\d{2})-(?P<day>\d{2})(?!\d)"),
    re.compile(rf"\b{_MONTH} {_NUMBER}(?:,? (?P<year>\d{{4}}))?(?!\d)", re.I),
    re.compile(rf"\b{_NUMBER} (?:de )?{_MONTH}(?:,? (?:del? )?(?P<year>\d{{4}}))?(?!\d)", re.I),
    re.compile(r"\b(?P<day>\d{1,2})\.(?P<month_number>\d{1,2})\.(?P<year>\d{4})\b"),
    re.compile(r"\b(?P<day>\d{1,2})/(?P<month_number>\d{1,2})/(?P<year>\d{4})\b"),
]
_HALF = r"(?P<half>[ap])\.? ?m\b\.?"
CLOCKS = [
    re.compile(rf"\b(?P<hour>\d{{1,2}})[:.](?P<minute>\d{{2}}) ?{_HALF}", re.I),
    re.compile(rf"\b(?P<hour>\d{{1,2}}) ?{_HALF}", re.I),
    re.compile(
        r"(?:\b|(?<=T))(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2}))?(?:\.\d+)?"
    ),
    re.compile(r"\b(?P<hour>\d{1,2})\.(?P<minute>\d{2})(?= ?(?:Uhr|GMT|UTC|[BC]E?ST|CET)\b)"),
    re.compile(r"\b(?P<hour>\d{2})(?P<minute>\d{2})(?= (?:GMT|UTC)\b)"),
    re.compile(r"\b(?P<hour>\d{1,2}) ?h ?(?P<minute>\d{2})\b"),
]
RELATIVE = any_of(r"""
    \b\d+ ?(?:secs?|m|mins?|minutes?|h|hrs?|hours?|d|days?)\b(?: \d+ ?(?:m|mins?|minutes?)\b)? ago
    \bjust now\b
    \bvor \d+ (?:Minuten?|Stunden?|Tag(?:en)?)\b
    \bil y a \d+ ?(?:h|min|minutes?|heures?|jours?)\b
    \bhace \d+ (?:minutos?|horas?|días?)\b
""")
HOURS = {
    "UTC": 0, "GMT": 0, "Z": 0, "WET": 0, "BST": 1, "WEST": 1, "CET": 1, "MEZ": 1, "CEST": 2,
    "MESZ": 2, "EET": 2, "EEST": 3, "MSK": 3, "HKT": 8, "SGT": 8, "JST": 9, "KST": 9, "AEST": 10,
    "AEDT": 11, "NZST": 12, "NZDT": 13, "EST": -5, "EDT": -4, "CDT": -5, "MST": -7, "MDT": -6,
    "PST": -8, "PDT": -7,
}  # fmt: skip
# Only abbreviations that mean one thing: CST is Chicago's and China's, IST is said in three lands.
REGIONS = {
    "ET": "America/New_York",
    "CT": "America/Chicago",
    "MT": "America/Denver",
    "PT": "America/Los_Angeles",
}
ZONE = re.compile(
    r"(?:\b(?:UTC|GMT))?(?P<sign>[+−-])(?P<hours>\d{1,2}):?(?P<minutes>\d{2})?\b"
    r"|(?<![A-Za-z])(?P<name>" + "|".join([*HOURS, *REGIONS, "CST", "IST"]) + r")\b"
)
ELSEWHERE = re.compile(r"\([^()]*\d[^()]*\)")  # the same moment in another zone
