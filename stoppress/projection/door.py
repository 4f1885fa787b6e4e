"""The front door `/`: one row for each coverage, those that go on first, then the latest opened."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from stoppress.projection.pages import describe
from stoppress.projection.regions import Standing, day_said
from stoppress.projection.render import render
from stoppress.projection.shells import Face, Head, shell
from stoppress.projection.site import Site
from stoppress.public_store import Publication


@dataclass(frozen=True)
class Listed:
    """A coverage as the order of the list needs it."""

    slug: str
    state: str
    opened_at: datetime

    @property
    def rank(self) -> tuple[bool, float, str]:
        return (self.state == "ended", -self.opened_at.timestamp(), self.slug)


def put_row(publication: Publication, standing: Standing) -> None:
    """Bring what the list says of one coverage up to date."""
    timeline = standing.timeline
    row = render(
        "row",
        timeline=timeline,
        setting=standing.setting,
        description=describe(timeline.header),
        day=day_said(timeline),
    )
    publication.put_part(_row(timeline.slug), row.encode() + b"\n", slug=timeline.slug)


def put_door(publication: Publication, site: Site, listed: Iterable[Listed]) -> None:
    """Bring the list itself up to date; each coverage in it has its row."""
    rows = [_row(coverage.slug) for coverage in sorted(listed, key=lambda one: one.rank)]
    head = Head(site.name, f"Live coverage by {site.name}", "/", sort="website")
    page = shell(Face("door", site, head, empty=not rows), "door", {"rows": rows})
    page.put(publication, "/", slug="")


def _row(slug: str) -> str:
    return f"door/row/{slug}"
