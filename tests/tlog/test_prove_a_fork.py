"""Forks: whoever meets two pasts of one log can prove it to anybody, offline.

reliability.md, lines 51 and 53.
"""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stoppress.tlog import base64_lines
from stoppress.tlog.checkpoints import Checkpoint, sign_checkpoint
from stoppress.tlog.errors import BadProof, LogError, Malformed, NotAFork, Unverified
from stoppress.tlog.forks import MAX_PROOF_BYTES, check_fork_proof, prove_fork
from stoppress.tlog.hashes import EMPTY_ROOT
from stoppress.tlog.keys import Signer
from stoppress.tlog.proofs import consistency_path
from stoppress.tlog.reading import TileReader
from tests.tlog.flips import flipped
from tests.tlog.logs import ORIGIN, SIGNER, rows_of, served, signed

_VKEY = str(SIGNER.key)
_LARGEST = 301


def _proof(small: int, large: int, other_from: int) -> str:
    other = rows_of(_LARGEST, other_from=other_from)
    first = signed(rows_of(_LARGEST), small)
    return prove_fork(first, signed(other, large), other.read, _VKEY)


@given(st.integers(0, 300), st.data())
def test_any_two_pasts_are_proven(other_from: int, data: st.DataObject) -> None:
    small = data.draw(st.integers(other_from + 1, _LARGEST))
    large = data.draw(st.integers(small, _LARGEST))
    fork = check_fork_proof(_proof(small, large, other_from), _VKEY)
    assert (fork.origin, fork.smaller.size, fork.larger.size) == (ORIGIN, small, large)
    assert fork.smaller.root == rows_of(_LARGEST).root(small)
    assert fork.larger.root == rows_of(_LARGEST, other_from=other_from).root(large)


@given(st.integers(0, _LARGEST), st.integers(0, _LARGEST))
def test_one_past_is_never_a_fork(small: int, large: int) -> None:
    rows = rows_of(_LARGEST)
    with pytest.raises(NotAFork):
        prove_fork(signed(rows, small), signed(rows, large), rows.read, _VKEY)


def test_it_is_made_from_what_is_served_whichever_comes_first() -> None:
    other = rows_of(300, other_from=7)
    notes = signed(rows_of(300), 257), signed(other, 300)
    reader = TileReader(served(other, 300).__getitem__, 300, other.root(300))
    made = prove_fork(*notes, reader.hashes, _VKEY)
    assert made == prove_fork(notes[1], notes[0], reader.hashes, _VKEY)
    assert check_fork_proof(made, _VKEY).smaller.size == 257


def test_two_roots_of_one_size_need_no_hashes() -> None:
    proof = json.loads(_proof(5, 5, 3))
    assert proof["path"] == []
    assert set(proof) == {"format", "origin", "smaller", "larger", "path"}


def test_hashes_where_none_are_needed_are_refused() -> None:
    proof = json.loads(_proof(5, 5, 3))
    path = [base64_lines.encode(EMPTY_ROOT)]
    with pytest.raises(Malformed, match="by its notes alone"):
        check_fork_proof(json.dumps(proof | {"path": path}), _VKEY)


def test_an_empty_tree_with_a_root_of_its_own_is_a_fork_of_any_tree() -> None:
    wrong = sign_checkpoint(Checkpoint(ORIGIN, 0, rows_of(5).root(5)), SIGNER)
    rows = rows_of(5)
    for size in (0, 5):
        proof = prove_fork(wrong, signed(rows, size), rows.read, _VKEY)
        assert check_fork_proof(proof, _VKEY).smaller.root != EMPTY_ROOT


@pytest.mark.parametrize(("small", "large", "other_from"), [(5, 5, 3), (4, 7, 2), (5, 7, 0)])
def test_no_bit_of_a_proof_may_change(small: int, large: int, other_from: int, full: bool) -> None:
    proof = _proof(small, large, other_from).encode()
    for number, other in enumerate(flipped(proof)):
        if number % 3 and not full:
            continue  # most of a proof is its notes, of which every bit is tried elsewhere
        try:
            text = other.decode()
        except UnicodeDecodeError:
            continue
        if json_of(text) == json.loads(proof):
            continue  # a space in place of a space is the same proof
        with pytest.raises(LogError):
            check_fork_proof(text, _VKEY)


