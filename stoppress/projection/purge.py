"""Purges: revisions that take words away, or give them back, and so concern the past as well.

docs/reference/public-store.md, "A purge". Here is how the record is read around one: what was read
before it was there may hold words that are gone. `edition.py` takes the first step, `past.py` the
second.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import islice, takewhile

from stoppress.projection.fold import fold, unopened
from stoppress.projection.media import media_in
from stoppress.projection.timeline import Timeline
from stoppress.record.history import Published, since
from stoppress.record.vocabulary import PURGES


def next_revisions(coverage: str, position: int, most: int) -> list[Published]:
    """At most `most` revisions above `position`, as they read after the last purge among them."""
    revisions = list(islice(since(coverage, position), most))
    if any(one.kind in PURGES for one in revisions):
        revisions = list(islice(since(coverage, position), len(revisions)))
    return revisions


def positions_of(purges: Iterable[Published], upto: int) -> set[int]:
    """The revisions whose words go, or come back; where a purge says that no more, all `upto`."""
    named: list[list[int]] = [one.content.get("positions") or [] for one in purges]
    if not all(named):
        return set(range(1, upto + 1))
    return {position for positions in named for position in positions}


@dataclass
class Afresh:
    """Folds a coverage again, and keeps which pictures it shows, now or in its past."""

    coverage: str
    slug: str
    media: set[str] = field(default_factory=set)
    _is_read: bool = False

    def __call__(self, purge: Published) -> Timeline | None:
        """The timeline before `purge`, as the record tells it now.

        Null after the first time: revisions that were read together (`next_revisions`) know of each
        other's purges.
        """
        if self._is_read:
            return None
        self._is_read = True
        timeline = unopened(self.slug)
        past = takewhile(lambda one: one.position < purge.position, since(self.coverage, 0))
        for published in past:
            timeline = fold(timeline, published)
            self.media.update(media_in(published.content))
        return timeline
