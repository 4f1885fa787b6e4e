"""Cosignatures: a witness signs that, at a time, it saw this checkpoint and none against it.

C2SP tlog-cosignature, the Ed25519 kind (keys.COSIGNATURE). It is one more signature of the note.
"""

from __future__ import annotations

from stoppress.tlog.checkpoints import parse_checkpoint
from stoppress.tlog.errors import LogError
from stoppress.tlog.keys import COSIGNATURE, Signer, signature_time
from stoppress.tlog.notes import Signature


def cosign(text: str, signer: Signer, at: int) -> Signature:
    """The cosignature of a checkpoint's text at POSIX second `at`. Raises LogError."""
    if signer.kind != COSIGNATURE:
        raise LogError(f"{signer.name} is not the key of a witness")
    parse_checkpoint(text)
    return Signature(signer.name, signer.key.key_id, signer.sign(text, at=at))


def cosigned_at(signature: Signature) -> int:
    """When a cosignature says that it was made, POSIX seconds. It must have been verified."""
    return signature_time(signature.signature)