def json_of(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None


def _changed(**changes: Any) -> str:
    return json.dumps(json.loads(_proof(5, 7, 3)) | changes)


def test_a_proof_for_another_key_is_refused() -> None:
    proof = _proof(5, 7, 3)
    for signer in (Signer(ORIGIN, bytes(32)), Signer("live.example/other/log", SIGNER.seed)):
        with pytest.raises(Unverified):
            check_fork_proof(proof, str(signer.key))


def test_checkpoints_of_two_logs_are_no_fork() -> None:
    other = Signer("live.example/other/log", SIGNER.seed)
    proof = _changed(larger=signed(rows_of(7), 7, other).decode())
    with pytest.raises(Unverified):
        check_fork_proof(proof, _VKEY)
    with pytest.raises(NotAFork, match="two logs"):
        check_fork_proof(proof, _VKEY, str(other.key))


def test_a_fork_over_a_change_of_keys_is_proven() -> None:
    following = Signer(ORIGIN, b"\x07" * 32)
    other = rows_of(9, other_from=3)
    vkeys = (_VKEY, str(following.key))
    first, second = signed(rows_of(9), 5), signed(other, 9, following)
    proof = prove_fork(first, second, other.read, *vkeys)
    assert check_fork_proof(proof, *vkeys).smaller.size == 5
    for alone in vkeys:
        with pytest.raises(Unverified):
            check_fork_proof(proof, alone)


def test_hashes_that_are_not_those_of_the_tree_prove_nothing() -> None:
    proof = json.loads(_proof(5, 7, 3))
    true: list[str] = proof["path"]
    for path in (true[:0], true[:-1], true[::-1], true * 2):
        with pytest.raises((NotAFork, BadProof)):
            check_fork_proof(json.dumps(proof | {"path": path}), _VKEY)


def test_nobody_can_make_a_fork_of_an_honest_log() -> None:
    """The true hashes give the true smaller root, and any others do not give the larger."""
    rows = rows_of(7)
    proof = json.loads(_proof(5, 7, 3))
    proof |= {"smaller": signed(rows, 5).decode(), "larger": signed(rows, 7).decode()}
    others: list[str] = proof["path"]
    honest = [base64_lines.encode(each) for each in consistency_path(rows.read, 5, 7)]
    for path in (honest, others, others[1:], honest[1:], honest[:0]):
        with pytest.raises((NotAFork, BadProof)):
            check_fork_proof(json.dumps(proof | {"path": path}), _VKEY)


@pytest.mark.parametrize(
    "text",
    [
        "", "[]", "{}", "null", "1", '"text"', "{", "[" * 10_000, '{"format": "stoppress-fork/1"}',
        _changed(format="stoppress-fork/2"), _changed(origin="live.example/other/log"),
        _changed(path=[1]), _changed(path=["@@"]), _changed(path="text"), _changed(more=1),
        _changed(smaller=None), _changed(smaller="\ud800"), _changed(larger="no note"),
        _changed(origin=1), _proof(5, 7, 3)[:-1] + ', "origin": "live.example/harbour-fire/log"}',
        _proof(5, 7, 3) + "x",
    ],
)  # fmt: skip
def test_what_is_no_proof_is_refused(text: str) -> None:
    with pytest.raises(LogError):
        check_fork_proof(text, _VKEY)


def test_smaller_and_larger_may_not_change_places() -> None:
    proof = json.loads(_proof(5, 7, 3))
    with pytest.raises(Malformed):
        check_fork_proof(_changed(smaller=proof["larger"], larger=proof["smaller"]), _VKEY)


def test_a_proof_beyond_all_measure_is_refused() -> None:
    with pytest.raises(Malformed, match="too long"):
        check_fork_proof(_changed(origin="x" * MAX_PROOF_BYTES), _VKEY)
