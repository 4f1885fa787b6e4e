"""Checkpoints: written one way only, read strictly, and signed by the key of their origin.

reliability.md, lines 51 and 54.
"""

from __future__ import annotations

import dataclasses

import pytest

from stoppress.tlog.checkpoints import (
    Checkpoint,
    open_checkpoint,
    parse_checkpoint,
    sign_checkpoint,
)
from stoppress.tlog.errors import LogError, Malformed, Unverified
from stoppress.tlog.hashes import EMPTY_ROOT
from stoppress.tlog.keys import COSIGNATURE, Signer
from stoppress.tlog.notes import Note, Signature, parse_note, sign_note
from tests.tlog.flips import flipped
from tests.tlog.logs import ORIGIN, SIGNER, SIZES, rows_of
from tests.tlog.note_faults import FAULTS, RIGHT, STRANGER

_SPEC = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
_ROOT = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I="


def test_the_checkpoint_of_the_specification_is_read() -> None:
    checkpoint = parse_checkpoint(_SPEC)
    assert (checkpoint.origin, checkpoint.size) == ("example.com/behind-the-sofa", 20_852_163)
    assert checkpoint.text == _SPEC


@pytest.mark.parametrize("size", SIZES)
def test_what_we_sign_we_open(size: int) -> None:
    checkpoint = Checkpoint(ORIGIN, size, rows_of(max(SIZES)).root(size))
    note = sign_checkpoint(checkpoint, SIGNER)
    assert open_checkpoint(note, [SIGNER.key]) == checkpoint
    assert note.startswith(f"{ORIGIN}\n{size}\n".encode())


def test_no_bit_of_a_checkpoint_may_change() -> None:
    for other in flipped(RIGHT):
        with pytest.raises((Malformed, Unverified)):
            open_checkpoint(other, [SIGNER.key])


@pytest.mark.parametrize("name", FAULTS)
def test_a_note_that_is_wrong_is_no_checkpoint(name: str) -> None:
    with pytest.raises((Malformed, Unverified)):
        open_checkpoint(FAULTS[name], [SIGNER.key])


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n",
        f"{ORIGIN}\n",
        f"{ORIGIN}\n5\n",
        f"{ORIGIN}\n5\n\n",
        f"{ORIGIN}\n5\n{_ROOT}",
        f"\n5\n{_ROOT}\n",
        f"{ORIGIN}\n\n5\n{_ROOT}\n",
        f"{ORIGIN}\n05\n{_ROOT}\n",
        f"{ORIGIN}\n00\n{_ROOT}\n",
        f"{ORIGIN}\n+5\n{_ROOT}\n",
        f"{ORIGIN}\n-5\n{_ROOT}\n",
        f"{ORIGIN}\n5.0\n{_ROOT}\n",
        f"{ORIGIN}\n5_0\n{_ROOT}\n",
        f"{ORIGIN}\n 5\n{_ROOT}\n",
        f"{ORIGIN}\n5 \n{_ROOT}\n",
        f"{ORIGIN}\n\u0665\n{_ROOT}\n",
        f"{ORIGIN}\n9223372036854775808\n{_ROOT}\n",
        f"{ORIGIN}\n5\n{_ROOT[:-2]}J=\n",
        f"{ORIGIN}\n5\n{_ROOT[:-1]}\n",
        f"{ORIGIN}\n5\n{_ROOT[4:]}\n",
        f"{ORIGIN}\n5\n{_ROOT}=\n",
        f"{ORIGIN}\n5\n{_ROOT} \n",
        f"{ORIGIN}\n5\n{_ROOT.replace('/', '_')}\n",
        f"{ORIGIN}\n5\n{_ROOT}\n\n",
        f"{ORIGIN}\n5\n{_ROOT}\nextension\n\nmore\n",
    ],
)
def test_a_text_that_is_no_checkpoint_is_refused_even_signed(text: str) -> None:
    with pytest.raises(Malformed):
        parse_checkpoint(text)
    if text.endswith("\n"):
        with pytest.raises((Malformed, Unverified)):
            open_checkpoint(sign_note(text, SIGNER), [SIGNER.key])


def test_extension_lines_are_read_and_kept_but_never_written() -> None:
    text = f"{ORIGIN}\n5\n{_ROOT}\nan extension\nand another\n"
    checkpoint = open_checkpoint(sign_note(text, SIGNER), [SIGNER.key])
    assert checkpoint.extensions == ("an extension", "and another")
    assert checkpoint.text == text
    with pytest.raises(LogError, match="no extension lines"):
        sign_checkpoint(checkpoint, SIGNER)


def test_only_the_key_of_its_name_signs_for_an_origin() -> None:
    checkpoint = Checkpoint(ORIGIN, 5, EMPTY_ROOT)
    for signer in (STRANGER, Signer(ORIGIN, SIGNER.seed, COSIGNATURE)):
        with pytest.raises(LogError, match="only a key of the name"):
            sign_checkpoint(checkpoint, signer)
    signed_by_another = sign_note(checkpoint.text, STRANGER)
    with pytest.raises(Unverified, match="is not that of"):
        open_checkpoint(signed_by_another, [SIGNER.key, STRANGER.key])


def test_a_checkpoint_of_one_log_does_not_pass_for_that_of_another() -> None:
    """Both logs sign with the same seed, so the signature itself is right under either name."""
    other = Signer("live.example/other/log", SIGNER.seed)
    note = parse_note(RIGHT)
    moved = Note(
        note.text, (Signature(other.name, other.key.key_id, note.signatures[0].signature),)
    )
    assert other.key.verifies(note.text, note.signatures[0].signature)
    with pytest.raises(Unverified, match="is not that of"):
        open_checkpoint(bytes(moved), [other.key])


def test_two_keys_sign_while_one_follows_the_other() -> None:
    checkpoint = Checkpoint(ORIGIN, 5, rows_of(5).root(5))
    following = Signer(ORIGIN, b"\x07" * 32)
    note = sign_checkpoint(checkpoint, SIGNER, following)
    for keys in ([SIGNER.key], [following.key], [SIGNER.key, following.key]):
        assert open_checkpoint(note, keys) == checkpoint


@pytest.mark.parametrize("origin", ["", "with space", "a+b", "line\nbreak"])
def test_an_origin_that_cannot_name_a_key_is_not_signed(origin: str) -> None:
    with pytest.raises(LogError):
        sign_checkpoint(Checkpoint(origin, 0, EMPTY_ROOT), SIGNER)


def test_a_size_or_root_that_cannot_be_is_not_signed() -> None:
    right = Checkpoint(ORIGIN, 0, EMPTY_ROOT)
    for size in (-1, 2**63):
        with pytest.raises(LogError):
            sign_checkpoint(dataclasses.replace(right, size=size), SIGNER)
    with pytest.raises(LogError):
        sign_checkpoint(dataclasses.replace(right, root=b"short"), SIGNER)
