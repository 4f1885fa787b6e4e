"""The tree of a log made of the record's leaf hashes alone, to prove what a witness must see."""

from __future__ import annotations

from collections.abc import Sequence

from stoppress.notary.checkpoints import Signed
from stoppress.notary.origins import SITE
from stoppress.record.models import Revision, SiteLeaf
from stoppress.tlog.hashes import root_of
from stoppress.tlog.proofs import consistency_proof
from stoppress.tlog.stored import ReadHashes
from stoppress.tlog.tiles import TILE_WIDTH


def proof_from(signed: Signed, size: int) -> list[bytes]:
    """The proof that the tree of `size` is the beginning of the one that was signed."""
    if size in (0, signed.size):
        return []
    return consistency_proof(_reader(_hashes(signed)), size, signed.size)


def _hashes(signed: Signed) -> list[bytes]:
    upto = {"position__lte": signed.size}
    if signed.slug == SITE:
        site = SiteLeaf.objects.filter(**upto).order_by("position")
        return [bytes(each) for each in site.values_list("leaf_hash", flat=True)]
    coverage = Revision.objects.filter(coverage__slug=signed.slug, **upto).order_by("position")
    return [bytes(each) for each in coverage.values_list("leaf_hash", flat=True)]


def _reader(hashes: list[bytes]) -> ReadHashes:
    levels = [hashes]
    while len(levels[-1]) >= TILE_WIDTH:
        below = levels[-1]
        full = len(below) // TILE_WIDTH
        levels.append(
            [root_of(below[at * TILE_WIDTH : (at + 1) * TILE_WIDTH]) for at in range(full)]
        )

    def read(level: int, start: int, stop: int) -> Sequence[bytes]:
        return levels[level][start:stop]

    return read
