"""Exporting a coverage as an archive: taken at one position, signed, and then put in its place."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from importlib.resources import files as package_files
from pathlib import Path

from stoppress.exchange.archive.page import static_page
from stoppress.exchange.archive.readme import readme
from stoppress.exchange.archive.taking import NotTaken, Taken, is_still, take
from stoppress.exchange.archive.writing import Draft, new_archive
from stoppress.public_store import Reader
from stoppress.tlog.keys import Signer, VerifierKey
from stoppress.tlog.notes import sign_note
from stoppress.verify.keys import Trust, read_head
from stoppress.verify.manifest import NAME, Manifest
from stoppress.verify.site import SiteLog, check_site
from stoppress.verify.sources import Files, Reading

_PATIENCE = 60.0  # seconds for which an archive is begun anew because words go or come back

# Gives what signs as this origin, of the keys whose public halves are in force.
Signers = Callable[[str, Trust], Sequence[Signer]]


@dataclass(frozen=True)
class Exported:
    """What was written. `missing` are pictures that the newsroom has lost."""

    slug: str
    position: int
    files: int
    is_signed: bool
    missing: tuple[str, ...]


def export_archive(
    reader: Reader,
    slug: str,
    path: Path,
    *,
    origin: str,
    media: Path,
    signers: Signers,
) -> Exported:
    """Write the archive of a coverage to `path`: a folder, or a zip where the name ends so.

    `origin` names the log where nothing of it is signed yet, `media` is the folder of published
    pictures. Raises NotTaken, FileExistsError, StoreUnavailable, OSError.
    """
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until:
        taken = take(reader, slug)
        try:
            with new_archive(path, f"{slug}-archive") as draft:
                exported = _write(draft, taken, origin, media, signers)
                if not is_still(reader, taken):
                    raise _Overtaken
        except _Overtaken:
            continue
        return exported
    raise NotTaken(f"the words of /{slug}/ are being changed; try again later")


class _Overtaken(Exception):
    """Words went while the archive was written: it must not hold them."""


def _write(draft: Draft, taken: Taken, origin: str, media: Path, signers: Signers) -> Exported:
    note = taken.files.get("record/checkpoint")
    origin = read_head(note).origin if note else origin
    site = _site(taken)
    keys = _keys(origin, site)
    for name, data in sorted(taken.files.items()):
        draft.add(name, data)
    missing = tuple(name for name in sorted(taken.pictures) if not _add_picture(draft, media, name))
    said = f"Archived copy of {origin} as it stood at position {taken.position:,}, {taken.at}."
    draft.add("index.html", static_page(taken.pages, taken.slug, taken.style, said))
    draft.add("README.txt", readme(taken, origin, bool(note)))
    draft.add("verify.py", checker())
    if keys:
        draft.add("keys", "".join(f"{key}\n" for key in keys).encode())
    listed = {one.path: one for one in draft.listed}
    text = Manifest(origin, taken.position, listed).text
    signing = signers(origin, site.trust) if note and site else ()
    draft.add(NAME, sign_note(text, *signing) if signing else text.encode())
    return Exported(taken.slug, taken.position, len(draft.listed), bool(signing), missing)


def checker() -> bytes:
    """`verify.py` as it goes into each archive."""
    return package_files("stoppress.exchange.archive").joinpath("verify.py").read_bytes()


def _site(taken: Taken) -> SiteLog | None:
    note = taken.files.get("site/checkpoint")
    return check_site(Files(_Memory(taken.files), "site/"), note, Trust()) if note else None


def _keys(origin: str, site: SiteLog | None) -> list[VerifierKey]:
    """The keys in force, under the name of either log."""
    if site is None:
        return []
    return [key for name in (origin, site.origin) for key in site.trust.keys(name)]


def _add_picture(draft: Draft, media: Path, name: str) -> bool:
    """Whether it is there, and is the picture that its name says."""
    try:
        data = (media / name).read_bytes()
    except FileNotFoundError:
        return False
    if sha256(data).hexdigest() != name.partition(".")[0]:
        return False
    draft.add(f"media/{name}", data)
    return True


class _Memory(Reading):
    """Files that were taken, as a source to check."""

    def __init__(self, files: dict[str, bytes]) -> None:
        self._files = files

    def read(self, name: str) -> bytes:
        try:
            return self._files[name]
        except KeyError:
            raise FileNotFoundError(name) from None
