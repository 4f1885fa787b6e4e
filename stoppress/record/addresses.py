"""Addresses for coverages that are opened without anybody there to choose one."""

from __future__ import annotations

from itertools import count

from stoppress.lib.ids import SLUG_MAX
from stoppress.record.models import Coverage

_NUMBER_MAX = 8  # characters kept for "-2", "-3" …


def free_slug(slug: str) -> str:
    """`slug`, or the first of `slug-2`, `slug-3` … that no coverage has."""
    short = slug[: SLUG_MAX - _NUMBER_MAX].rstrip("-")
    taken = set(Coverage.objects.filter(slug__startswith=short).values_list("slug", flat=True))
    if slug not in taken:
        return slug
    return next(name for n in count(2) if (name := f"{short}-{n}") not in taken)
