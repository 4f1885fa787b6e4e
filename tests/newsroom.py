"""The cast and one sample coverage, small enough to know by heart, used by every test."""

from __future__ import annotations

from typing import Any

from stoppress.record.append import append, open_coverage
from stoppress.record.models import Post, Revision
from stoppress.record.vocabulary import Kind


def harbour_fire() -> dict[str, Any]:
    """The header of the sample coverage."""
    return {
        "title": "Fire in the old harbour",
        "slug": "harbour-fire",
        "language": "en",
        "zone": "Europe/Lisbon",
        "zone_name": "Lisbon",
        "standfirst": [{"type": "paragraph", "html": "A warehouse burns on the north quay."}],
    }


def some_post(headline: str = "Crane falls on the quay", *words: str) -> dict[str, Any]:
    """A post with a paragraph for each of `words`."""
    return {
        "headline": headline,
        "byline": "Ana Reis",
        "blocks": [{"type": "paragraph", "html": html} for html in words or ("Nobody was hurt.",)],
    }


def open_harbour_fire(slug: str = "harbour-fire") -> str:
    """Open the sample coverage and return its id."""
    return open_coverage(harbour_fire() | {"slug": slug}).coverage_id


def publish(coverage: str, headline: str = "Crane falls on the quay", *words: str) -> Post:
    """Publish a post in `coverage`."""
    revision = append(coverage, Kind.POSTED, some_post(headline, *words))
    assert revision.post is not None
    return revision.post


def revisions(coverage: str) -> list[Revision]:
    """Every row of the record of `coverage`, in order."""
    return list(Revision.objects.filter(coverage_id=coverage).order_by("position"))
