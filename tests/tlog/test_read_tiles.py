"""Reading a log by its tiles: from what is served, and never more than the root confirms.

reliability.md, lines 51, 52 and 62.
"""

from __future__ import annotations

import pytest

from stoppress.tlog.errors import BadTile, LogError
from stoppress.tlog.hashes import EMPTY_ROOT, leaf_hash
from stoppress.tlog.proofs import (
    consistency_proof,
    inclusion_proof,
    verify_consistency,
    verify_inclusion,
)
from stoppress.tlog.reading import TileReader
from tests.tlog.flips import flipped
from tests.tlog.logs import SIZES, SMALL_SIZES, leaf, rows_of, served


def _reader(size: int, **changed: bytes) -> TileReader:
    rows = rows_of(max(SIZES))
    files = served(rows, size) | changed
    return TileReader(files.__getitem__, size, rows.root(size))


@pytest.mark.parametrize("size", SIZES)
def test_every_leaf_is_read(size: int) -> None:
    reader = _reader(size)
    leaves = list(reader.leaves())
    assert leaves == [leaf(number) for number in range(size)]
    assert list(reader.leaf_hashes()) == [leaf_hash(each) for each in leaves]


@pytest.mark.parametrize("size", SIZES)
def test_it_gives_the_proofs_that_the_rows_give(size: int) -> None:
    rows = rows_of(max(SIZES))
    reader = _reader(size)
    for index in {0, size // 2, size - 1} if size else set():
        proof = reader.inclusion_proof(index)
        assert proof == inclusion_proof(rows.read, index, size)
        verify_inclusion(leaf_hash(leaf(index)), index, size, reader.root, proof)
    for old in (other for other in SIZES if other <= size):
        proof = reader.consistency_proof(old)
        assert proof == consistency_proof(rows.read, old, size)
        verify_consistency(old, rows.root(old), size, reader.root, proof)


@pytest.mark.parametrize("size", [300, 65_537])
def test_line_62_one_leaf_of_a_large_log_costs_few_requests(size: int) -> None:
    files = served(rows_of(max(SIZES)), size)
    asked: list[str] = []

    def fetch(path: str) -> bytes:
        asked.append(path)
        return files[path]

    TileReader(fetch, size, rows_of(max(SIZES)).root(size)).inclusion_proof(size // 2)
    assert len(asked) <= 6


@pytest.mark.parametrize("missing", [KeyError, FileNotFoundError])
def test_a_full_tile_serves_where_the_partial_one_is_gone(missing: type[Exception]) -> None:
    rows = rows_of(max(SIZES))
    later = served(rows, 512)  # has no partial tile of level 0 any more
    early = served(rows, 300)

    def fetch(path: str) -> bytes:
        if path in later:
            return later[path]
        if path.startswith("tile/1"):
            return early[path]
        raise missing(path)

    reader = TileReader(fetch, 300, rows.root(300))
    assert list(reader.leaves()) == [leaf(number) for number in range(300)]


def test_a_tile_that_is_not_there_is_named() -> None:
    files = served(rows_of(300), 300)
    for path in [path for path in files if path.startswith("tile/")]:
        lacking = {other: data for other, data in files.items() if other != path}
        reader = TileReader(lacking.__getitem__, 300, rows_of(300).root(300))
        with pytest.raises(BadTile, match="is not there") as caught:
            list(reader.leaves())
        assert caught.value.path == path


@pytest.mark.parametrize("size", SMALL_SIZES)
def test_the_root_of_another_tree_is_refused_before_anything_is_read(size: int) -> None:
    files = served(rows_of(300), size)
    other = rows_of(300, other_from=size // 2).root(max(size, 1))
    reader = TileReader(files.__getitem__, size, other)
    for read in (reader.leaves, reader.leaf_hashes):
        with pytest.raises(BadTile, match="do not give the root"):
            next(read())
    with pytest.raises(BadTile):
        reader.consistency_proof(0)


def test_the_empty_log_is_read() -> None:
    nothing: dict[str, bytes] = {}
    reader = TileReader(nothing.__getitem__, 0, EMPTY_ROOT)
    assert list(reader.leaves()) == list(reader.leaf_hashes()) == reader.consistency_proof(0) == []


@pytest.mark.parametrize("size", [1, 2, 5])
def test_no_bit_of_a_small_log_may_change(size: int) -> None:
    files = served(rows_of(size), size)
    for path in [path for path in files if path.startswith("tile/")]:
        for other in flipped(files[path]):
            changed = TileReader(
                (files | {path: other}).__getitem__, size, rows_of(size).root(size)
            )
            with pytest.raises(BadTile):
                list(changed.leaves())


def test_a_changed_byte_of_a_larger_log_is_found_and_its_file_named() -> None:
    size = 513
    files = served(rows_of(size), size)
    root = rows_of(size).root(size)
    for path in [path for path in files if path.startswith("tile/")]:
        data = files[path]
        for at in range(0, len(data), 97):
            wrong = data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]
            reader = TileReader((files | {path: wrong}).__getitem__, size, root)
            with pytest.raises(BadTile) as caught:
                list(reader.leaves())
            assert path in str(caught.value)


@pytest.mark.parametrize("change", [b"", b"x", b"\x00" * 32])
def test_a_tile_of_another_length_is_refused(change: bytes) -> None:
    files = served(rows_of(5), 5)
    for path in ("tile/0/000.p/5", "tile/entries/000.p/5"):
        wrong = files[path] + change if change else files[path][:-32]
        reader = TileReader((files | {path: wrong}).__getitem__, 5, rows_of(5).root(5))
        with pytest.raises(BadTile):
            list(reader.leaves())


def test_leaves_that_changed_places_are_refused() -> None:
    from stoppress.tlog.bundles import encode_bundle

    files = served(rows_of(5), 5)
    swapped = encode_bundle([leaf(number) for number in (0, 2, 1, 3, 4)])
    reader = TileReader(
        (files | {"tile/entries/000.p/5": swapped}).__getitem__, 5, rows_of(5).root(5)
    )
    with pytest.raises(BadTile, match="leaf 1 is not the one that was signed"):
        list(reader.leaves())


def test_hashes_beyond_the_tree_are_not_given() -> None:
    with pytest.raises(LogError):
        _reader(300).hashes(0, 299, 301)
    with pytest.raises(LogError):
        _reader(300).hashes(1, 1, 2)
    with pytest.raises(LogError, match="has no leaf 300"):
        _reader(300).inclusion_proof(300)
    with pytest.raises(LogError, match="has no beginning of 301"):
        _reader(300).consistency_proof(301)
