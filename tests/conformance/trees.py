"""RFC 6962 trees and tlog-tiles paths, written from the specifications and nothing of ours."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Sequence
from hashlib import sha256
from typing import NamedTuple

TILE = 256
HASH = 32


class Checkpoint(NamedTuple):
    origin: str
    size: int
    root: bytes


def read_checkpoint(note: str) -> Checkpoint:
    """The first three lines of a signed note."""
    origin, size, root, empty, *signatures = note.split("\n")
    assert empty == "" and signatures and all(line.startswith("— ") for line in signatures[:-1])
    return Checkpoint(origin, int(size), b64decode(root, validate=True))


def leaf_hash(leaf: bytes) -> bytes:
    return sha256(b"\x00" + leaf).digest()


def root_of(hashes: Sequence[bytes]) -> bytes:
    """The Merkle tree hash of these leaf hashes (or of roots of subtrees of one size)."""
    if not hashes:
        return sha256(b"").digest()
    if len(hashes) == 1:
        return hashes[0]
    split = 1 << (len(hashes) - 1).bit_length() - 1
    left, right = root_of(hashes[:split]), root_of(hashes[split:])
    return sha256(b"\x01" + left + right).digest()


def number_path(number: int) -> str:
    """`x001/x234/067`."""
    groups = f"{number:,}".split(",")
    padded = [f"{int(group):03d}" for group in groups]
    return "/".join([*(f"x{group}" for group in padded[:-1]), padded[-1]])


def tile_paths(kind: str, count: int) -> list[tuple[str, int]]:
    """The paths of the tiles that hold `count` things, and how many each holds."""
    found = []
    for number in range(-(-count // TILE)):
        width = min(TILE, count - number * TILE)
        partial = f".p/{width}" if width < TILE else ""
        found.append((f"tile/{kind}/{number_path(number)}{partial}", width))
    return found


def split(body: bytes) -> list[bytes]:
    """A tile's hashes."""
    assert len(body) % HASH == 0
    return [body[at : at + HASH] for at in range(0, len(body), HASH)]


def split_bundle(body: bytes) -> list[bytes]:
    """A bundle's leaves, each after its length in two bytes."""
    leaves, at = [], 0
    while at < len(body):
        length = int.from_bytes(body[at : at + 2], "big")
        leaves.append(body[at + 2 : at + 2 + length])
        at += 2 + length
    assert at == len(body)
    return leaves
