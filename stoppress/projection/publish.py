"""The projection itself: brings the public store up to the record, and can make it anew.

A coverage's new frames, its parts and pages and its position become public in one transaction.
Where the record ends is read from the record, how far the public has come from the public store;
`Coverage.projected` is only a hint that makes the search for work cheap.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from itertools import islice, takewhile
from pathlib import Path
from traceback import extract_tb

from django.db import Error as DatabaseError

from stoppress.config import Config
from stoppress.projection.advance import advance, put_advance
from stoppress.projection.door import Listed, put_door
from stoppress.projection.fold import fold_all
from stoppress.projection.media import publish_media
from stoppress.projection.regions import Standing, standing
from stoppress.projection.site import site_of
from stoppress.public_store import Publication, open_writer
from stoppress.public_store.types import StoreUnavailable
from stoppress.record.epoch import site_epoch
from stoppress.record.history import heads_to_project, since
from stoppress.record.models import Coverage

_BATCH = 500  # revisions that become public in one transaction
_PASSING = (StoreUnavailable, DatabaseError, OSError)  # troubles of no one coverage
_STANDINGS = 32  # coverages kept folded; any other is folded from the record again


class PublicAhead(Exception):
    """Readers have seen what the record does not hold: only a person can say what happened."""


class CoverageFailed(Exception):
    """Some coverages cannot be published; the others were. The text is one line, naming each."""


class Projection:
    """The one writer of a site's public store. Not for two threads; hold the lease (`lease.py`)."""

    def __init__(self, config: Config) -> None:
        self._config = config
        self._site = site_of(config)
        self._epoch = site_epoch(config.checkpoints_file)
        self._writer = open_writer(config)
        self._public: dict[str, int] = {}  # position by coverage
        self._standings: OrderedDict[str, Standing] = OrderedDict()

    def start(self) -> None:
        """Make the store what it must be before anything is added; call it once, first.

        Another epoch or render hash: everything anew. Else every coverage is compared, not only
        those that the hint names. Raises PublicAhead.
        """
        known = self._writer.site()
        if known is None or (known.epoch, known.render) != (self._epoch, self._site.render):
            self.rebuild()
            return
        self._compare()
        self._catch_up(Coverage.objects.values_list("id", "slug", "head"))

    def catch_up(self) -> int:
        """Publish what the record has gained; the number of coverages that moved.

        One coverage that fails does not hold up the others: CoverageFailed is raised after them.
        Trouble with a database or the disk is raised at once, as it is.
        """
        self._writer.require_same()
        return self._catch_up(heads_to_project())

    def settle(self) -> None:
        """Note in the record how far the public has come. It may come late: it is only a hint."""
        for coverage, _, _ in heads_to_project():
            Coverage.objects.filter(id=coverage).update(projected=self._public.get(coverage, 0))

    def rebuild(self) -> int:
        """Make everything anew as the next generation; the number of coverages.

        A coverage that fails stays as it was, the others become new: CoverageFailed is raised after
        them. Raises PublicAhead: what readers of this epoch have seen must not be taken back.
        """
        known = self._writer.site()
        states: dict[str, str] = {}  # of what may be kept
        if known is not None and known.epoch == self._epoch:
            self._compare()
            states = {head.slug: head.state for head in self._writer.heads()}
        self._public.clear()
        self._standings.clear()
        render = self._site.render
        with self._writer.rebuild(epoch=self._epoch, render=render) as publication:
            failed = self._put_everything(publication, states)
        self._compare()
        self.settle()
        _raise_for(failed)
        return len(self._public)

    def close(self) -> None:
        self._writer.close()

    def _compare(self) -> None:
        self._public = {head.coverage: head.position for head in self._writer.heads()}
        heads = dict(Coverage.objects.values_list("id", "head"))
        for coverage, position in self._public.items():
            _check(coverage, position, heads.get(coverage, 0))

    def _put_everything(
        self, publication: Publication, states: dict[str, str]
    ) -> dict[str, Exception]:
        """All coverages and what is beside them; those that failed, kept where in `states`."""
        listed = []
        failed: dict[str, Exception] = {}
        for coverage in Coverage.objects.filter(head__gt=0).order_by("id"):
            try:
                state = self._put_anew(publication, coverage.id)
            except _PASSING:
                raise
            except Exception as error:
                failed[coverage.slug] = error
                if coverage.slug not in states or not publication.keep(coverage.slug):
                    continue
                state = states[coverage.slug]
            listed.append(Listed(coverage.slug, state, coverage.opened_at))
        put_door(publication, self._site, listed)
        for asset in self._site.assets:
            publication.put_part(asset.path, asset.body)
            publication.put_page(
                asset.path, [asset.path], content_type=asset.content_type, cache="asset"
            )
        return failed

    def _put_anew(self, publication: Publication, coverage: str) -> str:
        """One coverage from its beginning; its state."""
        step = advance(None, since(coverage, 0), self._site.language)
        publish_media(self._config, step.media)
        put_advance(publication, self._site, coverage, step)
        self._remember(coverage, step.after)
        return step.after.timeline.state

    def _catch_up(self, heads: Iterable[tuple[str, str, int]]) -> int:
        moved = 0
        failed: dict[str, Exception] = {}
        for coverage, slug, head in heads:
            position = self._public.get(coverage, 0)
            _check(coverage, position, head)
            try:
                while self._public.get(coverage, 0) < head:
                    self._publish(coverage)
            except _PASSING:
                raise
            except Exception as error:
                failed[slug] = error
            moved += self._public.get(coverage, 0) > position
        _raise_for(failed)
        return moved

    def _publish(self, coverage: str) -> None:
        before = self._standing(coverage)
        position = before.timeline.position if before else 0
        step = advance(before, islice(since(coverage, position), _BATCH), self._site.language)
        publish_media(self._config, step.media)
        with self._writer.publish() as publication:
            self._check_unmoved(coverage, position)
            put_advance(publication, self._site, coverage, step)
            if before is None or before.timeline.state != step.after.timeline.state:
                put_door(publication, self._site, self._listed(step.after))
        self._remember(coverage, step.after)

    def _check_unmoved(self, coverage: str, position: int) -> None:
        """Within the transaction: the lease may have been lost with its connection."""
        public = {head.coverage: head.position for head in self._writer.heads()}
        if public.get(coverage, 0) != position:
            raise StoreUnavailable("another process has published meanwhile; starting over")

    def _standing(self, coverage: str) -> Standing | None:
        """What the public has of it; null where that is nothing."""
        position = self._public.get(coverage, 0)
        if position == 0:
            return None
        if coverage in self._standings:
            return self._standings[coverage]
        public = takewhile(lambda one: one.position <= position, since(coverage, 0))
        return standing(fold_all(public), self._site.language)

    def _remember(self, coverage: str, after: Standing) -> None:
        self._public[coverage] = after.timeline.position
        self._standings[coverage] = after
        self._standings.move_to_end(coverage)
        if len(self._standings) > _STANDINGS:
            self._standings.popitem(last=False)

    def _listed(self, newest: Standing) -> list[Listed]:
        """Every public coverage, `newest` as it is about to become."""
        states = {head.slug: head.state for head in self._writer.heads()}
        states[newest.timeline.slug] = newest.timeline.state
        opened = Coverage.objects.filter(slug__in=states).values_list("slug", "opened_at")
        return [Listed(slug, states[slug], at) for slug, at in opened]


def _check(coverage: str, public: int, head: int) -> None:
    if public > head:
        raise PublicAhead(
            f"publishing stops: readers have seen {public} changes of coverage {coverage} but the"
            f" record holds {head}; put the newer record back, or, where it is lost, move"
            " checkpoints.sqlite away, which gives the site a new epoch"
        )


def _raise_for(failed: dict[str, Exception]) -> None:
    if failed:
        told = (f"/{slug}/ cannot be published: {_told(failed[slug])}" for slug in sorted(failed))
        raise CoverageFailed("; ".join(told)) from next(iter(failed.values()))


def _told(error: Exception) -> str:
    """An error that should not be, with the line that raised it."""
    place = extract_tb(error.__traceback__)[-1]
    said = " ".join(str(error).split())[:200]
    return f"{type(error).__name__}: {said} ({Path(place.filename).name}:{place.lineno})"
