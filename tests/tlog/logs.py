"""Logs for tests: rows kept as a store keeps them, and the files that a server would serve."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

from stoppress.tlog.bundles import encode_bundle
from stoppress.tlog.checkpoints import Checkpoint, sign_checkpoint
from stoppress.tlog.frontier import Frontier
from stoppress.tlog.hashes import leaf_hash
from stoppress.tlog.keys import Signer
from stoppress.tlog.stored import frontier_of
from stoppress.tlog.tiles import bundles_of, tiles_of

# Where tiles begin, end and are exactly full, on every level that a test can reach.
SIZES = [0, 1, 2, 255, 256, 257, 65_536, 65_537]
SMALL_SIZES = [0, 1, 2, 3, 7, 8, 64, 255, 256, 257, 300]
ORIGIN = "live.example/harbour-fire/log"
SIGNER = Signer(ORIGIN, bytes(range(32)))


@dataclass
class Rows:
    """A store of (level, index, hash), kept as `Frontier.append` says."""

    leaves: list[bytes] = field(default_factory=list)
    levels: dict[int, list[bytes]] = field(default_factory=dict)
    frontier: Frontier = field(default_factory=Frontier)

    def append(self, leaf: bytes) -> None:
        hashed = leaf_hash(leaf)
        self.leaves.append(leaf)
        self.levels.setdefault(0, []).append(hashed)
        for row in self.frontier.append(hashed):
            self.levels.setdefault(row.level, []).append(row.hash)

    def read(self, level: int, start: int, stop: int) -> Sequence[bytes]:
        return self.levels.get(level, [])[start:stop]

    def root(self, size: int) -> bytes:
        return frontier_of(self.read, size).root()


def leaf(number: int) -> bytes:
    """A leaf like no other; some are empty and some are long."""
    if number == 3:
        return b""
    return b'{"position":%d}' % (number + 1) + b"." * (number * 7 % 40)


@cache
def rows_of(size: int, other_from: int | None = None) -> Rows:
    """The log of `size` leaves; with `other_from`, one that differs from that leaf on."""
    rows = Rows()
    for number in range(size):
        differs = other_from is not None and number >= other_from
        rows.append(leaf(number) + (b"!" if differs else b""))
    return rows


def signed(rows: Rows, size: int, signer: Signer = SIGNER) -> bytes:
    """The checkpoint of the first `size` leaves."""
    return sign_checkpoint(Checkpoint(signer.name, size, rows.root(size)), signer)


def served(rows: Rows, size: int, signer: Signer = SIGNER) -> dict[str, bytes]:
    """Every file of the log of the first `size` leaves, by path."""
    files = {"checkpoint": signed(rows, size, signer)}
    for tile in tiles_of(size):
        files[tile.path] = b"".join(rows.read(tile.level, tile.start, tile.start + tile.width))
    for bundle in bundles_of(size):
        files[bundle.path] = encode_bundle(rows.leaves[bundle.start : bundle.start + bundle.width])
    return files
