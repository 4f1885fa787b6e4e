"""What the public store has of no one coverage: front door, checking page, assets, site log."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

from stoppress.notary.checkpoints import CheckpointStore
from stoppress.projection.door import Listed, put_door
from stoppress.projection.fsck_checkpoints import is_of_checkpoint, put_served
from stoppress.projection.fsck_words import ADVICE, finding_of
from stoppress.projection.logs import put_site_leaves
from stoppress.projection.site import Site, put_assets
from stoppress.projection.verify_page import put_verify_page
from stoppress.public_store.comparing import Comparison
from stoppress.public_store.scratch import Scratch
from stoppress.public_store.types import SITE_LOG
from stoppress.record.checking.findings import Finding
from stoppress.record.models import Coverage


def compare_site(site: Site, live: Comparison, may_have_more: bool) -> Iterator[Finding]:
    """The pages of the site. A coverage that stayed as it was has assets of its own beside them."""
    opened = dict(Coverage.objects.values_list("id", "opened_at"))
    with closing(Scratch()) as scratch, live.snapshot():
        listed = [
            Listed(head.slug, head.state, opened[head.coverage])
            for head in live.heads()
            if head.coverage in opened
        ]
        with scratch.publish() as publication:
            put_door(publication, site, listed)
            put_verify_page(publication, site)
            put_assets(publication, site)
        for one in live.differences(scratch, ""):
            if not (may_have_more and one.due is None and not one.column):
                yield finding_of("", one)


def compare_site_log(live: Comparison, store: CheckpointStore) -> Iterator[Finding]:
    """Its leaves as far as they are public, and its checkpoint."""
    with closing(Scratch()) as scratch, live.snapshot():
        size = live.size(SITE_LOG)
        with scratch.publish() as publication:
            put_site_leaves(publication, 0, most=size)
            wrong = put_served(publication, live, store, SITE_LOG)
        if wrong:
            yield wrong
        for one in live.differences(scratch, SITE_LOG):
            if not (wrong and is_of_checkpoint(one)):
                yield finding_of("", one)


def check_strangers(live: Comparison) -> Iterator[Finding]:
    """Rows of a coverage that is none."""
    with live.snapshot():
        known = {head.slug for head in live.heads()} | {"", SITE_LOG}
        for slug in sorted(live.slugs() - known):
            text = f"there are rows of a coverage that the store does not name; {ADVICE}"
            yield Finding(slug, None, "public store", text)
