"""A purge, second step: a coverage's past is made again, a stretch at a time.

docs/reference/public-store.md, "A purge". Whoever stops in between begins again: what is there
already is put again as it is.
"""

from __future__ import annotations

from itertools import islice, takewhile

from stoppress.projection.advance import put_step, steps
from stoppress.projection.fold import fold_all, unopened
from stoppress.projection.pages import Change, put_change
from stoppress.projection.regions import Standing, standing
from stoppress.projection.site import Site
from stoppress.public_store import Head, Publication
from stoppress.record.history import since

STRETCH = 40  # revisions made again in one transaction, while which nothing is published


class Remaking:
    """One coverage's past below the purge that `head` tells of. Not for two threads."""

    def __init__(self, site: Site, head: Head) -> None:
        self._site = site
        self._head = head
        self._reached: Standing | None = None
        self._purged: Standing | None = None  # as it stood at the purge

    def put_stretch(self, publication: Publication) -> bool:
        """Write the next stretch; whether that was the last.

        The present is never disturbed: what a stretch makes ends where the purge begins.
        """
        position = self._reached.timeline.position if self._reached else 0
        revisions = takewhile(
            lambda one: one.position < self._head.purged, since(self._head.coverage, position)
        )
        touched: set[str] = set()
        language = self._site.language
        stretch = islice(revisions, STRETCH)
        for step in steps(self._head.slug, self._reached, stretch, language):
            put_step(publication, self._site, step)
            touched.update(step.touched)
            self._reached = step.after
        if self._reached is not None:
            at_the_purge = self._at_the_purge()
            back = Change(self._site, self._reached, at_the_purge, touched, is_return=True)
            put_change(publication, back)
        return self._reached is None or self._reached.timeline.position >= self._head.purged - 1

    def _at_the_purge(self) -> Standing:
        if self._purged is None:
            upto = self._head.purged
            revisions = since(self._head.coverage, 0)
            timeline = fold_all(
                takewhile(lambda one: one.position <= upto, revisions), unopened(self._head.slug)
            )
            self._purged = standing(timeline, self._site.language)
        return self._purged
