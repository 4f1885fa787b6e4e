"""Cosignatures: a witness signs text and time, under a name of its own."""

from __future__ import annotations

import pytest

from stoppress.tlog.cosignatures import cosign, cosigned_at
from stoppress.tlog.errors import LogError, Malformed, Unverified
from stoppress.tlog.keys import COSIGNATURE, ED25519, Signer, parse_vkey
from stoppress.tlog.notes import Note, Signature, open_note, parse_note, verified, with_signatures
from tests.tlog.flips import flipped
from tests.tlog.independent import ed25519_verify
from tests.tlog.logs import SIGNER
from tests.tlog.note_faults import RIGHT

_NOTE = parse_note(RIGHT)
_AT = 1_679_315_147
WITNESS = Signer("witness.example/w1", b"\x09" * 32, COSIGNATURE)


def test_the_cosignature_of_the_specification_tells_its_time() -> None:
    note = parse_note(
        b"example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n"
        b"\xe2\x80\x94 witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWX"
        b"EhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==\n"
    )
    assert cosigned_at(note.signatures[0]) == _AT
    assert len(note.signatures[0].signature) == 8 + 64


def test_it_signs_the_message_of_the_specification() -> None:
    signature = cosign(_NOTE.text, WITNESS, _AT).signature
    message = f"cosignature/v1\ntime {_AT}\n{_NOTE.text}".encode()
    assert signature[:8] == _AT.to_bytes(8, "big")
    assert ed25519_verify(WITNESS.key.public, message, signature[8:])


def test_a_cosigned_checkpoint_is_opened_by_either_key() -> None:
    data = bytes(with_signatures(_NOTE, [cosign(_NOTE.text, WITNESS, _AT)]))
    keys = [SIGNER.key, WITNESS.key]
    for known in ([keys[0]], [keys[1]], keys):
        assert [each.name for each in open_note(data, known).signatures] == [
            key.name for key in known
        ]


def test_two_cosignatures_of_different_times_both_count() -> None:
    both = [cosign(_NOTE.text, WITNESS, at) for at in (_AT, _AT + 1)]
    assert verified(with_signatures(_NOTE, both), [WITNESS.key]) == tuple(both)


def test_no_bit_of_a_cosignature_may_change() -> None:
    right = cosign(_NOTE.text, WITNESS, _AT)
    for other in flipped(right.signature):
        wrong = Signature(right.name, right.key_id, other)
        with pytest.raises(Unverified):
            verified(with_signatures(_NOTE, [wrong]), [WITNESS.key])


@pytest.mark.parametrize("length", [0, 8, 63, 64, 71, 73])
def test_a_cosignature_of_another_length_is_wrong(length: int) -> None:
    wrong = Signature(WITNESS.name, WITNESS.key.key_id, bytes(length) or b"x")
    with pytest.raises(Unverified):
        verified(Note(_NOTE.text, (wrong,)), [WITNESS.key])


def test_a_time_beyond_63_bits_is_wrong() -> None:
    assert not WITNESS.key.verifies(_NOTE.text, b"\xff" * 8 + bytes(64))


def test_the_same_seed_makes_another_key_of_each_kind() -> None:
    plain = Signer(WITNESS.name, WITNESS.seed, ED25519)
    assert plain.key.key_id != WITNESS.key.key_id
    assert parse_vkey(str(WITNESS.key)) == WITNESS.key
    with pytest.raises(LogError, match="is not the key of a witness"):
        cosign(_NOTE.text, plain, _AT)
    for signer, at in ((WITNESS, None), (plain, _AT)):
        with pytest.raises(LogError, match="no other key does"):
            signer.sign(_NOTE.text, at=at)


@pytest.mark.parametrize("at", [0, -1, 2**63])
def test_no_other_time_is_signed(at: int) -> None:
    with pytest.raises(LogError, match="no time"):
        cosign(_NOTE.text, WITNESS, at)


def test_nothing_but_a_checkpoint_is_cosigned() -> None:
    with pytest.raises(Malformed):
        cosign("Any text.\n", WITNESS, _AT)
