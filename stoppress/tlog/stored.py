"""A tree that is kept as rows (level, index, hash), and every other hash of it made from them.

Level 0 holds leaf hashes; hash k of level n is the root of leaves k * 256**n up to (k+1) * 256**n.
These are the hashes of the tiles, and appending a leaf adds its own and those of `completed`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from stoppress.tlog.errors import LogError
from stoppress.tlog.frontier import TILE_HEIGHT, Frontier
from stoppress.tlog.hashes import EMPTY_ROOT, node_hash, root_of

# Reads rows: (level, start, stop) gives the hashes of that level with start <= index < stop.
ReadHashes = Callable[[int, int, int], Sequence[bytes]]


def completed(index: int) -> tuple[tuple[int, int], ...]:
    """The (level, index) of each hash above level 0 that the leaf at `index` completes.

    Each is the root of the 256 hashes of the level below that end there, so in order of level.
    """
    size, level = index + 1, 0
    found = []
    while size % (1 << TILE_HEIGHT) == 0:
        size >>= TILE_HEIGHT
        level += 1
        found.append((level, size - 1))
    return tuple(found)


def range_root(read: ReadHashes, start: int, end: int) -> bytes:
    """The root of leaves `start` up to `end`, as they stand together in a tree.

    `start` must be a multiple of the largest power of two that `end - start` holds, as it is for
    every node of a tree.
    """
    if start == end:
        return EMPTY_ROOT
    parts = _full_subtrees(read, start, end)
    root = parts[-1]
    for left in reversed(parts[:-1]):
        root = node_hash(left, root)
    return root


def frontier_of(read: ReadHashes, size: int) -> Frontier:
    """The right edge of the tree of the first `size` leaves, from the rows alone."""
    return Frontier(size, _full_subtrees(read, 0, size))


def _full_subtrees(read: ReadHashes, start: int, end: int) -> list[bytes]:
    """The roots of the full subtrees that the range is made of, the largest (leftmost) first."""
    roots = []
    while start < end:
        height = (end - start).bit_length() - 1
        roots.append(_full_subtree(read, height, start >> height))
        start += 1 << height
    return roots


def _full_subtree(read: ReadHashes, height: int, index: int) -> bytes:
    """The root of 2**height leaves, from the nearest stored level beneath: at most 128 rows."""
    level, below = divmod(height, TILE_HEIGHT)
    first, count = index << below, 1 << below
    hashes = read(level, first, first + count)
    if len(hashes) != count:
        raise LogError(
            f"hashes {first} to {first + count - 1} of level {level} are not all there"
            f" ({len(hashes)} of {count})"
        )
    return root_of(hashes)
