"""Times as readers see them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from stoppress.projection.setting import Setting, setting_of
from stoppress.projection.timeline import Correction, Moved, Post, Purge, Timeline, Withdrawal
from stoppress.projection.times import Clock, clock, when
from stoppress.record.vocabulary import Absence

DAY = date(1969, 7, 20)
LANDED = datetime(1969, 7, 20, 20, 17, 40, tzinfo=UTC)
STEPPED = datetime(1969, 7, 21, 2, 56, 15, tzinfo=UTC)
FILED = datetime(1969, 7, 20, 20, 25, tzinfo=UTC)


def houston(zone: str | None = "America/Chicago", day: date | None = DAY) -> Setting:
    return Setting("apollo", "en", zone, "Houston" if zone else "", day, None)


def a_post(**content: Any) -> Post:
    return Post("a", 1, 1, content, FILED)


@pytest.mark.parametrize(
    ("at", "setting", "utc", "local"),
    [
        (LANDED, houston(), "20:17 UTC", "15:17 Houston"),
        (LANDED, houston(None), "20:17 UTC", ""),
        (LANDED, houston(day=date(1969, 7, 21)), "20 July 1969, 20:17 UTC", "15:17 Houston"),
        (LANDED, houston(day=None), "20 July 1969, 20:17 UTC", "15:17 Houston"),
        (STEPPED, houston(), "21 July 1969, 02:56 UTC", "20 July 1969, 21:56 Houston"),
        (STEPPED, houston(None), "21 July 1969, 02:56 UTC", ""),
    ],
)
def test_it_names_the_day_where_it_is_not_the_coverages(
    at: datetime, setting: Setting, utc: str, local: str
) -> None:
    said = clock(at, setting)
    assert (said.utc, said.local) == (utc, local)
    assert said.iso.endswith("Z")


def test_it_tells_when_it_happened_first_and_when_it_was_filed_second() -> None:
    said = when(a_post(happened_at="1969-07-20T20:17:40Z"), houston())
    assert said.main == Clock("1969-07-20T20:17:40Z", "20:17 UTC", "15:17 Houston")
    assert said.filed is not None
    assert said.filed.utc == "20:25 UTC"
    assert said.edited is None


def test_it_does_not_tell_the_same_minute_twice() -> None:
    said = when(a_post(happened_at="1969-07-20T20:25:30Z"), houston())
    assert (said.main and said.main.utc, said.filed) == ("20:25 UTC", None)


def test_it_makes_up_no_time_for_imported_copy() -> None:
    assert when(a_post(origin={"published_at": None}), houston()).main is None
    known = when(a_post(origin={"published_at": "1969-07-20T16:00:00-05:00"}), houston())
    assert known.main and known.main.utc == "21:00 UTC"


def test_it_does_not_tell_times_that_went_with_the_words() -> None:
    imported = Setting("apollo", "en", None, "", DAY, "Harbour Times")
    post = a_post(happened_at="1969-07-20T20:17:40Z", origin={"published_at": None})
    gone = replace(post, purged={0: Purge(Absence.REMOVED, LANDED)})
    assert when(gone, imported).main is None
    assert when(gone, houston()).main == clock(FILED, houston())


@pytest.mark.parametrize(
    ("more", "how"),
    [
        ({}, "edited"),
        ({"corrections": (Correction(2, LANDED, "No."),)}, "corrected"),
        ({"corrections": (Correction(2, FILED, "No."),)}, "edited"),
        ({"corrections": (Correction(2, LANDED, "", is_clarification=True),)}, "clarified"),
        ({"withdrawn": Withdrawal(LANDED, "No.")}, "withdrawn"),
        ({"moved": Moved(LANDED, {})}, "moved"),
        ({"purged": {0: Purge(Absence.REMOVED, LANDED)}}, "removed"),
    ],
)
def test_it_says_how_the_words_last_changed(more: dict[str, Any], how: str) -> None:
    said = when(Post("a", 1, 2, {}, FILED, changed_at=LANDED, **more), houston())
    assert (said.how, said.edited and said.edited.utc) == (how, "20:17 UTC")


@pytest.mark.parametrize(
    ("header", "zone", "place", "day"),
    [
        ({"zone": "America/Sao_Paulo"}, "America/Sao_Paulo", "Sao Paulo", date(2026, 5, 3)),
        ({"zone": "UTC", "date": "2026-05-01"}, None, "", date(2026, 5, 1)),
        ({"zone": "Europe/Kyiv", "zone_name": "Kyiv"}, "Europe/Kyiv", "Kyiv", date(2026, 5, 4)),
        ({"date": "sometime"}, None, "", date(2026, 5, 4)),
    ],
)
def test_a_coverage_has_a_place_and_a_day(
    header: dict[str, Any], zone: str | None, place: str, day: date
) -> None:
    opened = datetime(2026, 5, 4, 1, 30, tzinfo=UTC)
    setting = setting_of(Timeline(slug="x", header=header, opened_at=opened), "en")
    assert (setting.zone, setting.place, setting.day) == (zone, place, day)


@pytest.mark.parametrize(
    ("language", "direction"), [("en", "ltr"), ("ar-EG", "rtl"), ("he", "rtl"), (None, "ltr")]
)
def test_a_coverage_reads_in_its_languages_direction(language: str | None, direction: str) -> None:
    setting = setting_of(Timeline(slug="x", header={"language": language}), "en")
    assert setting.direction == direction
