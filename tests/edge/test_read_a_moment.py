"""`?at=` is a position, a day or an instant, and each instant is written in one way only."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stoppress.edge.moments import read_moment


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("0", 0),
        ("7", 7),
        ("2026-01-31", "2026-01-31T23:59:59.999999Z"),
        ("2026-01-31T09:00:00Z", "2026-01-31T09:00:00.000000Z"),
        ("2026-01-31T09:00:00.5Z", "2026-01-31T09:00:00.500000Z"),
        ("0001-01-01", "0001-01-01T23:59:59.999999Z"),
        ("2026-02-29", None),
        ("2026-01-31T09:00:00+00:00", None),
        ("07", None),
        ("", None),
    ],
)
def test_it_reads(text: str, moment: object) -> None:
    assert read_moment(text) == moment


@given(one=st.datetimes(), other=st.datetimes())
def test_it_writes_instants_in_the_order_of_time(one: datetime, other: datetime) -> None:
    first, second = (at.replace(tzinfo=UTC).isoformat()[:-6] + "Z" for at in (one, other))
    earlier, later = read_moment(first), read_moment(second)
    assert isinstance(earlier, str) and isinstance(later, str)
    assert (earlier < later) == (one < other)


@given(st.text(max_size=30))
def test_it_takes_anything(text: str) -> None:
    assert read_moment(text) is None or text[0].isdigit()
