"""Go's checksum database says the same: roots, proofs, tiles and notes, both ways round.

reliability.md, line 55: the reference for trees of 1, 255, 256, 257 and 65,536 leaves.
"""

from __future__ import annotations

import random

import pytest

from stoppress.tlog.checkpoints import Checkpoint, open_checkpoint, sign_checkpoint
from stoppress.tlog.errors import LogError
from stoppress.tlog.hashes import leaf_hash
from stoppress.tlog.keys import Signer, parse_secret
from stoppress.tlog.notes import open_note
from stoppress.tlog.proofs import (
    consistency_proof,
    inclusion_proof,
    verify_consistency,
    verify_inclusion,
)
from stoppress.tlog.tiles import MAX_LEVEL, parse_path, tiles_of
from tests.tlog.flips import changed
from tests.tlog.go_oracle import Oracle
from tests.tlog.logs import ORIGIN, SIGNER, SIZES, leaf, rows_of, served, signed
from tests.tlog.note_faults import FAULTS, RIGHT

_LARGEST = max(SIZES)
_EVERY = range(1, 131)
_BATCH = 8192


@pytest.fixture(scope="module")
def grown(oracle: Oracle) -> Oracle:
    """Go's tree over the same leaves, as large as the largest size."""
    for start in range(0, _LARGEST, _BATCH):
        leaves = [leaf(number) for number in range(start, min(start + _BATCH, _LARGEST))]
        assert oracle.ask("grow", leaves=leaves)["error"] == ""
    return oracle


# Go's TreeHash knows no empty tree; for that test_hash_a_tree.py asks the specification.
@pytest.mark.parametrize("size", sorted({*SIZES, *_EVERY} - {0}))
def test_the_root_is_the_same(grown: Oracle, size: int) -> None:
    assert grown.bytes_of("root", "root", size=size) == rows_of(_LARGEST).root(size)


def test_every_inclusion_proof_of_small_trees_is_the_same(grown: Oracle) -> None:
    rows = rows_of(_LARGEST)
    for size in range(1, 34):
        for index in range(size):
            ours = inclusion_proof(rows.read, index, size)
            assert ours == grown.hashes_of("inclusion", size=size, index=index)


def test_every_consistency_proof_of_small_trees_is_the_same(grown: Oracle) -> None:
    rows = rows_of(_LARGEST)
    for size in range(1, 34):
        for old in range(1, size + 1):
            ours = consistency_proof(rows.read, old, size)
            assert ours == grown.hashes_of("consistency", size=size, old=old)


@pytest.mark.parametrize("size", [size for size in SIZES if size])
def test_go_accepts_our_proofs_and_we_accept_those_of_go(grown: Oracle, size: int) -> None:
    rows = rows_of(_LARGEST)
    root = rows.root(size)
    chosen = random.Random(size)
    indexes = {0, size - 1, *(chosen.randrange(size) for _ in range(20))}
    for index in indexes:
        hashed = leaf_hash(leaf(index))
        proof = inclusion_proof(rows.read, index, size)
        asked = {"size": size, "index": index, "root": root, "leaf": hashed}
        assert grown.ask("check-inclusion", proof=proof, **asked)["error"] == ""
        theirs = grown.hashes_of("inclusion", size=size, index=index)
        verify_inclusion(hashed, index, size, root, theirs)
    for old in {index + 1 for index in indexes}:
        proof = consistency_proof(rows.read, old, size)
        asked = {"size": size, "old": old, "root": root, "oldroot": rows.root(old)}
        assert grown.ask("check-consistency", proof=proof, **asked)["error"] == ""
        theirs = grown.hashes_of("consistency", size=size, old=old)
        verify_consistency(old, rows.root(old), size, root, theirs)


@pytest.mark.parametrize("size", SIZES)
def test_the_tiles_are_the_same(grown: Oracle, size: int) -> None:
    files = served(rows_of(_LARGEST), size)
    tiles = list(tiles_of(size))
    # Go lists every narrower partial tile as well, as a log had them that grew leaf by leaf.
    theirs = set(grown.ask("paths", size=size).get("paths", []))
    assert {tile.path for tile in tiles} <= theirs
    assert {tile.full.path for tile in tiles} == {path.partition(".p/")[0] for path in theirs}
    for tile in tiles:
        asked = {"level": tile.level, "index": tile.index, "width": tile.width}
        assert files[tile.path] == grown.bytes_of("tile", "data", **asked)


