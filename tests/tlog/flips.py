"""Bytes with one bit changed: a check that is worth something accepts none of them."""

from __future__ import annotations

from collections.abc import Iterator


def flipped(data: bytes) -> Iterator[bytes]:
    """Every text that differs from `data` in one bit."""
    for at in range(len(data)):
        for bit in range(8):
            yield data[:at] + bytes([data[at] ^ 1 << bit]) + data[at + 1 :]
