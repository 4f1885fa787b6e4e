"""The manifest of an archive: what belongs to it, file by file, as a signed note (archive.md).

It is read here and not by `notes.parse_note`, because a large archive's is longer than any note of
a log; and a signature that nobody knows is wrong here, while a log's note may bear any.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from stoppress.tlog.errors import LogError, Unverified
from stoppress.tlog.keys import VerifierKey
from stoppress.tlog.notes import Note, Signature, parse_signature, verified
from stoppress.verify.sources import is_safe

FORMAT = "stoppress archive 1"
NAME = "manifest"
_LINE = re.compile(r"([0-9a-f]{64}) (0|[1-9][0-9]{0,15}) (.+)")


class NoManifest(ValueError):
    """Bytes that are no manifest. The text has no subject."""


@dataclass(frozen=True)
class Listed:
    """One file: the hex SHA-256 of its bytes, and how many they are."""

    sha256: str
    size: int
    path: str


@dataclass(frozen=True)
class Manifest:
    """`files` by path; `signatures` are unchecked, and none where the site does not sign."""

    origin: str
    position: int
    files: dict[str, Listed]
    signatures: tuple[Signature, ...] = ()

    @property
    def text(self) -> str:
        """The text of the note."""
        rows = sorted(self.files.values(), key=lambda each: each.path.encode())
        lines = [f"{each.sha256} {each.size} {each.path}" for each in rows]
        return "".join(f"{one}\n" for one in (self.origin, FORMAT, str(self.position), *lines))

    def signed_by(self, keys: Iterable[VerifierKey]) -> tuple[str, ...]:
        """The names of those that signed. Raises LogError where one signature is not theirs."""
        known = list(keys)
        found = verified(Note(self.text, self.signatures), known)
        if len(found) != len(self.signatures):
            stranger = next(each.name for each in self.signatures if each not in found)
            raise Unverified(f"it is signed by a key of {stranger} that is not known here")
        return tuple(f"{each.name} (key {each.key_id.hex()})" for each in found)


def parse_manifest(data: bytes) -> Manifest:
    """The manifest that these bytes are. Raises NoManifest. Its signatures are not checked yet."""
    try:
        text, parted, lines = data.decode("utf-8").partition("\n\n")
        text += "\n" if parted else ""
        signatures = [parse_signature(line) for line in lines.removesuffix("\n").split("\n")]
    except UnicodeDecodeError:
        raise NoManifest("is not UTF-8") from None
    except LogError as error:
        if parted:
            raise NoManifest(str(error)) from None
        signatures = []
    if parted and not lines.endswith("\n"):
        raise NoManifest("does not end in a newline")
    manifest = _parse_text(text, tuple(signatures))
    if manifest.text != text:
        raise NoManifest("is not written as the format says")
    return manifest


def _parse_text(text: str, signatures: tuple[Signature, ...]) -> Manifest:
    head = text.split("\n", 3)
    if len(head) < 4 or head[1] != FORMAT or not re.fullmatch(r"[1-9][0-9]{0,15}", head[2]):
        raise NoManifest(f"is not a manifest of the format `{FORMAT}`")
    files = {}
    for line in head[3].splitlines():
        found = _LINE.fullmatch(line)
        if found is None or not is_safe(found[3]):
            raise NoManifest(f"has a line that names no file: {line[:100]!r}")
        files[found[3]] = Listed(found[1], int(found[2]), found[3])
    return Manifest(head[0], int(head[2]), files, signatures)
