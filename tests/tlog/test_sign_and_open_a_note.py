"""Signed notes: the specification's own, ours, and every one that is wrong.

reliability.md, lines 51 and 54.
"""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stoppress.tlog.errors import LogError, Malformed, Unverified
from stoppress.tlog.keys import Signer, VerifierKey, parse_secret, parse_vkey
from stoppress.tlog.notes import (
    MAX_NOTE_BYTES,
    Signature,
    open_note,
    parse_note,
    sign_note,
    with_signatures,
)
from tests.tlog.flips import flipped
from tests.tlog.logs import ORIGIN, SIGNER
from tests.tlog.note_faults import FAULTS, RIGHT, STRANGER

# From Go's package documentation: a key, a note that it signed, and the secret that signed it.
_GO_VKEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
_GO_SECRET = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
_GO_TEXT = (
    "If you think cryptography is the answer to your problem,\nthen you don't know what your"
    " problem is.\n"
)
_GO_NOTE = (
    f"{_GO_TEXT}\n\u2014 PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2p"
    "ZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)


def test_a_note_of_go_is_opened_and_signed_alike() -> None:
    note = open_note(_GO_NOTE.encode(), [parse_vkey(_GO_VKEY)])
    assert note.text == _GO_TEXT
    assert sign_note(_GO_TEXT, parse_secret(_GO_SECRET)) == _GO_NOTE.encode()
    assert str(parse_secret(_GO_SECRET).key) == _GO_VKEY


def test_the_note_of_the_specification_is_parsed() -> None:
    text = (
        "Ognuno sta solo sul cuor della terra\ntrafitto da un raggio di sole:\n\n"
        "ed è subito sera.\n"
    )
    line = (
        "\u2014 quasimodo.example/salvatore NnugSzTjtVAewIS+Z/iJhUPeFDkO/5QQ2i5ddnGITLlC+EhfLW9oJK"
        "ONrMouFSQU0xMcXxj99ihAQwaqP3ZekRwNtIc="
    )
    data = f"{text}\n{line}\n".encode()
    note = parse_note(data)
    assert note.text == text
    assert [str(signature) for signature in note.signatures] == [line]
    assert bytes(note) == data
    assert note.signatures[0].key_id == bytes.fromhex("367ba04b")


_TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.just("\n"), max_size=200)


@given(_TEXT)
def test_what_we_sign_we_open(text: str) -> None:
    text += "\n"
    data = sign_note(text, SIGNER, STRANGER)
    for keys in ([SIGNER.key], [STRANGER.key], [SIGNER.key, STRANGER.key]):
        note = open_note(data, keys)
        assert (note.text, len(note.signatures)) == (text, len(keys))


@pytest.mark.parametrize("name", FAULTS)
def test_a_note_that_is_wrong_is_refused(name: str) -> None:
    with pytest.raises((Malformed, Unverified)):
        open_note(FAULTS[name], [SIGNER.key])


def test_no_bit_of_a_note_may_change() -> None:
    for other in flipped(RIGHT):
        with pytest.raises((Malformed, Unverified)):
            open_note(other, [SIGNER.key])


@given(st.binary(max_size=200))
def test_any_bytes_are_a_note_or_malformed(data: bytes) -> None:
    try:
        assert bytes(parse_note(data))
    except Malformed:
        return


def test_signatures_of_unknown_keys_are_no_matter() -> None:
    stranger = Signature(STRANGER.name, STRANGER.key.key_id, b"not even a signature")
    same_name = Signature(ORIGIN, b"\0\0\0\0", bytes(64))
    same_id = Signature("live.example/other", SIGNER.key.key_id, bytes(64))
    note = with_signatures(parse_note(RIGHT), [stranger, same_name, same_id])
    opened = open_note(bytes(note), [SIGNER.key])
    assert bytes(opened) == RIGHT


def test_a_line_that_stands_twice_counts_once() -> None:
    line = RIGHT.partition(b"\n\n")[2]
    opened = open_note(RIGHT + line, [SIGNER.key])
    assert bytes(opened) == RIGHT


