"""A checker that shares no line with ours accepts our logs, and nothing that was changed."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

from stoppress.exchange.archive import verify as checker
from tests.tlog.flips import flipped
from tests.tlog.independent import Broken, check_log, ed25519_verify, tree_root
from tests.tlog.logs import ORIGIN, SIGNER, SIZES, leaf, rows_of, served

# RFC 8032, section 7.1: seed not needed, public key, message, signature.
_VECTORS = [
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46b"
        "d25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c"
        "387b2eaeb4302aeeb00d291612bb0c00",
    ),
]


@pytest.mark.parametrize(("public", "message", "signature"), _VECTORS)
def test_its_signatures_are_those_of_the_standard(
    public: str, message: str, signature: str
) -> None:
    parts = [bytes.fromhex(part) for part in (public, message, signature)]
    assert ed25519_verify(parts[0], parts[1], parts[2])
    assert not ed25519_verify(parts[0], parts[1] + b"x", parts[2])
    assert not ed25519_verify(parts[0], parts[1], parts[2][:-1] + b"\xff")


@pytest.mark.parametrize("size", SIZES)
def test_it_finds_our_log_right(size: int) -> None:
    rows = rows_of(max(SIZES))
    checked = check_log(served(rows, size).__getitem__, str(SIGNER.key))
    assert (checked.origin, checked.size, checked.root) == (ORIGIN, size, rows.root(size))
    assert checked.leaves == [leaf(number) for number in range(size)]


def test_it_knows_our_roots() -> None:
    rows = rows_of(70)
    for size in range(71):
        assert tree_root(list(rows.read(0, 0, size))) == rows.root(size)


def test_it_finds_every_changed_bit_of_a_small_log(full: bool) -> None:
    files = served(rows_of(2), 2)
    for path, data in files.items():
        for number, other in enumerate(flipped(data)):
            if path == "checkpoint" and number % 7 and not full:
                continue  # each costs a signature in plain Python; notes have a test of their own
            with pytest.raises(Broken):
                check_log((files | {path: other}).__getitem__, str(SIGNER.key))


def test_it_says_which_file_is_wrong() -> None:
    files = served(rows_of(300), 300)
    for path in files:
        if path == "checkpoint":
            continue
        data = files[path]
        with pytest.raises(Broken) as caught:
            check_log((files | {path: data[:-1]}).__getitem__, str(SIGNER.key))
        assert caught.value.where == path


def test_it_imports_nothing_but_the_standard_library() -> None:
    tree = ast.parse(Path(checker.__file__).read_text("utf-8"))
    names = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)} | {
        alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.Import)
        for alias in node.names
    }
    assert names - sys.stdlib_module_names == {"collections.abc"}