@pytest.mark.parametrize("size", [size for size in SIZES if size])
def test_go_reads_a_log_from_our_tiles(grown: Oracle, size: int) -> None:
    rows = rows_of(_LARGEST)
    files = served(rows, size)
    tiles = {path: data for path, data in files.items() if path.startswith("tile/")}
    indexes = sorted({0, size // 2, size - 1})
    asked = {"size": size, "root": rows.root(size), "indexes": indexes, "tiles": tiles}
    read = grown.hashes_of("read-tiles", **asked)
    assert read == [leaf_hash(leaf(index)) for index in indexes]


def test_go_opens_our_checkpoint(oracle: Oracle) -> None:
    note = signed(rows_of(5), 5)
    answer = oracle.ask("open", note=note.decode(), keys=[str(SIGNER.key)])
    assert answer["error"] == ""
    assert answer["names"] == [ORIGIN]
    assert open_checkpoint(note, [SIGNER.key]).text == answer["text"]


def test_we_open_what_go_signs(oracle: Oracle) -> None:
    text = Checkpoint(ORIGIN, 5, rows_of(5).root(5)).text
    answer = oracle.ask("sign", text=text, key=SIGNER.secret())
    assert answer["error"] == ""
    # Ed25519 leaves no choice, so both write the same bytes.
    assert answer["text"].encode() == sign_checkpoint(
        Checkpoint(ORIGIN, 5, rows_of(5).root(5)), SIGNER
    )
    assert parse_secret(SIGNER.secret()) == SIGNER


# A JSON line cannot carry the one that is not UTF-8.
@pytest.mark.parametrize("name", sorted(FAULTS.keys() - {"not utf-8"}))
def test_what_go_refuses_we_refuse(oracle: Oracle, name: str) -> None:
    answer = oracle.ask("open", note=FAULTS[name].decode(), keys=[str(SIGNER.key)])
    assert answer["error"] != ""
    with pytest.raises(LogError):
        open_note(FAULTS[name], [SIGNER.key])


@pytest.fixture
def chosen() -> random.Random:
    """Chance with a seed that is printed when the test fails."""
    seed = random.randrange(10**6)
    print(f"seed {seed}")
    return random.Random(seed)


def test_of_a_note_changed_at_random_we_accept_no_more_than_go(
    oracle: Oracle, chosen: random.Random, full: bool
) -> None:
    for _ in range(20_000 if full else 1000):
        note = changed(RIGHT, chosen)
        try:
            opened = open_note(note, [SIGNER.key])
        except LogError:
            continue
        answer = oracle.ask("open", note=note.decode(), keys=[str(SIGNER.key)])
        assert (answer["error"], answer.get("text")) == ("", opened.text)
        assert opened.text == open_note(RIGHT, [SIGNER.key]).text


def test_of_a_path_changed_at_random_we_accept_what_go_accepts(
    oracle: Oracle, chosen: random.Random, full: bool
) -> None:
    rights = ["0/000", "1/x001/234.p/17", "12/999.p/255", "0/x001/x234/067"]
    for _ in range(20_000 if full else 1000):
        path = changed(chosen.choice(rights).encode(), chosen).decode("latin-1")
        if path.startswith(("data", "entries")):
            continue  # the leaves, which Go has under another name
        theirs = oracle.ask("parse-path", text=path)["error"] == ""
        try:
            parse_path(f"tile/{path}")
            ours = True
        except LogError:
            ours = False
        level = path.partition("/")[0]
        assert ours == (theirs and int(level) <= MAX_LEVEL), path


def test_a_key_of_another_name_has_another_id_for_go_too(oracle: Oracle) -> None:
    other = Signer("live.example/-/log", SIGNER.seed)
    assert other.key.public == SIGNER.key.public
    assert other.key.key_id != SIGNER.key.key_id
    for signer in (other, SIGNER):
        signed_by_go = oracle.ask("sign", text="A text.\n", key=signer.secret())["text"]
        assert open_note(signed_by_go.encode(), [signer.key]).text == "A text.\n"
