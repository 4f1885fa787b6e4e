"""Whatever a test does to the record, `check_record` finds nothing wrong with it afterwards."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.conf import settings

from stoppress.record.checking.fsck import check_record


@pytest.fixture
def bad_record() -> None:
    """For a test that leaves a record with something wrong, on purpose."""


@pytest.fixture(autouse=True)
def good_record(request: pytest.FixtureRequest) -> Iterator[None]:
    """The record of the test's newsroom, if it has one, is as it should be in the end."""
    if "newsroom" not in request.fixturenames or "bad_record" in request.fixturenames:
        yield
        return
    request.getfixturevalue("newsroom")
    yield
    assert [str(finding) for finding in check_record(settings.STOPPRESS)] == []
