"""The composer's form says what the post said, down to the instant that it happened."""

from __future__ import annotations

from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from stoppress.desk.copy_form import blank_fields, content_of, fields_of
from stoppress.desk.section_form import Fields
from stoppress.record.errors import BadContent
from stoppress.record.vocabulary import Kind
from tests.newsroom import some_post

PRESS = UUID("6f1c7bd2-3c1c-4a1e-9a52-0d3e7b3f5a10")
HOUSTON = ZoneInfo("America/Chicago")


def said(fields: Fields, kind: Kind = Kind.POSTED, base: dict[str, Any] | None = None) -> Any:
    return content_of(fields, kind, base=base or {}, zone=HOUSTON, submission=PRESS, insets={})


def test_it_leaves_out_what_is_empty() -> None:
    fields = blank_fields("Ana Reis")
    assert said(fields) == {"byline": "Ana Reis", "blocks": []}


def test_it_takes_the_time_by_the_storys_own_clock() -> None:
    fields = blank_fields("")
    fields["happened_at"] = "1969-07-20T15:17:40"
    assert said(fields)["happened_at"] == "1969-07-20T20:17:40Z"


@pytest.mark.parametrize(
    "instant", ["1969-07-20T20:17:40Z", "1969-07-20T22:17:40.123456+02:00", "1969-07-20T20:17:00Z"]
)
def test_it_leaves_an_instant_that_nobody_touched_as_it_was(instant: str) -> None:
    base = {"headline": "The Eagle has landed", "happened_at": instant, "blocks": []}
    assert said(fields_of(base, HOUSTON), Kind.REVISED, base)["happened_at"] == instant


@pytest.mark.parametrize(
    ("typed", "answer"),
    [("yesterday", "is no time"), ("2024-03-10T02:30", "leapt over 02:30")],
)
def test_line_47_it_refuses_a_time_that_never_was(typed: str, answer: str) -> None:
    fields = blank_fields("")
    fields["happened_at"] = typed
    with pytest.raises(BadContent, match=answer):
        said(fields)


def test_line_47_it_takes_the_first_of_two_hours_when_the_clock_goes_back() -> None:
    fields = blank_fields("")
    fields["happened_at"] = "2024-11-03T01:30"
    assert said(fields)["happened_at"] == "2024-11-03T06:30:00Z"


def test_it_keeps_what_no_field_shows() -> None:
    origin = {"published_at": None, "line": 35}
    base = some_post() | {"origin": origin, "later": {"x": 1}, "correction": {"note": "old"}}
    content = said(fields_of(base, HOUSTON), Kind.REVISED, base)
    assert content["origin"] == origin
    assert content["later"] == {"x": 1}
    assert "correction" not in content


def test_it_carries_the_words_of_a_correction() -> None:
    base = some_post()
    fields = fields_of(base, HOUSTON)
    fields["note"], fields["was"] = "The crane did not fall.", "fell"
    correction = said(fields, Kind.CORRECTED, base)["correction"]
    assert correction == {"note": "The crane did not fall.", "was": "fell", "now": None}
