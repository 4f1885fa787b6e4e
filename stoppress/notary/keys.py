"""The signing keys: seeds in files of their own, outside the database and outside backups.

`<data>/keys/signing-1`, `signing-2`, …: 32 bytes each, in hex, their owner's alone. One seed signs
every log, under each log's origin as its name. Nothing here ever prints a seed.
"""

from __future__ import annotations

import os
import re
import secrets
import stat
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from stoppress.lib.durable import make_durable
from stoppress.tlog.keys import SEED_BYTES, Signer, VerifierKey

_FILE = re.compile(r"signing-([1-9][0-9]*)")
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


class KeyTrouble(Exception):
    """There is no key that may be used. The text is one line that says what to do."""


@dataclass(frozen=True)
class Key:
    """One seed. `number` is that of its file."""

    number: int
    seed: bytes = field(repr=False)

    @property
    def public(self) -> bytes:
        """The public half, 32 bytes; the same for every log."""
        return self.signer("any").key.public

    def signer(self, origin: str) -> Signer:
        """What signs the log of this origin."""
        return Signer(origin, self.seed)

    def vkey(self, origin: str) -> VerifierKey:
        """By what others know that log."""
        return self.signer(origin).key


def folder(data: Path) -> Path:
    return data / "keys"


def has_keys(data: Path) -> bool:
    """Whether the folder holds a key, fit for use or not."""
    return bool(_files(data))


def load_keys(data: Path) -> tuple[Key, ...]:
    """Every key, the oldest first. Raises KeyTrouble where there is none or one is not safe."""
    files = _files(data)
    if not files:
        raise KeyTrouble(
            f"there is no signing key in {folder(data)}; put the file back from its offline copy"
        )
    _require_private(folder(data), "700")
    return tuple(Key(number, _seed(path)) for number, path in sorted(files.items()))


def make_key(data: Path) -> Key:
    """A new key beside those that are there, durable when this returns. Raises OSError."""
    where = folder(data)
    where.mkdir(mode=0o700, exist_ok=True)
    _require_private(where, "700")
    key = Key(max(_files(data), default=0) + 1, secrets.token_bytes(SEED_BYTES))
    _put_down(where / f"signing-{key.number}", key.seed.hex().encode() + b"\n")
    return key


def destroy_key(data: Path, key: Key) -> None:
    """Remove its file. What it signed stays valid."""
    (folder(data) / f"signing-{key.number}").unlink(missing_ok=True)
    make_durable(folder(data))


def _files(data: Path) -> dict[int, Path]:
    try:
        names = os.listdir(folder(data))
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise KeyTrouble(f"{folder(data)} cannot be read: {error.strerror}") from None
    found = (_FILE.fullmatch(name) for name in names)
    return {int(name[1]): folder(data) / name[0] for name in found if name}


def _seed(path: Path) -> bytes:
    _require_private(path, "600")
    try:
        seed = bytes.fromhex(path.read_text("ascii").strip())
    except OSError as error:
        raise KeyTrouble(f"{path} cannot be read: {error.strerror}") from None
    except ValueError:
        seed = b""
    if len(seed) != SEED_BYTES:
        raise KeyTrouble(f"{path} is damaged; put the file back from its offline copy")
    return seed


def _require_private(path: Path, mode: str) -> None:
    try:
        found = path.stat()
    except OSError as error:
        raise KeyTrouble(f"{path} cannot be read: {error.strerror}") from None
    if found.st_mode & _OTHERS:
        raise KeyTrouble(
            f"{path} is open to others: `chmod {mode} {path}`, and where anybody can have read the"
            " key, `stoppress key replace`"
        )


def _put_down(path: Path, data: bytes) -> None:
    """A whole file under its name, or none; a file of that name is never overwritten."""
    draft = path.with_suffix(".new")
    with suppress(FileNotFoundError):
        draft.unlink()
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    os.link(draft, path)
    draft.unlink()
    make_durable(path.parent)
