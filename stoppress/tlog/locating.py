"""Which files of a log are wrong, once reading it has failed. It reads everything, so: not before.

The root is the judge. Leaf hashes come from the bundles and, a second time, from the tiles of level
0; where they differ, the tile above says which is right. Those that give the root are the truth,
and every file that says otherwise is wrong.
"""

from __future__ import annotations

from collections.abc import Sequence

from stoppress.tlog.bundles import decode_bundle
from stoppress.tlog.errors import LogError
from stoppress.tlog.hashes import leaf_hash, root_of, split_hashes
from stoppress.tlog.reading import Fetch, first_there
from stoppress.tlog.tiles import TILE_WIDTH, Bundle, Tile, bundles_of, tiles_of

CHECKPOINT = "checkpoint"
_Part = list[bytes] | None  # the hashes of one tile, None where they cannot be had


def wrong_files(fetch: Fetch, size: int, root: bytes) -> list[str]:
    """The paths of the tiles and bundles that do not belong to the tree, the missing ones too.

    `checkpoint` stands alone where nothing that is served gives its root: then either it is wrong,
    or too much is to tell one from the other. Empty where all is well.
    """
    bundles = {bundle: _leaf_hashes(fetch, bundle) for bundle in bundles_of(size)}
    tiles = {tile: _hashes(fetch, tile) for tile in tiles_of(size)}
    from_bundles = list(bundles.values())
    from_tiles = [part for tile, part in tiles.items() if tile.level == 0]
    above = [tiles[tile] for tile in tiles if tile.level == 1]
    chosen = [
        _chosen(index, *pair, above)
        for index, pair in enumerate(zip(from_bundles, from_tiles, strict=True))
    ]
    for parts in (from_bundles, from_tiles, chosen):
        leaves = [each for part in parts for each in part or []]
        if len(leaves) == size and root_of(leaves) == root:
            return _differing(bundles, tiles, leaves)
    return [CHECKPOINT]


def _chosen(index: int, first: _Part, second: _Part, above: Sequence[_Part]) -> _Part:
    """Of two that differ the one whose root stands above; the first where nothing tells."""
    if first is None or second is None or first == second:
        return first or second
    row = above[index // TILE_WIDTH] if index // TILE_WIDTH < len(above) else None
    place = index % TILE_WIDTH
    if row is not None and place < len(row) and root_of(second) == row[place]:
        return second
    return first


def _differing(
    bundles: dict[Bundle, _Part], tiles: dict[Tile, _Part], leaves: list[bytes]
) -> list[str]:
    wrong = [
        bundle.path
        for bundle, part in bundles.items()
        if part != leaves[bundle.start : bundle.start + bundle.width]
    ]
    row, level = leaves, 0
    for tile, part in tiles.items():  # level by level
        if tile.level > level:
            full = len(row) // TILE_WIDTH
            row = [root_of(row[at * TILE_WIDTH : (at + 1) * TILE_WIDTH]) for at in range(full)]
            level = tile.level
        if part != row[tile.start : tile.start + tile.width]:
            wrong.append(tile.path)
    return wrong


def _leaf_hashes(fetch: Fetch, bundle: Bundle) -> _Part:
    try:
        path, data = first_there(fetch, bundle)
        leaves = decode_bundle(data)
    except LogError:
        return None
    return _as_wide(path, bundle, [leaf_hash(leaf) for leaf in leaves])


def _hashes(fetch: Fetch, tile: Tile) -> _Part:
    try:
        path, data = first_there(fetch, tile)
        return _as_wide(path, tile, split_hashes(data))
    except LogError:
        return None


def _as_wide(path: str, wanted: Tile | Bundle, hashes: list[bytes]) -> _Part:
    whole = TILE_WIDTH if path == wanted.full.path else wanted.width
    return hashes[: wanted.width] if len(hashes) == whole else None
