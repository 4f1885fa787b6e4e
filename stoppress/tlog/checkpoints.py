"""Checkpoints: what a log's owner signs of its tree, size and root (C2SP tlog-checkpoint).

Our rule: the key's name is the log's origin, so a key vouches for one log only.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from stoppress.tlog import base64_lines
from stoppress.tlog.decimals import MAX_NUMBER, parse_decimal
from stoppress.tlog.errors import LogError, Malformed, Unverified
from stoppress.tlog.hashes import HASH_BYTES
from stoppress.tlog.keys import ED25519, Signer, VerifierKey, is_key_name
from stoppress.tlog.notes import open_note, sign_note


@dataclass(frozen=True)
class Checkpoint:
    """A tree head. `extensions` are lines of others' logs: they are kept, and ours have none."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The text of the note."""
        lines = [self.origin, str(self.size), base64_lines.encode(self.root), *self.extensions]
        return "".join(f"{line}\n" for line in lines)


def parse_checkpoint(text: str) -> Checkpoint:
    """The checkpoint that the text of a note is. Raises Malformed. It is not verified yet."""
    if not text.endswith("\n"):
        raise Malformed("the text of a checkpoint ends in a newline")
    lines = text[:-1].split("\n")
    if len(lines) < 3 or "" in lines:
        raise Malformed("a checkpoint has three lines (origin, size, root), and none is empty")
    origin, size, root, *extensions = lines
    try:
        return Checkpoint(
            origin, parse_decimal(size), base64_lines.decode_hash(root), tuple(extensions)
        )
    except Malformed as error:
        raise Malformed(f"the size or root of the checkpoint is broken: {error}") from None


def sign_checkpoint(checkpoint: Checkpoint, *signers: Signer) -> bytes:
    """The signed note. Several signers are for the time in which one key follows another."""
    if not 0 <= checkpoint.size <= MAX_NUMBER or len(checkpoint.root) != HASH_BYTES:
        raise LogError("a checkpoint has a size from 0 and a root of 32 bytes")
    if checkpoint.extensions:
        raise LogError("we sign no extension lines: nobody who watches a log could check them")
    if not is_key_name(checkpoint.origin):
        raise LogError("an origin has no spaces and no plus, so that it can name the key")
    if any((signer.name, signer.kind) != (checkpoint.origin, ED25519) for signer in signers):
        raise LogError(f"only a key of the name {checkpoint.origin} signs its checkpoints")
    return sign_note(checkpoint.text, *signers)


def open_checkpoint(data: bytes, keys: Iterable[VerifierKey]) -> Checkpoint:
    """The checkpoint that one of the log's `keys` signed, key name and origin being one.

    Raises Malformed or Unverified. Cosignatures of witnesses are no matter here (policy.py).
    """
    known = [key for key in keys if key.kind == ED25519]
    note = open_note(data, known)
    checkpoint = parse_checkpoint(note.text)
    if any(signature.name != checkpoint.origin for signature in note.signatures):
        raise Unverified(f"the key that signed is not that of {checkpoint.origin}")
    return checkpoint
