"""The projection itself: brings the public store up to the record, and can make it anew.

A coverage's new frames, its parts, pages and leaves and its position become public in one
transaction. Where the record ends is read from the record, how far the public has come from the
public store; `Coverage.projected` is only a hint that makes the search for work cheap.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from itertools import takewhile

from stoppress.config import Config
from stoppress.projection.caches import Caches
from stoppress.projection.door import Listed, put_door
from stoppress.projection.edition import Edition
from stoppress.projection.failures import (
    PASSING,
    CoverageFailed,
    PublicAhead,
    raise_for,
    require_record,
)
from stoppress.projection.fold import fold_all, unopened
from stoppress.projection.purge import next_revisions
from stoppress.projection.regions import Standing, standing
from stoppress.projection.site import put_assets, site_of
from stoppress.projection.upkeep import Upkeep
from stoppress.projection.verify_page import put_verify_page
from stoppress.projection.watch import Watch
from stoppress.public_store import Head, Publication, open_writer
from stoppress.record.epoch import site_epoch
from stoppress.record.history import heads_to_project, since
from stoppress.record.models import Coverage

__all__ = ["CoverageFailed", "Projection", "PublicAhead"]

_BATCH = 500  # revisions that become public in one transaction
_STANDINGS = 32  # coverages kept folded; any other is folded from the record again


class Projection:
    """The one writer of a site's public store. Not for two threads; hold the lease (`lease.py`)."""

    def __init__(self, config: Config) -> None:
        self._config = config
        self._site = site_of(config)
        self._epoch = site_epoch(config.checkpoints_file)
        self._writer = open_writer(config)
        self._watch = Watch(config)
        self._caches = Caches(config)
        self._heads: dict[str, Head] = {}  # what is public, by coverage
        self._listed: dict[str, Listed] = {}  # likewise
        self._standings: OrderedDict[str, Standing] = OrderedDict()
        self._upkeep = Upkeep(config, self._site, self._writer, self._watch, self._heads)

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
        self._upkeep.begin()
        self._catch_up(Coverage.objects.values_list("id", "slug", "head"))

    def catch_up(self) -> int:
        """Publish what the record has gained; the number of coverages that moved.

        One coverage that fails does not hold up the others: CoverageFailed is raised after them.
        Trouble with a database or the disk is raised at once, as it is.
        """
        self._writer.require_same()
        return self._catch_up(heads_to_project())

    def keep_up(self) -> bool:
        """Do some of what follows publishing (`upkeep.py`); whether more could be done at once."""
        return self._upkeep.work()

    def settle(self) -> None:
        """Note in the record how far the public has come. It may come late: it is only a hint."""
        for coverage, _, _ in heads_to_project():
            public = self._position(coverage)
            Coverage.objects.filter(id=coverage).update(projected=public)

    def rebuild(self) -> int:
        """Make everything anew as the next generation; the number of coverages.

        A coverage that fails stays as it was, the others become new: CoverageFailed is raised after
        them. Raises PublicAhead: what readers of this epoch have seen must not be taken back.
        """
        known = self._writer.site()
        kept: dict[str, Head] = {}  # by slug
        if known is not None and known.epoch == self._epoch:
            self._compare()
            kept = {head.slug: head for head in self._heads.values()}
        self._heads.clear()
        self._standings.clear()
        with self._writer.rebuild(epoch=self._epoch, render=self._site.render) as publication:
            failed = self._put_everything(publication, kept)
        self._compare()
        self._upkeep.begin()
        self._upkeep.drop_unshown()
        self.settle()
        raise_for(failed)
        return len(self._heads)

    def close(self) -> None:
        self._caches.close()
        self._upkeep.close()
        self._watch.close()
        self._writer.close()

    def _position(self, coverage: str) -> int:
        return self._heads[coverage].position if coverage in self._heads else 0

    def _compare(self) -> None:
        """Learn what is public, and that the record holds it."""
        self._heads.clear()
        self._heads.update({head.coverage: head for head in self._writer.heads()})
        known = {
            coverage: (head, opened_at)
            for coverage, head, opened_at in Coverage.objects.values_list("id", "head", "opened_at")
        }
        self._listed.clear()
        for coverage, public in self._heads.items():
            head, opened_at = known.get(coverage, (0, None))
            require_record(coverage, public.position, head)
            if opened_at is not None:
                self._listed[coverage] = Listed(public.slug, public.state, opened_at)

    def _put_everything(
        self, publication: Publication, kept: dict[str, Head]
    ) -> dict[str, Exception]:
        """All coverages and what is beside them; those that failed stay as in `kept`, by slug."""
        self._listed.clear()
        failed: dict[str, Exception] = {}
        for coverage in Coverage.objects.filter(head__gt=0).order_by("id"):
            try:
                head = self._put_anew(publication, coverage)
            except PASSING:
                raise
            except Exception as error:
                failed[coverage.slug] = error
                if coverage.slug not in kept or not publication.keep(coverage.slug):
                    continue
                head = kept[coverage.slug]
            self._heads[coverage.id] = head
            self._listed[coverage.id] = Listed(coverage.slug, head.state, coverage.opened_at)
        put_door(publication, self._site, self._listed.values())
        put_verify_page(publication, self._site)
        put_assets(publication, self._site)
        self._upkeep.put_logs(publication)
        return failed

    def _put_anew(self, publication: Publication, coverage: Coverage) -> Head:
        """One coverage from its beginning. What the record gains meanwhile comes afterwards."""
        nothing = Head(coverage.slug, coverage.id, 0, "live")
        edition = Edition(self._config, self._site, nothing, None, is_anew=True)
        revisions = since(coverage.id, 0)
        edition.put(publication, takewhile(lambda one: one.position <= coverage.head, revisions))
        self._remember(edition)
        return edition.head

    def _catch_up(self, heads: Iterable[tuple[str, str, int]]) -> int:
        moved = 0
        failed: dict[str, Exception] = {}
        for coverage, slug, head in heads:
            position = self._position(coverage)
            require_record(coverage, position, head)
            try:
                while self._position(coverage) < head:
                    self._publish(coverage, slug)
            except PASSING:
                raise
            except Exception as error:
                failed[slug] = error
            moved += self._position(coverage) > position
        raise_for(failed)
        return moved

    def _publish(self, coverage: str, slug: str) -> None:
        head = self._heads.get(coverage) or Head(slug, coverage, 0, "live")
        edition = Edition(self._config, self._site, head, self._standing(head))
        with self._writer.publish() as publication:
            self._watch.require_unmoved(head)
            edition.put(publication, next_revisions(coverage, head.position, _BATCH))
            listed = self._list(edition.head)
            if listed != self._listed.get(coverage):
                put_door(publication, self._site, (self._listed | {coverage: listed}).values())
        self._heads[coverage] = edition.head
        self._listed[coverage] = listed
        self._caches.published(head, edition.head)
        self._remember(edition)
        if edition.head.floor > head.floor:
            self._upkeep.purged(edition.head)

    def _list(self, head: Head) -> Listed:
        known = self._listed.get(head.coverage)
        opened_at = known.opened_at if known else Coverage.objects.get(id=head.coverage).opened_at
        return Listed(head.slug, head.state, opened_at)

    def _standing(self, head: Head) -> Standing | None:
        """What the public has of it; null where that is nothing."""
        if head.position == 0:
            return None
        if head.coverage in self._standings:
            return self._standings[head.coverage]
        public = takewhile(lambda one: one.position <= head.position, since(head.coverage, 0))
        return standing(fold_all(public, unopened(head.slug)), self._site.language)

    def _remember(self, edition: Edition) -> None:
        if edition.standing is not None:
            self._standings[edition.head.coverage] = edition.standing
            self._standings.move_to_end(edition.head.coverage)
        if len(self._standings) > _STANDINGS:
            self._standings.popitem(last=False)
