"""The logs as they are served: leaves, hashes of tiles, and the lines of the contents.

What a line says: docs/reference/log.md, "Contents". The bytes are the record's own.
"""

from __future__ import annotations

import json
from collections.abc import Iterable

from django.db.models import QuerySet

from stoppress.public_store import Leaf, Publication
from stoppress.public_store.types import SITE_LOG
from stoppress.record.models import Gone, Revision, SiteLeaf
from stoppress.tlog.hashes import root_of
from stoppress.tlog.stored import completed
from stoppress.tlog.tiles import TILE_WIDTH

_BATCH = 500  # leaves read at once


def put_leaves(publication: Publication, slug: str, coverage: str, after: int, upto: int) -> None:
    """Write the leaves above `after` up to `upto`, and the hashes that they complete."""
    revisions = Revision.objects.filter(coverage_id=coverage)
    for first in range(after + 1, upto + 1, _BATCH):
        last = min(first + _BATCH - 1, upto)
        rows = revisions.filter(position__gte=first, position__lte=last).order_by("position")
        _put_contents(publication, slug, coverage, rows)
    _put_hashes(publication, slug, revisions, after, upto)


def put_leaves_again(
    publication: Publication, slug: str, coverage: str, positions: Iterable[int]
) -> None:
    """Write those leaves with what they say now."""
    revisions = Revision.objects.filter(coverage_id=coverage)
    named = sorted(positions)
    for start in range(0, len(named), _BATCH):
        rows = revisions.filter(position__in=named[start : start + _BATCH])
        _put_contents(publication, slug, coverage, rows)


def put_site_leaves(publication: Publication, after: int, most: int | None = None) -> int:
    """Write what the site log has gained above `after`; how far it is written now.

    With `most`, no leaf above that position.
    """
    leaves = SiteLeaf.objects.order_by("position")
    gained = leaves.filter(position__gt=after)
    upto = after
    for row in gained if most is None else gained.filter(position__lte=most):
        leaf = Leaf(row.position, bytes(row.leaf), bytes(row.leaf_hash), b"")
        publication.put_leaf(SITE_LOG, leaf)
        upto = row.position
    _put_hashes(publication, SITE_LOG, leaves, after, upto)
    return upto


def contents_line(row: Revision, gone: Gone | None) -> bytes:
    """What the log says of one revision's words; `gone` where they are."""
    said: dict[str, object] = {"position": row.position}
    if gone is not None:
        said |= {"gone": gone.sort, "by": gone.by}
    elif row.content is not None and row.salt is not None:
        said |= {"salt": bytes(row.salt).hex(), "content": bytes(row.content).decode()}
    return json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()


def _put_contents(
    publication: Publication, slug: str, coverage: str, rows: QuerySet[Revision]
) -> None:
    # Which words are gone is asked after they were read, so that none pass that go meanwhile.
    revisions = list(rows.only("position", "leaf", "leaf_hash", "salt", "content"))
    positions = [row.position for row in revisions]
    found = Gone.objects.filter(coverage_id=coverage, position__in=positions)
    gone = {one.position: one for one in found}
    for row in revisions:
        said = contents_line(row, gone.get(row.position))
        leaf = Leaf(row.position, bytes(row.leaf), bytes(row.leaf_hash), said)
        publication.put_leaf(slug, leaf)


def _put_hashes(
    publication: Publication,
    slug: str,
    rows: QuerySet[Revision] | QuerySet[SiteLeaf],
    after: int,
    upto: int,
) -> None:
    """The hashes above level 0 that leaves above `after` up to `upto` complete."""
    first = (after // TILE_WIDTH + 1) * TILE_WIDTH
    for size in range(first, upto + 1, TILE_WIDTH):
        for level, number in completed(size - 1):
            width = TILE_WIDTH**level
            beneath = rows.filter(position__gt=size - width, position__lte=size)
            hashes = beneath.order_by("position").values_list("leaf_hash", flat=True)
            root = root_of([bytes(one) for one in hashes])
            publication.put_tile_hash(slug, level, number, root)
