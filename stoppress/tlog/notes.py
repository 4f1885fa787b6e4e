"""Signed notes: a text, an empty line, and a line for each signature (C2SP signed-note).

Nothing of a note may be believed before `open_note` has found a signature of a known key.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from stoppress.tlog import base64_lines
from stoppress.tlog.errors import LogError, Malformed, Unverified
from stoppress.tlog.keys import Signer, VerifierKey, is_key_name

MAX_SIGNATURES = 16  # the least that the specification asks of everyone
MAX_NOTE_BYTES = 128 * 1024
_DASH = "\u2014 "
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")


@dataclass(frozen=True)
class Signature:
    """A signature as it stands in a note. `str()` is its line, without the newline."""

    name: str
    key_id: bytes
    signature: bytes

    def __str__(self) -> str:
        return f"{_DASH}{self.name} {base64_lines.encode(self.key_id + self.signature)}"

    def is_by(self, key: VerifierKey) -> bool:
        """Whether it says that `key` made it. Whether that is true, `key.verifies` tells."""
        return (self.name, self.key_id) == (key.name, key.key_id)


@dataclass(frozen=True)
class Note:
    """A text, which ends in a newline, and its signatures, none of which was checked."""

    text: str
    signatures: tuple[Signature, ...]

    def __bytes__(self) -> bytes:
        lines = "".join(f"{signature}\n" for signature in self.signatures)
        return f"{self.text}\n{lines}".encode()


def parse_note(data: bytes) -> Note:
    """The note that these bytes are. Raises Malformed. A line that stands twice counts once."""
    if len(data) > MAX_NOTE_BYTES:
        raise Malformed(f"a note of {len(data)} bytes is too long")
    try:
        whole = data.decode("utf-8")
    except UnicodeDecodeError:
        raise Malformed("the note is not UTF-8") from None
    if _CONTROL.search(whole):
        raise Malformed("the note holds a control character")
    text, parted, lines = whole.rpartition("\n\n")
    if not parted or not lines.endswith("\n"):
        raise Malformed("the note does not end with an empty line and lines of signatures")
    found = [parse_signature(line) for line in lines[:-1].split("\n")]
    if len(found) > MAX_SIGNATURES:
        raise Malformed(f"the note has more than {MAX_SIGNATURES} signatures")
    return Note(text + "\n", tuple(dict.fromkeys(found)))


def parse_signature(line: str) -> Signature:
    """The signature on a line (without its newline). Raises Malformed."""
    name, space, encoded = line.removeprefix(_DASH).partition(" ")
    if not line.startswith(_DASH) or not space or not is_key_name(name):
        raise Malformed("a line of a signature is not an em dash, a name and base64")
    data = base64_lines.decode(encoded)
    if len(data) < 5:
        raise Malformed("a signature is too short")
    return Signature(name, data[:4], data[4:])


def sign_note(text: str, *signers: Signer) -> bytes:
    """The signed note. Raises LogError for a text that no note may have, or without signers."""
    if not text.endswith("\n") or _CONTROL.search(text):
        raise LogError("the text of a note ends in a newline and has no other control characters")
    if not 0 < len(signers) <= MAX_SIGNATURES:
        raise LogError(f"a note has 1 to {MAX_SIGNATURES} signatures")
    return bytes(Note(text, tuple(_signature(text, signer) for signer in signers)))


def open_note(data: bytes, keys: Iterable[VerifierKey]) -> Note:
    """The note with only the signatures that `keys` made, all of them checked; at least one.

    Raises Malformed, or Unverified where none of the keys signed or a signature of one is wrong.
    Signatures of other keys are no matter.
    """
    note = parse_note(data)
    checked = verified(note, keys)
    if not checked:
        raise Unverified("no known key signed the note")
    return Note(note.text, checked)


def verified(note: Note, keys: Iterable[VerifierKey]) -> tuple[Signature, ...]:
    """The signatures that `keys` made. Raises Unverified where one that bears their name is wrong.

    Every one is checked, also the second of the same key, so no wrong one hides behind a right one.
    """
    known = {(key.name, key.key_id): key for key in keys}
    found = []
    for signature in note.signatures:
        key = known.get((signature.name, signature.key_id))
        if key is None:
            continue
        if not key.verifies(note.text, signature.signature):
            raise Unverified(f"the signature of {key.name} is wrong")
        found.append(signature)
    return tuple(found)


def with_signatures(note: Note, more: Iterable[Signature]) -> Note:
    """The note with `more` at its end; one that stands there already is not repeated."""
    signatures = tuple(dict.fromkeys((*note.signatures, *more)))
    if len(signatures) > MAX_SIGNATURES:
        raise LogError(f"a note has at most {MAX_SIGNATURES} signatures")
    return Note(note.text, signatures)


def _signature(text: str, signer: Signer) -> Signature:
    return Signature(signer.name, signer.key.key_id, signer.sign(text))
