"""The hashes of a tree (RFC 6962, section 2.1): SHA-256, leaves and nodes told apart by a byte."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

from stoppress.tlog.errors import Malformed

HASH_BYTES = 32
EMPTY_ROOT = sha256(b"").digest()


def leaf_hash(leaf: bytes) -> bytes:
    """The hash of a leaf, 32 bytes."""
    return sha256(b"\x00" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of a node above two hashes, 32 bytes."""
    return sha256(b"\x01" + left + right).digest()


def root_of(hashes: Sequence[bytes]) -> bytes:
    """The root of the tree above these hashes, which are leaf hashes or those of equal subtrees."""
    if not hashes:
        return EMPTY_ROOT
    row = list(hashes)
    while len(row) > 1:
        above = [node_hash(*pair) for pair in zip(row[::2], row[1::2], strict=False)]
        if len(row) % 2:  # nobody to pair with: it rises as it is
            above.append(row[-1])
        row = above
    return row[0]


def split_hashes(data: bytes) -> list[bytes]:
    """The hashes that stand end to end in `data`. Raises Malformed for a broken one."""
    if len(data) % HASH_BYTES:
        raise Malformed(f"{len(data)} bytes are no whole number of hashes")
    return [data[at : at + HASH_BYTES] for at in range(0, len(data), HASH_BYTES)]
