"""One coverage in one transaction: what some of its revisions make of it, all of it or nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from stoppress.config import Config
from stoppress.projection.addresses import put_addresses
from stoppress.projection.advance import Step, put_step, steps
from stoppress.projection.differences import forget_differences
from stoppress.projection.door import put_row
from stoppress.projection.logs import put_leaves, put_leaves_again
from stoppress.projection.media import media_in, publish_media, unpublish_media
from stoppress.projection.purge import Afresh, positions_of
from stoppress.projection.regions import Standing
from stoppress.projection.site import Site
from stoppress.public_store import Head, Publication
from stoppress.record.history import Published


@dataclass
class Edition:
    """`head` is the coverage's as the public has it, `standing` likewise (null: nothing of it).

    `is_anew`: into an empty generation, of a record that has not changed since its last purge.
    `config` null: into a store that nobody reads, so that no picture is copied or taken out.
    """

    config: Config | None
    site: Site
    head: Head
    standing: Standing | None
    is_anew: bool = False
    media: set[str] = field(default_factory=set)  # pictures that it shows by these revisions
    _touched: set[str] = field(default_factory=set)
    _purges: list[Published] = field(default_factory=list)

    def put(self, publication: Publication, revisions: Iterable[Published]) -> None:
        """Write what `revisions` make of it; `head` and `standing` follow.

        Raises ValueError where there are none.
        """
        slug, began = self.head.slug, self.head.position
        afresh = None if self.is_anew else Afresh(self.head.coverage, slug)
        language = self.site.language
        for step in steps(slug, self.standing, revisions, language, afresh):
            put_step(publication, self.site, step)
            self._follow(step)
        if self.standing is None or self.head.position == began:
            raise ValueError("the record names a head that it has no revision for")
        put_leaves(publication, slug, self.head.coverage, began, self.head.position)
        if self._purges and afresh is not None:
            self._purge(publication, afresh)
        self._put_undated(publication, self.standing)
        self._put_media(publication)

    def _follow(self, step: Step) -> None:
        timeline = step.after.timeline
        self.standing = step.after
        self.head = replace(
            self.head,
            position=timeline.position,
            state=timeline.public_state,
            purged=timeline.position if step.is_purge else self.head.purged,
        )
        self._touched.update(step.touched)
        self.media.update(media_in(step.published.content))
        if step.is_purge:
            self._purges.append(step.published)

    def _purge(self, publication: Publication, afresh: Afresh) -> None:
        """The first step of a purge, after what it made anew has been put."""
        slug, position = self.head.slug, self.head.purged
        forget_differences()
        publication.clear_past(slug, position)
        positions = positions_of(self._purges, position)
        put_leaves_again(publication, slug, self.head.coverage, positions)
        self.head = replace(self.head, floor=position - 1)
        self.media |= afresh.media

    def _put_undated(self, publication: Publication, standing: Standing) -> None:
        put_addresses(publication, self.site, self.head.coverage, standing, self._touched)
        put_row(publication, standing)
        publication.put_head(self.head)

    def _put_media(self, publication: Publication) -> None:
        """Last: a file that goes must not come back with a transaction that fails."""
        if self.config is not None:
            publish_media(self.config, self.media)
        if self.is_anew or not self._purges:
            publication.put_media(self.head.slug, self.media)
            return
        gone = publication.replace_media(self.head.slug, self.media)
        if self.config is not None:
            unpublish_media(self.config, gone)  # `upkeep.py` sees to what would not go
