"""Reading a log by its tiles, from anywhere, and believing nothing that its root does not confirm.

`TileReader` takes each tile only once it is shown to belong to the tree of a checkpoint: those at
the right edge by the root, every full one by its hash in the tile above. It checks no signature:
size and root come from a checkpoint that was opened before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from stoppress.tlog.bundles import decode_bundle
from stoppress.tlog.errors import BadTile, LogError, Malformed
from stoppress.tlog.frontier import TILE_HEIGHT, Frontier
from stoppress.tlog.hashes import HASH_BYTES, leaf_hash, root_of, split_hashes
from stoppress.tlog.proofs import consistency_proof, inclusion_proof
from stoppress.tlog.tiles import TILE_WIDTH, Bundle, Tile, bundles_of, tile_at

# Gives the bytes at a path under the log; raises LookupError or FileNotFoundError where none are.
Fetch = Callable[[str], bytes]
_KEPT = 64  # tiles in memory besides those at the edge: half a MiB


class TileReader:
    """The tree of `size` leaves with this root. Every method raises BadTile for what is wrong."""

    def __init__(self, fetch: Fetch, size: int, root: bytes) -> None:
        self.size = size
        self.root = root
        self._fetch = fetch
        self._edge: dict[int, list[bytes]] | None = None
        self._kept: dict[Tile, list[bytes]] = {}

    def hashes(self, level: int, start: int, stop: int) -> list[bytes]:
        """Stored hashes (`stored.ReadHashes`), shown to be in the tree."""
        found: list[bytes] = []
        while start < stop:
            tile = tile_at(level, start // TILE_WIDTH, self.size)
            end = min(stop, tile.start + TILE_WIDTH)
            if end > tile.start + tile.width:
                raise LogError(f"a tree of {self.size} leaves has no hash {end - 1} of {level}")
            found += self._tile(tile)[start - tile.start : end - tile.start]
            start = end
        return found

    def leaf_hashes(self) -> Iterator[bytes]:
        """Every leaf hash, in order."""
        self._require_root()
        for bundle in bundles_of(self.size):
            yield from self._tile(Tile(0, bundle.index, bundle.width))

    def leaves(self) -> Iterator[bytes]:
        """Every leaf itself, in order, each shown to be the one whose hash is in the tree."""
        self._require_root()
        for bundle in bundles_of(self.size):
            yield from self._bundle(bundle)

    def inclusion_proof(self, index: int) -> list[bytes]:
        """The proof that leaf `index` is in this tree."""
        self._require_root()
        return inclusion_proof(self.hashes, index, self.size)

    def consistency_proof(self, old_size: int) -> list[bytes]:
        """The proof that the tree of the first `old_size` leaves is the beginning of this one."""
        self._require_root()
        return consistency_proof(self.hashes, old_size, self.size)

    def _tile(self, tile: Tile) -> list[bytes]:
        if tile.width < TILE_WIDTH:
            return self._edge_tiles()[tile.level]
        if tile not in self._kept:
            found = self._fetched(tile)
            [above] = self.hashes(tile.level + 1, tile.index, tile.index + 1)
            if root_of(found) != above:
                raise BadTile(tile.path, "its hashes are not those of the signed tree")
            if len(self._kept) >= _KEPT:
                del self._kept[next(iter(self._kept))]
            self._kept[tile] = found
        return self._kept[tile]

    def _require_root(self) -> None:
        self._edge_tiles()

    def _edge_tiles(self) -> dict[int, list[bytes]]:
        """The partial tile of each level. Together they give the root, so each hash is shown."""
        if self._edge is None:
            tiles = _partial_tiles(self.size)
            edge = {tile.level: self._fetched(tile) for tile in tiles}
            if _root_of_edge(self.size, edge) != self.root:
                where = ", ".join(tile.path for tile in tiles) or "the empty tree"
                raise BadTile(where, "the hashes do not give the root of the checkpoint")
            self._edge = edge
        return self._edge

    def _fetched(self, tile: Tile) -> list[bytes]:
        path, data = first_there(self._fetch, tile)
        whole = TILE_WIDTH if path == tile.full.path else tile.width
        if len(data) != whole * HASH_BYTES:
            raise BadTile(path, f"holds {len(data)} bytes; {whole * HASH_BYTES} belong there")
        return split_hashes(data)[: tile.width]

    def _bundle(self, bundle: Bundle) -> list[bytes]:
        path, data = first_there(self._fetch, bundle)
        try:
            leaves = decode_bundle(data)
        except Malformed as error:
            raise BadTile(path, str(error)) from None
        whole = TILE_WIDTH if path == bundle.full.path else bundle.width
        if len(leaves) != whole:
            raise BadTile(path, f"holds {len(leaves)} leaves; {whole} belong there")
        del leaves[bundle.width :]
        known = self._tile(Tile(0, bundle.index, bundle.width))
        for number, (leaf, expected) in enumerate(zip(leaves, known, strict=True), bundle.start):
            if leaf_hash(leaf) != expected:
                raise BadTile(path, f"leaf {number} is not the one that was signed")
        return leaves


def first_there(fetch: Fetch, wanted: Tile | Bundle) -> tuple[str, bytes]:
    """Path and bytes of the partial one, or of the full one that has taken its place."""
    for path in dict.fromkeys((wanted.path, wanted.full.path)):
        try:
            return path, fetch(path)
        except (LookupError, FileNotFoundError):
            continue
    raise BadTile(wanted.path, "is not there")


def _partial_tiles(size: int) -> list[Tile]:
    found = []
    level = 0
    while count := size >> (TILE_HEIGHT * level):
        if width := count % TILE_WIDTH:
            found.append(Tile(level, count // TILE_WIDTH, width))
        level += 1
    return found


def _root_of_edge(size: int, edge: dict[int, list[bytes]]) -> bytes:
    """The root. A level's partial tile covers just those bits of the size that are the level's."""
    nodes: list[bytes] = []
    for level in sorted(edge, reverse=True):
        nodes += _full_parts(edge[level])
    return Frontier(size, nodes).root()


def _full_parts(hashes: Sequence[bytes]) -> list[bytes]:
    """The roots of the full subtrees above these hashes, the largest first."""
    parts = []
    start = 0
    for bit in reversed(range(TILE_HEIGHT)):
        if len(hashes) >> bit & 1:
            parts.append(root_of(hashes[start : start + (1 << bit)]))
            start += 1 << bit
    return parts
