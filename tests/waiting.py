"""Waiting in a test: asking again and again, and never for ever."""

from __future__ import annotations

import time
from collections.abc import Callable

PATIENCE = 60  # seconds; bounds every wait, and is never the measure of anything
_PAUSE = 0.01


def eventually(is_so: Callable[[], object]) -> None:
    """Wait until `is_so`; fail when it never is."""
    end = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < end, "it never came to be"
        time.sleep(_PAUSE)
