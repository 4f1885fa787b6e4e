"""The leaves and tiles of a log, held against each other and against the root that was signed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import TypeVar

from stoppress.tlog.bundles import decode_bundle
from stoppress.tlog.errors import Malformed
from stoppress.tlog.hashes import HASH_BYTES, leaf_hash, root_of
from stoppress.tlog.tiles import TILE_WIDTH, Bundle, Tile, bundles_of, tiles_of
from stoppress.verify.findings import Finding, Trouble
from stoppress.verify.sources import Files

MAX_LEAVES = 1 << 24  # more revisions than anybody publishes; a checkpoint may claim any number
_MIXED = 6  # places at which leaves and tiles may differ, for every mixture of them to be tried
_Wanted = TypeVar("_Wanted", Bundle, Tile)


@dataclass
class Tree:
    """What was read. A leaf is null where it is not the one that was signed.

    `hashes` are the signed leaf hashes; null where nothing gives the signed root: then a leaf is
    null where its tile has another hash.
    """

    leaves: list[bytes | None] = field(default_factory=list)
    hashes: list[bytes] | None = None
    findings: list[Finding] = field(default_factory=list)


def read_tree(files: Files, size: int, root: bytes | None) -> Tree:
    """The first `size` leaves. Without a root (nothing is signed) the leaves are believed."""
    if size > MAX_LEAVES:
        raise Trouble(f"{files.where('checkpoint')} claims {size:,} leaves; none has so many")
    tree = Tree()
    bundled = _bundled(files, tree, size)
    tiled = _tiled(files, tree, size)
    level_0 = [each for tile, tiles in tiled if tile.level == 0 for each in tiles]
    known: list[bytes | None] = [
        None if leaf is None else leaf_hash(leaf) for _, leaves in bundled for leaf in leaves
    ]
    tree.hashes = _believed(known, level_0, root)
    if tree.hashes is None:
        text = "neither the leaves nor the tiles give the root that was signed"
        tree.findings.append(Finding(files.where("checkpoint"), None, text))
    _confirm(files, tree, bundled, known, tree.hashes or level_0)
    if tree.hashes is not None:
        tree.findings += _wrong_tiles(files, tiled, tree.hashes)
    return tree


def _bundled(files: Files, tree: Tree, size: int) -> list[tuple[Bundle, list[bytes | None]]]:
    """Each bundle with as many leaves as belong there, null where they cannot be read."""
    found = []
    for bundle, data, is_full in _each(files, list(bundles_of(size))):
        leaves: list[bytes | None] = []
        problem = None if data is not None else "is not there"
        try:
            leaves += decode_bundle(data or b"")
        except Malformed as error:
            problem = str(error)
        if problem is None and len(leaves) != (TILE_WIDTH if is_full else bundle.width):
            problem = f"holds {len(leaves)} leaves; {bundle.width} belong there"
        if problem:
            tree.findings.append(Finding(files.where(bundle.path), None, problem))
        lacking: list[bytes | None] = [None] * (bundle.width - len(leaves))
        found.append((bundle, leaves[: bundle.width] + lacking))
    return found


def _tiled(files: Files, tree: Tree, size: int) -> list[tuple[Tile, list[bytes | None]]]:
    """Each tile with as many hashes as belong there, null where they cannot be read."""
    found = []
    for tile, data, is_full in _each(files, list(tiles_of(size))):
        whole = (TILE_WIDTH if is_full else tile.width) * HASH_BYTES
        hashes: list[bytes | None] = [None] * tile.width
        if data is not None and len(data) == whole:
            hashes = [data[at : at + HASH_BYTES] for at in range(0, whole, HASH_BYTES)]
        else:
            there = "is not there" if data is None else f"holds {len(data)} bytes, not {whole}"
            tree.findings.append(Finding(files.where(tile.path), None, there))
        found.append((tile, hashes[: tile.width]))
    return found


def _each(files: Files, wanted: Sequence[_Wanted]) -> Iterator[tuple[_Wanted, bytes | None, bool]]:
    """Each with its bytes; true: those of the full one, where its partial one is kept no more."""
    for one, data in zip(wanted, files.read_all([each.path for each in wanted]), strict=True):
        if data is not None or one.width == TILE_WIDTH:
            yield one, data, False
        else:
            yield one, next(files.read_all([one.full.path])), True


def _believed(
    known: list[bytes | None], tiled: list[bytes | None], root: bytes | None
) -> list[bytes] | None:
    """Those leaf hashes that give the root: of the leaves themselves, else as the tiles have it.

    Where some of both were changed, whichever is right of each place.
    """
    for hashes in _mixed(known, tiled):
        whole = [each for each in hashes if each is not None]
        if len(whole) == len(hashes) and (root is None or root_of(whole) == root):
            return whole
    return None


def _mixed(
    known: list[bytes | None], tiled: list[bytes | None]
) -> Iterator[Sequence[bytes | None]]:
    yield known
    differing = [at for at, each in enumerate(known) if each != tiled[at]]
    if len(differing) > _MIXED:
        yield tiled
        return
    for choice in product(*[(tiled[at], known[at]) for at in differing]):
        mixed = known.copy()
        for at, each in zip(differing, choice, strict=True):
            mixed[at] = each
        yield mixed


def _confirm(
    files: Files,
    tree: Tree,
    bundled: list[tuple[Bundle, list[bytes | None]]],
    known: list[bytes | None],
    expected: Sequence[bytes | None],
) -> None:
    """Keep the leaves that are those which were signed, and name the others."""
    text = (
        "the leaf is not the one that was signed"
        if tree.hashes is not None
        else "the leaf and its hash in the tile differ"
    )
    for bundle, leaves in bundled:
        for at, leaf in enumerate(leaves, bundle.start):
            is_signed = leaf is not None and known[at] == expected[at]
            tree.leaves.append(leaf if is_signed else None)
            if leaf is not None and not is_signed:
                tree.findings.append(Finding(files.where(bundle.path), at + 1, text))


def _wrong_tiles(
    files: Files, tiled: list[tuple[Tile, list[bytes | None]]], hashes: list[bytes]
) -> Iterator[Finding]:
    """Every hash of every tile that does not follow from the leaf hashes."""
    level, expected = 0, hashes
    for tile, found in tiled:
        if tile.level != level:
            level = tile.level
            full = range(0, len(expected) - TILE_WIDTH + 1, TILE_WIDTH)
            expected = [root_of(expected[at : at + TILE_WIDTH]) for at in full]
        for at, each in enumerate(found, tile.start):
            if each is not None and each != expected[at]:
                text = f"hash {at} is not that of the signed tree"
                yield Finding(files.where(tile.path), at * TILE_WIDTH**level + 1, text)
