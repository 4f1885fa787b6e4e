"""Proofs: every true one is accepted, and every bit of it matters."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stoppress.tlog.errors import BadProof, LogError
from stoppress.tlog.hashes import EMPTY_ROOT, leaf_hash
from stoppress.tlog.proofs import (
    consistency_path,
    consistency_proof,
    inclusion_proof,
    roots_along,
    verify_consistency,
    verify_inclusion,
)
from tests.tlog.flips import flipped
from tests.tlog.logs import SIZES, leaf, rows_of

_ROWS = rows_of(max(SIZES))
_SIZE = st.integers(1, 1100)


@given(_SIZE, st.data())
def test_a_leaf_is_proven_to_be_in_the_tree(size: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, size - 1))
    proof = inclusion_proof(_ROWS.read, index, size)
    verify_inclusion(leaf_hash(leaf(index)), index, size, _ROWS.root(size), proof)


@given(_SIZE, st.data())
def test_a_tree_is_proven_to_be_the_beginning_of_another(size: int, data: st.DataObject) -> None:
    old = data.draw(st.integers(0, size))
    proof = consistency_proof(_ROWS.read, old, size)
    verify_consistency(old, _ROWS.root(old), size, _ROWS.root(size), proof)


@pytest.mark.parametrize("size", [size for size in SIZES if size])
def test_the_first_middle_and_last_leaf_are_proven(size: int) -> None:
    for index in {0, size // 2, size - 1}:
        proof = inclusion_proof(_ROWS.read, index, size)
        verify_inclusion(leaf_hash(leaf(index)), index, size, _ROWS.root(size), proof)


@pytest.mark.parametrize("new", SIZES)
def test_every_size_of_interest_is_the_beginning_of_the_larger(new: int) -> None:
    for old in (size for size in SIZES if size <= new):
        proof = consistency_proof(_ROWS.read, old, new)
        verify_consistency(old, _ROWS.root(old), new, _ROWS.root(new), proof)


def test_no_bit_of_an_inclusion_proof_may_change() -> None:
    for size in range(1, 18):
        for index in range(size):
            _expect_no_inclusion_but_the_true_one(index, size)


def _expect_no_inclusion_but_the_true_one(index: int, size: int) -> None:
    hashed, root = leaf_hash(leaf(index)), _ROWS.root(size)
    proof = inclusion_proof(_ROWS.read, index, size)
    for at, each in enumerate(proof):
        for other in flipped(each):
            wrong = [*proof[:at], other, *proof[at + 1 :]]
            with pytest.raises(BadProof):
                verify_inclusion(hashed, index, size, root, wrong)
    for other in flipped(hashed):
        with pytest.raises(BadProof):
            verify_inclusion(other, index, size, root, proof)
    for other in flipped(root):
        with pytest.raises(BadProof):
            verify_inclusion(hashed, index, size, other, proof)
    for number in range(size):
        if number != index:
            with pytest.raises(BadProof):
                verify_inclusion(hashed, number, size, root, proof)


def test_no_bit_of_a_consistency_proof_may_change() -> None:
    for size in range(2, 14):
        for old in range(1, size):
            _expect_no_consistency_but_the_true_one(old, size)


def _expect_no_consistency_but_the_true_one(old: int, size: int) -> None:
    roots = (_ROWS.root(old), _ROWS.root(size))
    proof = consistency_proof(_ROWS.read, old, size)
    for at, each in enumerate(proof):
        for other in flipped(each):
            wrong = [*proof[:at], other, *proof[at + 1 :]]
            with pytest.raises(BadProof):
                verify_consistency(old, roots[0], size, roots[1], wrong)
    for other in flipped(roots[0]):
        with pytest.raises(BadProof):
            verify_consistency(old, other, size, roots[1], proof)
    for other in flipped(roots[1]):
        with pytest.raises(BadProof):
            verify_consistency(old, roots[0], size, other, proof)


@given(_SIZE, st.data())
def test_a_hash_more_or_less_proves_nothing(size: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, size - 1))
    old = data.draw(st.integers(0, size))
    hashed, root = leaf_hash(leaf(index)), _ROWS.root(size)
    proof = inclusion_proof(_ROWS.read, index, size)
    for wrong in ([*proof, EMPTY_ROOT], [EMPTY_ROOT, *proof], proof[:-1] if proof else [root]):
        with pytest.raises(BadProof):
            verify_inclusion(hashed, index, size, root, wrong)
    proof = consistency_proof(_ROWS.read, old, size)
    for wrong in ([*proof, EMPTY_ROOT], [EMPTY_ROOT, *proof], proof[:-1] if proof else [root]):
        with pytest.raises(BadProof):
            verify_consistency(old, _ROWS.root(old), size, root, wrong)


@given(st.integers(1, 300), st.data())
def test_another_history_is_never_consistent(other_from: int, data: st.DataObject) -> None:
    old = data.draw(st.integers(other_from + 1, 301))
    size = data.draw(st.integers(old, 301))
    other = rows_of(301, other_from=other_from)
    for read in (_ROWS.read, other.read):
        proof = consistency_proof(read, old, size)
        with pytest.raises(BadProof):
            verify_consistency(old, other.root(old), size, _ROWS.root(size), proof)


@pytest.mark.parametrize(("index", "size"), [(0, 0), (-1, 5), (5, 5), (9, 5)])
def test_a_leaf_that_is_not_there_is_not_proven(index: int, size: int) -> None:
    with pytest.raises(LogError, match="has no leaf"):
        inclusion_proof(_ROWS.read, index, size)
    with pytest.raises(BadProof, match="has no leaf"):
        verify_inclusion(EMPTY_ROOT, index, size, _ROWS.root(size), [])


@pytest.mark.parametrize(("old", "new"), [(-1, 5), (6, 5)])
def test_a_larger_tree_is_no_beginning(old: int, new: int) -> None:
    with pytest.raises(LogError, match="has no beginning"):
        consistency_proof(_ROWS.read, old, new)
    with pytest.raises(BadProof, match="has no beginning"):
        verify_consistency(old, EMPTY_ROOT, new, _ROWS.root(new), [])


def test_the_empty_tree_is_the_beginning_of_every_tree_but_only_with_its_own_root() -> None:
    verify_consistency(0, EMPTY_ROOT, 5, _ROWS.root(5), [])
    for root, proof in ((_ROWS.root(5), []), (EMPTY_ROOT, [EMPTY_ROOT])):
        with pytest.raises(BadProof):
            verify_consistency(0, root, 5, _ROWS.root(5), proof)
    with pytest.raises(BadProof):
        verify_consistency(0, _ROWS.root(5), 0, _ROWS.root(5), [])


def test_hashes_of_another_length_prove_nothing() -> None:
    proof = inclusion_proof(_ROWS.read, 1, 3)
    with pytest.raises(BadProof, match="32 bytes"):
        verify_inclusion(leaf_hash(leaf(1)), 1, 3, _ROWS.root(3), [proof[0][:-1], *proof[1:]])


@given(st.integers(2, 300), st.data())
def test_a_path_gives_both_roots(size: int, data: st.DataObject) -> None:
    old = data.draw(st.integers(1, size - 1))
    path = consistency_path(_ROWS.read, old, size)
    assert roots_along(path, old, size) == (_ROWS.root(old), _ROWS.root(size))
    for wrong in ([], path[:-1], [*path, EMPTY_ROOT]):
        with pytest.raises(BadProof):
            roots_along(wrong, old, size)
