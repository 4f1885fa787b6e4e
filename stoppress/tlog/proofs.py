"""Proofs that a leaf is in a tree, and that a tree is the beginning of a larger one.

As RFC 6962 makes them (2.1.1, 2.1.2) and RFC 9162 checks them (2.1.3.2, 2.1.4.2). A proof is a list
of hashes of 32 bytes; a check that fails raises BadProof and says what was not proven.
"""

from __future__ import annotations

from collections.abc import Sequence

from stoppress.tlog.errors import BadProof, LogError
from stoppress.tlog.hashes import EMPTY_ROOT, HASH_BYTES, node_hash
from stoppress.tlog.stored import ReadHashes, range_root


def inclusion_proof(read: ReadHashes, index: int, size: int) -> list[bytes]:
    """The proof that the leaf at `index` is in the tree of the first `size` leaves."""
    if not 0 <= index < size:
        raise LogError(f"a tree of {size} leaves has no leaf {index}")
    start, end = 0, size
    beside = []
    while end - start > 1:
        middle = start + _left_size(end - start)
        if index < middle:
            beside.append((middle, end))
            end = middle
        else:
            beside.append((start, middle))
            start = middle
    return [range_root(read, *leaves) for leaves in reversed(beside)]


def consistency_proof(read: ReadHashes, old_size: int, new_size: int) -> list[bytes]:
    """The proof that the tree of `old_size` leaves is the beginning of that of `new_size`.

    It is empty where `old_size` is 0 or `new_size`: there is nothing to prove then.
    """
    path = consistency_path(read, old_size, new_size)
    # Who checks knows the old root; where that is a node of the new tree, it is left out.
    return path[1:] if old_size.bit_count() == 1 else path


def consistency_path(read: ReadHashes, old_size: int, new_size: int) -> list[bytes]:
    """As `consistency_proof`, but always with the node that it starts from.

    Together with the larger root it settles what the smaller root must be (`roots_along`).
    """
    if not 0 <= old_size <= new_size:
        raise LogError(f"a tree of {new_size} leaves has no beginning of {old_size}")
    if old_size in (0, new_size):
        return []
    start, end = 0, new_size
    parts = []
    while end != old_size:
        middle = start + _left_size(end - start)
        if old_size <= middle:
            parts.append((middle, end))
            end = middle
        else:
            parts.append((start, middle))
            start = middle
    parts.append((start, end))
    return [range_root(read, *leaves) for leaves in reversed(parts)]


def verify_inclusion(
    leaf_hash: bytes, index: int, size: int, root: bytes, proof: Sequence[bytes]
) -> None:
    """Raises BadProof unless `proof` shows that `leaf_hash` is leaf `index` of this tree."""
    _require_hashes([leaf_hash, root, *proof])
    if not 0 <= index < size:
        raise BadProof(f"a tree of {size} leaves has no leaf {index}")
    at, last, found = index, size - 1, leaf_hash
    for beside in proof:
        if last == 0:
            raise BadProof(f"the proof of leaf {index} goes on above the root")
        if at & 1 or at == last:
            found = node_hash(beside, found)
            while at and not at & 1:
                at, last = at >> 1, last >> 1
        else:
            found = node_hash(found, beside)
        at, last = at >> 1, last >> 1
    if last or found != root:
        raise BadProof(f"leaf {index} is not proven to be in the tree of {size} leaves")


def verify_consistency(
    old_size: int, old_root: bytes, new_size: int, new_root: bytes, proof: Sequence[bytes]
) -> None:
    """Raises BadProof unless the old tree is shown to be the beginning of the new one."""
    _require_hashes([old_root, new_root, *proof])
    if not 0 <= old_size <= new_size:
        raise BadProof(f"a tree of {new_size} leaves has no beginning of {old_size}")
    if old_size in (0, new_size):
        known = EMPTY_ROOT if old_size == 0 else new_root
        if proof or old_root != known or (new_size == 0 and new_root != EMPTY_ROOT):
            raise BadProof(f"the tree of {new_size} leaves has another root, or a proof too many")
        return
    path = [old_root, *proof] if old_size.bit_count() == 1 else proof
    if roots_along(path, old_size, new_size) != (old_root, new_root):
        raise BadProof(
            f"the tree of {old_size} leaves is not proven to be the beginning of that of {new_size}"
        )


def roots_along(path: Sequence[bytes], old_size: int, new_size: int) -> tuple[bytes, bytes]:
    """The old and the new root that a `consistency_path` leads to, for 0 < old_size < new_size."""
    _require_hashes(path)
    if not path:
        raise BadProof("the proof is empty")
    at, last = old_size - 1, new_size - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    old_root = new_root = path[0]
    for beside in path[1:]:
        if last == 0:
            raise BadProof("the proof goes on above the root")
        if at & 1 or at == last:
            old_root = node_hash(beside, old_root)
            new_root = node_hash(beside, new_root)
            while at and not at & 1:
                at, last = at >> 1, last >> 1
        else:
            new_root = node_hash(new_root, beside)
        at, last = at >> 1, last >> 1
    if last:
        raise BadProof("the proof ends beneath the root")
    return old_root, new_root


def _left_size(size: int) -> int:
    """The leaves on the left of the root of a tree of `size`: the largest power of two below it."""
    return 1 << ((size - 1).bit_length() - 1)


def _require_hashes(hashes: Sequence[bytes]) -> None:
    if any(len(each) != HASH_BYTES for each in hashes):
        raise BadProof(f"a hash of a proof has {HASH_BYTES} bytes")
