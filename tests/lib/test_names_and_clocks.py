"""Ids, addresses and instants."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stoppress.lib.clock import from_rfc3339, now, to_rfc3339
from stoppress.lib.ids import is_slug, new_id, slug_from


def test_it_makes_ids_that_cannot_be_counted() -> None:
    ids = {new_id() for _ in range(1000)}
    assert len(ids) == 1000
    assert all(is_slug(one) and len(one) == 12 for one in ids)


@given(st.text(max_size=400))
def test_it_makes_an_address_of_any_title(title: str) -> None:
    assert is_slug(slug_from(title))


def test_it_keeps_whole_words_of_a_title() -> None:
    assert slug_from("What's next? Zürich’s “plan B”") == "whats-next-zurichs-plan-b"
    assert slug_from("word " * 40).endswith("word")


@pytest.mark.parametrize("text", ["", "-a", "a-", "a--b", "A", "ä", "a/b", "x" * 81, "a\n"])
def test_it_refuses_what_is_no_address(text: str) -> None:
    assert not is_slug(text)


@given(st.datetimes(timezones=st.just(UTC)))
def test_it_reads_back_every_instant_it_writes(at: datetime) -> None:
    assert from_rfc3339(to_rfc3339(at, microseconds=True)) == at


def test_it_never_writes_a_time_without_a_zone() -> None:
    with pytest.raises(ValueError, match="without a zone"):
        to_rfc3339(datetime(1969, 7, 20))
    with pytest.raises(ValueError, match="no time zone"):
        from_rfc3339("1969-07-20T20:17:40")
    assert to_rfc3339(now()).endswith("Z")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("2016-12-31T23:59:60Z", "2017-01-01T00:00:00Z"),
        ("2016-12-31T18:59:60.5-05:00", "2017-01-01T00:00:00Z"),
        ("1990-12-31T15:59:60-08:00", "1991-01-01T00:00:00Z"),
    ],
)
def test_line_47_a_leap_second_is_the_second_after_it(text: str, told: str) -> None:
    assert to_rfc3339(from_rfc3339(text)) == told


@pytest.mark.parametrize("text", ["2016-12-31T23:58:60Z", "2016-12-31T23:59:61Z"])
def test_line_47_no_other_second_is_one(text: str) -> None:
    with pytest.raises(ValueError, match="second"):
        from_rfc3339(text)
