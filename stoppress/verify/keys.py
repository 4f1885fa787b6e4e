"""Whose signatures are believed: the keys that were given, and those that the site names itself.

One key signs every log of a site, under each log's origin as its name; so a key is known here by
its public half.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from stoppress.tlog.checkpoints import Checkpoint, open_checkpoint, parse_checkpoint
from stoppress.tlog.errors import LogError
from stoppress.tlog.keys import ED25519, VerifierKey, parse_vkey
from stoppress.tlog.notes import Note, parse_note, verified
from stoppress.verify.findings import Trouble


@dataclass(frozen=True)
class Trust:
    """`publics` are believed. `is_given`: by whoever checks, and not only by the site itself."""

    publics: frozenset[bytes] = frozenset()
    is_given: bool = False

    def keys(self, origin: str) -> list[VerifierKey]:
        """The keys by which the log of this origin is known. Raises LogError for no key's name."""
        return [VerifierKey(origin, public) for public in sorted(self.publics)]


def given(vkeys: Iterable[str]) -> Trust:
    """Those that were named on the command line. Raises Trouble for what is no vkey."""
    publics = set()
    for vkey in vkeys:
        try:
            key = parse_vkey(vkey.strip())
        except LogError as error:
            raise Trouble(f"--key {vkey}: {error}") from None
        if key.kind != ED25519:
            raise Trouble(f"--key {vkey}: this is a witness' key, not that of a log")
        publics.add(key.public)
    return Trust(frozenset(publics), bool(publics))


@dataclass(frozen=True)
class SignedHead:
    """A checkpoint that was opened, and by whom it was signed: `name (id)`, one for each key."""

    checkpoint: Checkpoint
    signed_by: tuple[str, ...]
    strangers: tuple[str, ...]  # names of signatures whose keys are not known


def read_head(note: bytes) -> Checkpoint:
    """What a checkpoint says, unverified. Raises LogError."""
    return parse_checkpoint(parse_note(note).text)


def open_head(note: bytes, trust: Trust) -> SignedHead:
    """The checkpoint, signed by at least one key that is believed. Raises LogError."""
    keys = trust.keys(read_head(note).origin)
    checkpoint = open_checkpoint(note, keys)
    return SignedHead(checkpoint, signers(note, keys), _strangers(parse_note(note), keys))


def signers(note: bytes, keys: Iterable[VerifierKey]) -> tuple[str, ...]:
    """Who of `keys` signed the note. Raises LogError."""
    found = verified(parse_note(note), keys)
    return tuple(f"{each.name} (key {each.key_id.hex()})" for each in found)


def _strangers(note: Note, keys: Iterable[VerifierKey]) -> tuple[str, ...]:
    known = {(key.name, key.key_id) for key in keys}
    return tuple(each.name for each in note.signatures if (each.name, each.key_id) not in known)
