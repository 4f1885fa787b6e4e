"""Hashing a tree: what RFC 6962 says of its root, leaf by leaf, all at once and from rows."""

from __future__ import annotations

import time
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stoppress.tlog.errors import LogError, Malformed
from stoppress.tlog.frontier import Frontier
from stoppress.tlog.hashes import EMPTY_ROOT, leaf_hash, node_hash, root_of, split_hashes
from stoppress.tlog.stored import completed, frontier_of, range_root
from tests.tlog.logs import SIZES, leaf, rows_of

# The tree of RFC 6962's reference implementation (its leaves, and the root after each of them).
_LEAVES = [
    "", "00", "10", "2021", "3031", "40414243", "5051525354555657",
    "606162636465666768696a6b6c6d6e6f",
]  # fmt: skip
_ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def test_the_roots_are_those_of_the_reference_tree() -> None:
    frontier = Frontier()
    hashes = []
    for text, root in zip(_LEAVES, _ROOTS, strict=True):
        hashes.append(leaf_hash(bytes.fromhex(text)))
        frontier.append(hashes[-1])
        assert frontier.root().hex() == root
        assert root_of(hashes).hex() == root


def test_the_empty_tree_has_the_hash_of_nothing() -> None:
    assert sha256(b"").digest() == EMPTY_ROOT
    assert Frontier().root() == root_of([]) == range_root(rows_of(1).read, 0, 0) == EMPTY_ROOT


def test_a_leaf_never_has_the_hash_of_a_node() -> None:
    left, right = leaf_hash(b"a"), leaf_hash(b"b")
    assert leaf_hash(left + right) != node_hash(left, right)


@pytest.mark.parametrize("size", SIZES)
def test_rows_give_the_root_that_the_leaves_give(size: int) -> None:
    rows = rows_of(max(SIZES))
    root = root_of([leaf_hash(leaf(number)) for number in range(size)])
    assert frontier_of(rows.read, size).root() == root
    assert range_root(rows.read, 0, size) == root


@given(st.integers(0, 700), st.integers(0, 700))
def test_a_frontier_goes_on_from_what_was_kept(kept: int, more: int) -> None:
    hashes = [leaf_hash(leaf(number)) for number in range(kept + more)]
    begun = Frontier()
    for each in hashes[:kept]:
        begun.append(each)
    again = Frontier(begun.size, begun.nodes)
    assert again.nodes == frontier_of(rows_of(max(SIZES)).read, kept).nodes
    for each in hashes[kept:]:
        again.append(each)
    assert (again.size, again.root()) == (kept + more, root_of(hashes))


@pytest.mark.parametrize(("size", "count"), [(0, 1), (1, 0), (3, 1), (256, 2)])
def test_a_frontier_with_too_many_or_too_few_hashes_is_refused(size: int, count: int) -> None:
    with pytest.raises(LogError, match="right edge"):
        Frontier(size, [EMPTY_ROOT] * count)


def test_a_frontier_with_a_broken_hash_is_refused() -> None:
    with pytest.raises(LogError, match="32 bytes"):
        Frontier(1, [b"short"])


def test_it_is_known_beforehand_which_hashes_a_leaf_completes() -> None:
    frontier = Frontier()
    for index in range(max(SIZES)):
        rows = frontier.append(leaf_hash(leaf(index)))
        assert tuple((row.level, row.index) for row in rows) == completed(index)
    assert completed(255) == ((1, 0),)
    assert completed(256) == ()
    assert completed(65_535) == ((1, 255), (2, 0))


def test_each_completed_hash_is_that_of_the_256_below() -> None:
    rows = rows_of(max(SIZES))
    assert {level: len(hashes) for level, hashes in rows.levels.items()} == {
        0: 65_537,
        1: 256,
        2: 1,
    }
    for level in (1, 2):
        for index, hashed in enumerate(rows.levels[level]):
            assert hashed == root_of(rows.read(level - 1, index * 256, index * 256 + 256))


def test_rows_that_are_missing_are_named() -> None:
    rows = rows_of(300)
    with pytest.raises(LogError, match=r"hashes 0 to 1 of level 1 are not all there \(1 of 2\)"):
        range_root(rows.read, 0, 513)


def test_hashes_are_taken_apart_only_whole() -> None:
    assert split_hashes(EMPTY_ROOT * 3) == [EMPTY_ROOT] * 3
    with pytest.raises(Malformed, match="33 bytes"):
        split_hashes(EMPTY_ROOT + b"x")


def test_appending_costs_little_more_than_its_hashes() -> None:
    """Against a bare loop over as many hashes, in the same run: each leaf makes one node."""
    hashed = leaf_hash(b"a leaf")
    count = 20_000

    def floor() -> float:
        began = time.perf_counter()
        for _ in range(count):
            sha256(b"\x01" + hashed + hashed).digest()
        return time.perf_counter() - began

    def appending() -> float:
        frontier = Frontier()
        began = time.perf_counter()
        for _ in range(count):
            frontier.append(hashed)
        return time.perf_counter() - began

    pairs = [(floor(), appending()) for _ in range(5)]
    assert min(mine for _, mine in pairs) < 10 * min(bare for bare, _ in pairs)
