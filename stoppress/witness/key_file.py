"""The witness' key: one line in a file that only its owner can read."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from stoppress.tlog.errors import LogError
from stoppress.tlog.keys import COSIGNATURE, SEED_BYTES, Signer, parse_secret

_MOST = 4096


def make_key(path: Path, name: str) -> Signer:
    """A new key of this name, written to `path`, where nothing may be yet."""
    signer = Signer(name, secrets.token_bytes(SEED_BYTES), COSIGNATURE)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(signer.secret() + "\n")
        file.flush()
        os.fsync(file.fileno())
    return signer


def read_key(path: Path) -> Signer:
    """The key at `path`. Raises OSError, or LogError where it is none or others can read it."""
    with path.open("rb") as file:
        if os.fstat(file.fileno()).st_mode & 0o077:
            raise LogError(f"{path} can be read by others; run `chmod 600 {path}`")
        text = file.read(_MOST).decode("utf-8", "replace").strip()
    signer = parse_secret(text)
    if signer.kind != COSIGNATURE:
        raise LogError(f"{path} holds the key of a log, not of a witness")
    return signer
