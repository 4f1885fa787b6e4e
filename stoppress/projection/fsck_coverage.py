"""One coverage rendered again, as far as it is public, and compared with what is public of it.

Both the record and the store may be written meanwhile: what moved on is rendered on, and where a
purge is on its way (the words are gone from the record, not yet from the pages), it is waited for.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from itertools import islice, takewhile

from stoppress.notary.checkpoints import CheckpointStore
from stoppress.projection.edition import Edition
from stoppress.projection.failures import PASSING, told_of
from stoppress.projection.fsck_checkpoints import is_of_checkpoint, put_served
from stoppress.projection.fsck_words import ADVICE, finding_of
from stoppress.projection.site import Site
from stoppress.public_store import Head
from stoppress.public_store.comparing import Comparison
from stoppress.public_store.scratch import Scratch
from stoppress.record.checking.findings import Finding
from stoppress.record.history import Published, since
from stoppress.record.models import Coverage, Revision
from stoppress.record.vocabulary import PURGES

UNRENDERED = "cannot be rendered again"
MOST = 100  # differences told of one coverage
_PAUSES = (0.0, 0.1, 0.3, 1.0, 2.0, 4.0)  # seconds before each attempt
Tell = Callable[[str, int, int], None]  # slug, revisions rendered, of how many


@dataclass(frozen=True)
class NotCompared:
    """What cannot be looked at now, and why: no fault. `coverage` is a slug, or empty."""

    coverage: str
    text: str

    def __str__(self) -> str:
        where = f"/{self.coverage}/ " if self.coverage else ""
        return f"{where}public store: {self.text}"


def compare_coverage(
    site: Site, live: Comparison, store: CheckpointStore, coverage: Coverage, tell: Tell
) -> Iterator[Finding | NotCompared]:
    """What readers are shown of `coverage` that is not what a rebuild would show."""
    looking = _Looking(site, live, store, coverage, tell)
    for pause in _PAUSES:
        time.sleep(pause)
        try:
            found = looking.once()
        except PASSING:
            raise
        except Exception as error:
            text = f"{UNRENDERED}, and was not compared: {told_of(error)}"
            found = [Finding(coverage.slug, None, "public store", text)]
        if found is not None:
            yield from found
            return
    yield NotCompared(coverage.slug, f"{looking.why}; check again later")


@dataclass
class _Looking:
    site: Site
    live: Comparison
    store: CheckpointStore
    coverage: Coverage
    tell: Tell
    why: str = ""  # it must be looked at again

    def once(self) -> list[Finding] | None:
        """What is found; null where it must be looked at again."""
        head = self._head()
        if head is None:
            return self._not_public()
        if head.position > Coverage.objects.get(id=self.coverage.id).head:
            return []  # the check of the record says so
        if head.floor:
            self.why = "its past is being made again after a purge, and was not compared"
            return None
        with closing(Scratch()) as scratch:
            edition = self._render(scratch, None, head.position)
            with self.live.snapshot():
                now = self._head()
                if now is None or (now.purged, now.floor) != (head.purged, head.floor):
                    self.why = "words were taken away while it was compared"
                    return None
                if now.position > head.position:
                    self._render(scratch, edition, now.position)
                found = self._differences(scratch)
        if found and self._is_purge_coming(now.position):
            self.why = "words that are gone from the record are still to go from its pages"
            return None
        return found

    def _head(self) -> Head | None:
        heads = (head for head in self.live.heads() if head.coverage == self.coverage.id)
        return next(heads, None)

    def _not_public(self) -> list[Finding]:
        """What was opened just now is not public yet; what was public before is missing."""
        if not self.coverage.projected:
            return []
        text = f"the coverage was public and is not there; {ADVICE}"
        return [Finding(self.coverage.slug, None, "public head", text)]

    def _render(self, scratch: Scratch, before: Edition | None, upto: int) -> Edition:
        """What a rebuild makes of it, taken on from `before`."""
        slug, id = self.coverage.slug, self.coverage.id
        nothing = Head(slug, id, 0, "live")
        edition = Edition(
            None,
            self.site,
            before.head if before else nothing,
            before.standing if before else None,
            is_anew=True,
        )
        revisions = since(id, edition.head.position)
        public = takewhile(lambda one: one.position <= upto, revisions)
        with scratch.publish() as publication:
            edition.put(publication, self._telling(public, upto))
        return edition

    def _telling(self, revisions: Iterable[Published], of: int) -> Iterator[Published]:
        for published in revisions:
            self.tell(self.coverage.slug, published.position, of)
            yield published

    def _differences(self, scratch: Scratch) -> list[Finding]:
        slug = self.coverage.slug
        with scratch.publish() as publication:
            wrong = put_served(publication, self.live, self.store, slug)
        found = [
            finding_of(slug, one)
            for one in islice(self.live.differences(scratch, slug), MOST + 1)
            if not (wrong and is_of_checkpoint(one))
        ]
        if len(found) > MOST:
            found[MOST:] = [Finding(slug, None, "public store", f"and more rows differ; {ADVICE}")]
        return [wrong, *found] if wrong else found

    def _is_purge_coming(self, position: int) -> bool:
        """Whether words are gone from the record that the pages at `position` still may show."""
        return Revision.objects.filter(
            coverage=self.coverage, position__gt=position, kind__in=PURGES
        ).exists()
