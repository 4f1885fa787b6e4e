"""What tests of signing look at."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

from stoppress.config import Config
from stoppress.lib.clock import now
from stoppress.notary.checkpoints import CheckpointStore, Signed
from stoppress.notary.keys import load_keys
from stoppress.record.models import SiteLeaf
from stoppress.tlog.checkpoints import open_checkpoint
from stoppress.tlog.hashes import leaf_hash, root_of
from tests.newsroom import revisions

HOST = "127.0.0.1:8000"
FIRE = f"{HOST}/harbour-fire/log"
SITE = f"{HOST}/-/log"


class Clock:
    """The present instant, moved by hand."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def __call__(self) -> datetime:
        return now() + self.ahead


def confirm(newsroom: Config, signed: Signed) -> None:
    """The note is signed by each key of the installation, and says what the head says."""
    for key in load_keys(newsroom.data):
        opened = open_checkpoint(signed.note, [key.vkey(signed.origin)])
        assert (opened.origin, opened.size, opened.root) == signed.head


def signed_size(store: CheckpointStore, slug: str = "harbour-fire") -> int:
    """How far a log is signed; 0 where it is not yet."""
    last = store.last(slug)
    return last.size if last else 0


def root(coverage: str, size: int) -> bytes:
    """The root of the first leaves of a coverage, from the record's bytes alone."""
    return root_of([leaf_hash(bytes(row.leaf)) for row in revisions(coverage)[:size]])


def site_leaves() -> list[dict[str, Any]]:
    rows = SiteLeaf.objects.order_by("position")
    assert [row.position for row in rows] == list(range(1, len(rows) + 1))
    return [json.loads(bytes(row.leaf)) for row in rows]


def kinds() -> list[str]:
    return [leaf["kind"] for leaf in site_leaves()]
