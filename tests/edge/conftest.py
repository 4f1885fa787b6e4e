"""A press and a public store for each test of the edge."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from stoppress.config import Config
from tests.edge.press import Press, open_press


@pytest.fixture
def opened() -> Iterator[ExitStack]:
    """For connections that a test opens many of: `opened.enter_context(closing(…))`."""
    with ExitStack() as stack:
        yield stack


@pytest.fixture
def press(newsroom: Config) -> Iterator[Press]:
    press = open_press(newsroom)
    yield press
    press.writer.close()
