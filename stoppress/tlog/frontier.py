"""The right edge of a growing tree: all that is needed to append a leaf and to know the root.

Its nodes are the roots of the full subtrees that the tree is made of, one for each bit that is set
in the size, the largest first.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from stoppress.tlog.errors import LogError
from stoppress.tlog.hashes import EMPTY_ROOT, HASH_BYTES, node_hash

TILE_HEIGHT = 8  # a tile is a subtree of this height


@dataclass(frozen=True)
class StoredHash:
    """A hash as stores keep it: the root of leaves 256**level * index up to the next one's."""

    level: int
    index: int
    hash: bytes


class Frontier:
    """Grows leaf by leaf. Not safe for several threads at once."""

    def __init__(self, size: int = 0, nodes: Iterable[bytes] = ()) -> None:
        """An edge that was kept: the `nodes` of a tree of `size` leaves. Raises LogError."""
        self._nodes = list(nodes)
        self.size = size
        if len(self._nodes) != size.bit_count() or any(
            len(node) != HASH_BYTES for node in self._nodes
        ):
            raise LogError(
                f"a tree of {size} leaves has {size.bit_count()} hashes of {HASH_BYTES} bytes"
                " at its right edge"
            )

    @property
    def nodes(self) -> tuple[bytes, ...]:
        """What to keep, so that the edge can be made again."""
        return tuple(self._nodes)

    def append(self, leaf_hash: bytes) -> tuple[StoredHash, ...]:
        """Add one leaf. Gives the hashes of higher tiles that it completes; mostly there are none.

        They are those that `stored.completed` names: a store keeps them and the leaf hash.
        """
        nodes, index, height = self._nodes, self.size, 0
        done: list[StoredHash] = []
        above = leaf_hash
        # Each set bit at the end of the size is a subtree that waits for one as large as itself.
        while index & 1:
            above = sha256(b"\x01" + nodes.pop() + above).digest()
            index >>= 1
            height += 1
            if height % TILE_HEIGHT == 0:
                done.append(StoredHash(height // TILE_HEIGHT, index, above))
        nodes.append(above)
        self.size += 1
        return tuple(done)

    def root(self) -> bytes:
        """The root of the tree as it is now."""
        if not self._nodes:
            return EMPTY_ROOT
        root = self._nodes[-1]
        for left in reversed(self._nodes[:-1]):
            root = node_hash(left, root)
        return root
