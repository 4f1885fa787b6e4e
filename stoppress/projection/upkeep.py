"""What follows publishing and never holds it up: checkpoints, the site log, the rest of a purge.

`Upkeep.work` does a little of it and is called again and again.
"""

from __future__ import annotations

import logging
import time
from dataclasses import replace

from stoppress.config import Config
from stoppress.projection.checkpoints import Checkpoints
from stoppress.projection.failures import PASSING, raise_for
from stoppress.projection.logs import put_site_leaves
from stoppress.projection.media import keep_only
from stoppress.projection.past import Remaking
from stoppress.projection.short_logs import ShortLogs
from stoppress.projection.site import Site
from stoppress.projection.watch import Watch
from stoppress.public_store import Head, Publication, Writer
from stoppress.public_store.types import SITE_LOG
from stoppress.record.models import SiteLeaf

_EVERY = 0.2  # seconds between two looks for what was signed
_PATIENCE = 10.0  # seconds after which it is said that old words are still in the store's files
_log = logging.getLogger(__name__)


class Upkeep:
    """`heads`, by coverage, are those that are public; this one takes their floors away."""

    def __init__(
        self, config: Config, site: Site, writer: Writer, watch: Watch, heads: dict[str, Head]
    ) -> None:
        self._config, self._site, self._writer, self._watch = config, site, writer, watch
        self._heads = heads
        self._checkpoints = Checkpoints(config.checkpoints_file)
        self._looked = 0.0
        self._site_size: int | None = None
        self._pasts: dict[str, Remaking] = {}  # by coverage
        self._may_hold_more = True  # the public folder, than pictures that are shown
        self._unscrubbed: float | None = time.monotonic()  # since when; who died may have left some
        self._short_logs = ShortLogs(config)

    def begin(self) -> None:
        """Whoever published before may have left pasts unmade."""
        self._pasts = {
            coverage: Remaking(self._site, head)
            for coverage, head in self._heads.items()
            if head.floor
        }
        self._unscrubbed = time.monotonic()
        self._may_hold_more = True

    def purged(self, head: Head) -> None:
        """A purge has become public."""
        self._pasts[head.coverage] = Remaking(self._site, head)
        self._may_hold_more = True
        self._unscrubbed = time.monotonic()
        self._scrub()

    def drop_unshown(self) -> None:
        """Take every picture that nothing shows out of the public folder. Between publications.

        By what the store shows, not by what a purge took away: a picture lies there before the
        publication that shows it commits, which may fail, and its words may be gone by the next.
        """
        if self._may_hold_more:
            self._may_hold_more = bool(keep_only(self._config, self._writer.media()))

    def put_logs(self, publication: Publication) -> None:
        """In a rebuild: what was signed, and the site log."""
        self._site_size = put_site_leaves(publication, 0)
        self._checkpoints.forget()
        self._checkpoints.put(publication, self._checkpoints.due(self._positions()))

    def work(self) -> bool:
        """Do some of what there is to do; whether more could be done at once."""
        if time.monotonic() - self._looked >= _EVERY:
            self._looked = time.monotonic()
            self.drop_unshown()
            self._bring_out_site_log()
            self._bring_out_checkpoints()
            self._scrub()
            self._short_logs.keep()
        return self._remake()

    def close(self) -> None:
        self._checkpoints.close()

    def _bring_out_site_log(self) -> None:
        if self._site_size is None:
            self._site_size = self._watch.site_log_size()
        if SiteLeaf.objects.filter(position__gt=self._site_size).exists():
            with self._writer.publish() as publication:
                size = put_site_leaves(publication, self._site_size)
            self._site_size = size

    def _bring_out_checkpoints(self) -> None:
        due = self._checkpoints.due(self._positions())
        if due:
            with self._writer.publish() as publication:
                self._checkpoints.put(publication, due)
            self._checkpoints.settle(due)

    def _positions(self) -> dict[str, int]:
        positions = {head.slug: head.position for head in self._heads.values()}
        return positions | {SITE_LOG: self._site_size or 0}

    def _remake(self) -> bool:
        """A stretch of one coverage's past. One that fails must not hold up the others."""
        if not self._pasts:
            return False
        coverage = next(iter(self._pasts))
        past, head = self._pasts.pop(coverage), self._heads[coverage]
        try:
            is_whole = self._put_stretch(past, head)
        except BaseException as error:
            self._pasts[coverage] = Remaking(self._site, head)
            if isinstance(error, PASSING) or not isinstance(error, Exception):
                raise
            raise_for({head.slug: error})
        if not is_whole:
            self._pasts[coverage] = past
        return bool(self._pasts)

    def _put_stretch(self, past: Remaking, head: Head) -> bool:
        whole = replace(head, floor=0)
        with self._writer.publish() as publication:
            self._watch.require_unmoved(head)
            if is_whole := past.put_stretch(publication):
                publication.join_past(head.slug)
                publication.put_head(whole)
        if is_whole:
            self._heads[head.coverage] = whole
        return is_whole

    def _scrub(self) -> None:
        if self._unscrubbed is None:
            return
        if self._writer.scrub():
            self._unscrubbed = None
        elif time.monotonic() - self._unscrubbed > _PATIENCE:
            self._unscrubbed = time.monotonic()
            _log.error("words that are gone are still in the store's log file, which readers hold")
