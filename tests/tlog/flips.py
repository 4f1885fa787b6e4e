"""Bytes with something changed: a check that is worth something accepts none of them."""

from __future__ import annotations

import random
from collections.abc import Iterator


def flipped(data: bytes) -> Iterator[bytes]:
    """Every text that differs from `data` in one bit."""
    for at in range(len(data)):
        for bit in range(8):
            yield data[:at] + bytes([data[at] ^ 1 << bit]) + data[at + 1 :]


def changed(data: bytes, chosen: random.Random) -> bytes:
    """`data` after one to three changes at random: bytes cut, doubled, moved, added or flipped."""
    for _ in range(chosen.randint(1, 3)):
        start = chosen.randrange(len(data) + 1)
        end = min(len(data), start + chosen.choice([0, 1, 1, 2, 8, 64]))
        part = data[start:end]
        put = chosen.choice(
            [b"", part * 2, bytes([chosen.randrange(256)]), b"\n", b" ", b"x0/", part[::-1]]
        )
        data = data[:start] + put + data[end:]
    return data