def test_a_wrong_second_signature_does_not_hide_behind_a_right_one() -> None:
    wrong = Signature(ORIGIN, SIGNER.key.key_id, bytes(64))
    with pytest.raises(Unverified, match="is wrong"):
        open_note(bytes(with_signatures(parse_note(RIGHT), [wrong])), [SIGNER.key])


def test_sixteen_signatures_are_read_and_seventeen_refused() -> None:
    signers = [Signer(f"live.example/{n}", bytes([n]) * 32) for n in range(16)]
    data = sign_note("A text.\n", *signers)
    assert len(open_note(data, [signer.key for signer in signers]).signatures) == 16
    with pytest.raises(Malformed, match="more than 16"):
        open_note(data + f"{parse_note(RIGHT).signatures[0]}\n".encode(), [signers[0].key])
    with pytest.raises(LogError, match="1 to 16"):
        sign_note("A text.\n", *signers, SIGNER)
    with pytest.raises(LogError, match="at most 16"):
        with_signatures(parse_note(data), parse_note(RIGHT).signatures)


def test_a_note_beyond_all_measure_is_refused_unread() -> None:
    with pytest.raises(Malformed, match="too long"):
        parse_note(b"x" * MAX_NOTE_BYTES + RIGHT)


@pytest.mark.parametrize("text", ["", "no newline", "a\r\n", "a\0\n", "a\tb\n"])
def test_a_text_that_no_note_may_have_is_not_signed(text: str) -> None:
    with pytest.raises(LogError):
        sign_note(text, SIGNER)


def test_nobody_signs_nothing() -> None:
    with pytest.raises(LogError, match="1 to 16"):
        sign_note("A text.\n")


def test_one_seed_signs_under_many_names() -> None:
    site = Signer("live.example/-/log", SIGNER.seed)
    assert site.key.public == SIGNER.key.public
    assert site.key.key_id != SIGNER.key.key_id
    with pytest.raises(Unverified):
        open_note(sign_note("A text.\n", site), [SIGNER.key])


def test_a_key_is_handed_on_as_text() -> None:
    assert parse_vkey(str(SIGNER.key)) == SIGNER.key
    assert parse_secret(SIGNER.secret()) == SIGNER
    name, key_id, encoded = str(SIGNER.key).split("+", 2)
    assert (name, key_id) == (ORIGIN, SIGNER.key.key_id.hex())
    assert base64.b64decode(encoded) == b"\x01" + SIGNER.key.public


def test_a_secret_is_never_shown() -> None:
    assert SIGNER.seed.hex() not in repr(SIGNER)
    assert "seed" not in repr(SIGNER)
    for wrong in (SIGNER.secret()[:-4] + "AAA=", SIGNER.secret().replace("+KEY+", "+KEY+x")):
        with pytest.raises(Malformed) as caught:
            parse_secret(wrong)
        assert SIGNER.secret()[-20:-5] not in str(caught.value)


def test_no_character_of_a_key_may_change() -> None:
    vkey = str(SIGNER.key).encode()
    for other in flipped(vkey):
        try:
            text = other.decode()
        except UnicodeDecodeError:
            continue
        with pytest.raises(Malformed):
            parse_vkey(text)


@pytest.mark.parametrize(
    "name", ["", "a b", "a+b", "a\u00a0b", "a\u2028", "a\nb", "a\x1f", "\u3000"]
)
def test_a_key_without_a_proper_name_is_refused(name: str) -> None:
    with pytest.raises(Malformed):
        Signer(name, bytes(32))
    with pytest.raises(Malformed):
        VerifierKey(name, bytes(32))


def test_a_key_of_another_kind_or_length_is_refused() -> None:
    with pytest.raises(Malformed, match="0x06"):
        VerifierKey("name", bytes(32), 6)
    with pytest.raises(Malformed):
        VerifierKey("name", bytes(31))
    with pytest.raises(Malformed):
        Signer("name", bytes(33))
    for text in ("", "name", "name+00000000", "name+00000000+AQ==", "name+zz+@@"):
        with pytest.raises(Malformed):
            parse_vkey(text)
    with pytest.raises(Malformed, match="begins with"):
        parse_secret(str(SIGNER.key))
