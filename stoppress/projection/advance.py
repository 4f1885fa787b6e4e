"""One coverage taken further: from what the public has of it, by the revisions that it lacks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from stoppress.projection.door import put_row
from stoppress.projection.fold import fold
from stoppress.projection.frames import frame
from stoppress.projection.media import media_in
from stoppress.projection.pages import put_coverage
from stoppress.projection.regions import Standing, standing
from stoppress.projection.site import Site
from stoppress.projection.timeline import NOTHING
from stoppress.public_store import Frame, Head, Publication
from stoppress.record.history import Published


@dataclass(frozen=True)
class Advance:
    """`before` null: the public had nothing of it yet. `media` are the pictures it shows anew."""

    before: Standing | None
    after: Standing
    frames: list[Frame]
    media: set[str]


def advance(before: Standing | None, revisions: Iterable[Published], language: str) -> Advance:
    """What `revisions` make of `before`. Pure. Raises ValueError where there are none."""
    now = before
    frames: list[Frame] = []
    media: set[str] = set()
    for published in revisions:
        timeline = fold(now.timeline if now else NOTHING, published)
        then, now = now, standing(timeline, language, now)
        frames.append(frame(then, now, published))
        media.update(media_in(published.content))
    if now is None or not frames:
        raise ValueError("the record names a head that it has no revision for")
    return Advance(before, now, frames, media)


def put_advance(publication: Publication, site: Site, coverage: str, step: Advance) -> None:
    """Write it: the frames, what of the pages differs, and the position."""
    timeline = step.after.timeline
    for one in step.frames:
        publication.put_frame(timeline.slug, one)
    put_coverage(publication, site, step.before, step.after)
    put_row(publication, step.after)
    publication.put_head(Head(timeline.slug, coverage, timeline.position, timeline.state))
