"""Keys that sign notes, and the text forms in which they are handed on (C2SP signed-note).

A key is known by its name and its id, and the id depends on the name: one seed may sign under many
names. Two kinds are known: Ed25519 over the text, and the witness' Ed25519 over text and time.
"""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from stoppress.tlog import base64_lines
from stoppress.tlog.decimals import MAX_NUMBER
from stoppress.tlog.errors import LogError, Malformed

ED25519 = 0x01
COSIGNATURE = 0x04
SEED_BYTES = 32
_KINDS = (ED25519, COSIGNATURE)
_SIGNATURE_BYTES = 64
_PRIVATE = "PRIVATE+KEY+"
_HALF_PAIR = re.compile("[\ud800-\udfff]")  # no UTF-8 can say it


@dataclass(frozen=True)
class VerifierKey:
    """Whose signatures are believed. `str()` is the vkey: name+id+base64(kind, public key)."""

    name: str
    public: bytes
    kind: int = ED25519

    def __post_init__(self) -> None:
        _require(self.name, self.kind)
        if len(self.public) != 32:
            raise Malformed("a public key has 32 bytes")

    @cached_property
    def key_id(self) -> bytes:
        """Four bytes. With the name they say which key signed; alone they prove nothing."""
        named = self.name.encode() + b"\n" + bytes([self.kind]) + self.public
        return sha256(named).digest()[:4]

    def verifies(self, text: str, signature: bytes) -> bool:
        """Whether this key made this signature of this text."""
        message = text.encode()
        if self.kind == COSIGNATURE:
            if len(signature) != 8 + _SIGNATURE_BYTES:
                return False
            at = signature_time(signature)
            if at > MAX_NUMBER:
                return False
            message, signature = _with_time(message, at), signature[8:]
        try:
            self._key.verify(signature, message)
        except InvalidSignature:
            return False
        return True

    @cached_property
    def _key(self) -> Ed25519PublicKey:
        return Ed25519PublicKey.from_public_bytes(self.public)

    def __str__(self) -> str:
        encoded = base64_lines.encode(bytes([self.kind]) + self.public)
        return f"{self.name}+{self.key_id.hex()}+{encoded}"


@dataclass(frozen=True)
class Signer:
    """Signs under a name. The seed is the secret: 32 random bytes, never shown by `repr`."""

    name: str
    seed: bytes = field(repr=False)
    kind: int = ED25519

    def __post_init__(self) -> None:
        _require(self.name, self.kind)
        if len(self.seed) != SEED_BYTES:
            raise Malformed(f"the seed of a key has {SEED_BYTES} bytes")

    @cached_property
    def key(self) -> VerifierKey:
        """The public half, to hand to others."""
        return VerifierKey(self.name, self._key.public_key().public_bytes_raw(), self.kind)

    def sign(self, text: str, *, at: int | None = None) -> bytes:
        """The signature of `text`; a witness' key also signs the time `at`, POSIX seconds."""
        if (at is not None) != (self.kind == COSIGNATURE):
            raise LogError("a witness' key signs a time, and no other key does")
        if at is None:
            return self._key.sign(text.encode())
        if not 0 < at <= MAX_NUMBER:
            raise LogError(f"{at} is no time that can be signed")
        return struct.pack(">Q", at) + self._key.sign(_with_time(text.encode(), at))

    @cached_property
    def _key(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.seed)

    def secret(self) -> str:
        """The signer in one line, as Go's note package writes it. To be kept, never published."""
        encoded = base64_lines.encode(bytes([self.kind]) + self.seed)
        return f"{_PRIVATE}{self.name}+{self.key.key_id.hex()}+{encoded}"


def parse_vkey(text: str) -> VerifierKey:
    """The key that a vkey names. Raises Malformed for a broken one and for an unknown kind."""
    name, key_id, data = _fields(text)
    key = VerifierKey(name, data[1:], data[0])
    if key.key_id.hex() != key_id:
        raise Malformed(f"the key of {name} is damaged: its id is {key.key_id.hex()}")
    return key


def parse_secret(text: str) -> Signer:
    """The signer that `Signer.secret` wrote. Raises Malformed, and never repeats the secret."""
    if not text.startswith(_PRIVATE):
        raise Malformed(f"a secret key begins with {_PRIVATE}")
    name, key_id, data = _fields(text.removeprefix(_PRIVATE))
    signer = Signer(name, data[1:], data[0])
    if signer.key.key_id.hex() != key_id:
        raise Malformed(f"the secret key of {name} is damaged")
    return signer


def is_key_name(name: str) -> bool:
    """Whether a key may have this name: no spaces of any kind, no plus, no control characters."""
    refused = any(char == "+" or char < " " or char.isspace() for char in name)
    return name != "" and not refused and not _HALF_PAIR.search(name)


def signature_time(signature: bytes) -> int:
    """When a witness' signature says that it was made, POSIX seconds."""
    return int(struct.unpack(">Q", signature[:8])[0])


def _with_time(text: bytes, at: int) -> bytes:
    """What a witness signs (C2SP tlog-cosignature, "Ed25519 signed message")."""
    return b"cosignature/v1\ntime %d\n" % at + text


def _fields(text: str) -> tuple[str, str, bytes]:
    parts = text.split("+", 2)  # base64 has pluses of its own
    if len(parts) != 3:
        raise Malformed("a key is written name+id+base64")
    name, key_id, encoded = parts
    data = base64_lines.decode(encoded)
    if len(data) != 33:
        raise Malformed(f"the key of {name} is not one of 32 bytes with its kind")
    return name, key_id, data


def _require(name: str, kind: int) -> None:
    if not is_key_name(name):
        raise Malformed("the name of a key has no spaces, no plus and at least one character")
    if kind not in _KINDS:
        raise Malformed(f"keys of kind 0x{kind:02x} are not known here")
