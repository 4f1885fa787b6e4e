"""Checking the public store against the record: is what readers are shown what a rebuild makes?

Every coverage is rendered again into a scratch store and compared row by row. Nothing is changed.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace

from stoppress.config import Config
from stoppress.notary.checkpoints import CheckpointStore
from stoppress.projection.fsck_coverage import UNRENDERED, NotCompared, Tell, compare_coverage
from stoppress.projection.fsck_pictures import check_public_pictures
from stoppress.projection.fsck_site import check_strangers, compare_site, compare_site_log
from stoppress.projection.site import Site, site_of
from stoppress.public_store.comparing import Comparison
from stoppress.public_store.opening import open_comparison
from stoppress.public_store.types import StoreUnavailable
from stoppress.record.checking.findings import Finding
from stoppress.record.epoch import site_epoch
from stoppress.record.models import Coverage


def check_public_store(config: Config, tell: Tell | None = None) -> Iterator[Finding | NotCompared]:
    """Each row, and each picture, that is not what a rebuild would make of the record."""
    try:
        # Not by the edges' address of the database: that may be reachable from elsewhere only.
        live = open_comparison(replace(config, public_database=""))
    except StoreUnavailable as error:
        yield NotCompared("", str(error))
        return
    with closing(live):
        try:
            yield from _look(config, live, tell or (lambda slug, done, of: None))
        except StoreUnavailable as error:
            yield NotCompared("", f"not all was compared: {error}")


def _look(config: Config, live: Comparison, tell: Tell) -> Iterator[Finding | NotCompared]:
    site = site_of(config)
    if why := _not_comparable(config, site, live):
        yield NotCompared("", why)
        return
    with closing(CheckpointStore(config.checkpoints_file)) as store:
        stayed = False  # whether a coverage stayed as an older version made it
        for coverage in Coverage.objects.filter(head__gt=0).order_by("slug"):
            for one in compare_coverage(site, live, store, coverage, tell):
                stayed |= one.text.startswith(UNRENDERED)
                yield one
        yield from compare_site(site, live, may_have_more=stayed)
        yield from compare_site_log(live, store)
    yield from check_strangers(live)
    yield from check_public_pictures(config, live)


def _not_comparable(config: Config, site: Site, live: Comparison) -> str:
    """Why what is there is not what this version would make; empty where it is."""
    known = live.site()
    if known is None or not config.checkpoints_file.exists():
        return "there is no public store yet; `stoppress serve` makes it"
    if known.epoch != site_epoch(config.checkpoints_file):
        return "the public store is of another epoch; it is made anew when this is served"
    if known.render != site.render:
        return (
            "the pages were made by another version or with other settings; they are made anew"
            " when this is served, or by `stoppress rebuild`: check again then"
        )
    return ""
