"""Why something cannot be published. Each text is one line for the operator."""

from __future__ import annotations

from pathlib import Path
from traceback import extract_tb

from django.db import Error as DatabaseError

from stoppress.public_store.types import StoreUnavailable

PASSING = (StoreUnavailable, DatabaseError, OSError)  # troubles of no one coverage


class PublicAhead(Exception):
    """Readers have seen what the record does not hold: only a person can say what happened."""


class CoverageFailed(Exception):
    """Some coverages cannot be published; the others were. The text names each."""


def require_record(coverage: str, public: int, head: int) -> None:
    """Raise PublicAhead where the record holds less than readers have seen."""
    if public > head:
        raise PublicAhead(
            f"publishing stops: readers have seen {public} changes of coverage {coverage} but the"
            f" record holds {head}; put the newer record back, or run"
            " `stoppress restore` with the newest backup, which takes in what readers still have"
        )


def raise_for(failed: dict[str, Exception]) -> None:
    """Raise CoverageFailed for what failed, by slug, if anything did."""
    if failed:
        told = (f"/{slug}/ cannot be published: {told_of(failed[slug])}" for slug in sorted(failed))
        raise CoverageFailed("; ".join(told)) from next(iter(failed.values()))


def told_of(error: Exception) -> str:
    """An error that should not be, with the line that raised it."""
    place = extract_tb(error.__traceback__)[-1]
    said = " ".join(str(error).split())[:200]
    return f"{type(error).__name__}: {said} ({Path(place.filename).name}:{place.lineno})"
