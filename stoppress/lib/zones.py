"""Names of time zones that mean the same on every machine."""

from __future__ import annotations

from functools import cache
from zoneinfo import available_timezones


def is_zone(name: str) -> bool:
    """Whether `name` is one of the IANA names: `America/Chicago`, not `America` or `localtime`."""
    return name in _names()


@cache
def _names() -> frozenset[str]:
    # Reading them all takes 20 ms, once. `localtime` is whatever the machine at hand is set to.
    return frozenset(available_timezones() - {"localtime"})
