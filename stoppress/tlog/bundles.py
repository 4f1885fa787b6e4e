"""A bundle: up to 256 leaves end to end, each after its length (uint16, big-endian)."""

from __future__ import annotations

from collections.abc import Iterable

from stoppress.tlog.errors import LogError, Malformed

MAX_LEAF_BYTES = 0xFFFF


def encode_bundle(leaves: Iterable[bytes]) -> bytes:
    """The bytes of a bundle. Raises LogError for a leaf longer than 65,535 bytes."""
    parts = []
    for leaf in leaves:
        if len(leaf) > MAX_LEAF_BYTES:
            raise LogError(f"a leaf of {len(leaf)} bytes is too long; {MAX_LEAF_BYTES} is the most")
        parts += [len(leaf).to_bytes(2, "big"), leaf]
    return b"".join(parts)


def decode_bundle(data: bytes, *, most: int = 256) -> list[bytes]:
    """The leaves of a bundle. Raises Malformed for a cut one or for more than `most` leaves."""
    leaves: list[bytes] = []
    at = 0
    while at < len(data):
        length = int.from_bytes(data[at : at + 2], "big")
        end = at + 2 + length
        if at + 2 > len(data) or end > len(data):
            raise Malformed(f"the bundle ends within leaf {len(leaves)}")
        if len(leaves) == most:
            raise Malformed(f"the bundle holds more than {most} leaves")
        leaves.append(data[at + 2 : end])
        at = end
    return leaves
