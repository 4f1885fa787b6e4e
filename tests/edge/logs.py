"""A log of a coverage, or of the site, in the public store; its tree is the test's own."""

from __future__ import annotations

from base64 import b64encode

from stoppress.public_store import Leaf, Publication
from tests.conformance.trees import TILE, leaf_hash, root_of


def put_log(publication: Publication, slug: str, size: int) -> str:
    """Leaves 0 up to `size` with what is above them, and their checkpoint; the checkpoint."""
    hashes = [_put_leaf(publication, slug, index) for index in range(size)]
    level, row = 1, hashes
    while row := [root_of(row[at : at + TILE]) for at in range(0, len(row) // TILE * TILE, TILE)]:
        for number, hash_ in enumerate(row):
            publication.put_tile_hash(slug, level, number, hash_)
        level += 1
    root = b64encode(root_of(hashes)).decode()
    note = f"press.example/{slug}/log\n{size}\n{root}\n\n— press.example/{slug}/log c2lnbmVk\n"
    publication.put_checkpoint(slug, size, note.encode())
    return note


def said(index: int) -> bytes:
    """The line of the contents for a leaf."""
    return b'{"position":%d,"headline":"High water"}' % (index + 1)


def _put_leaf(publication: Publication, slug: str, index: int) -> bytes:
    leaf = b"leaf %d of %b" % (index, slug.encode()) + b"." * (index % 300)
    hash_ = leaf_hash(leaf)
    publication.put_leaf(slug, Leaf(index + 1, leaf, hash_, said(index)))
    return hash_
