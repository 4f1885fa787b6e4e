"""The files of a log, made of its rows: tiles, bundles of leaves, and what the leaves say.

Each is a page for the cache of pages. Of a tile that has grown, every width that it ever had is
still a prefix; none is served wider than what is public.
"""

from __future__ import annotations

from stoppress.public_store import Page, Reader
from stoppress.tlog.bundles import encode_bundle
from stoppress.tlog.tiles import Bundle, Tile

_BYTES = "application/octet-stream"
_LINES = "application/jsonl; charset=utf-8"


def read_tile(reader: Reader, slug: str, tile: Tile | Bundle) -> Page | None:
    """The tile, whole in the width asked for; None where that is not there."""
    if isinstance(tile, Tile):
        parts = reader.tile_hashes(slug, tile.level, tile.start, tile.width)
        body = b"".join(parts)
    else:
        parts = [leaf.leaf for leaf in reader.leaves(slug, tile.start, tile.width)]
        body = encode_bundle(parts)
    if len(parts) < tile.width:
        return None
    return Page(slug, 200, "", _BYTES, "asset", 0, body)


def read_contents(reader: Reader, slug: str, bundle: Bundle, position: int) -> Page | None:
    """What the leaves say, each line ended; as far as they are there. None: there are none.

    `position` is a top that was public before this is read. What is newer may stand in it, but what
    a later revision took away never passes for what is still so.
    """
    leaves = reader.leaves(slug, bundle.start, bundle.width)
    if not leaves:
        return None
    body = b"".join(b"%b\n" % leaf.said for leaf in leaves)
    return Page(slug, 200, "", _LINES, "content", position, body)
