"""Pictures of words that were taken in again: from the public folder here, and from archives."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path

from stoppress.backup.published import Found
from stoppress.config import Config
from stoppress.record.checking.outside import check_pictures
from stoppress.record.removal.pictures import keep_picture
from stoppress.verify.sources import Archive


def bring_pictures(config: Config, found: Found) -> list[str]:
    """Put each picture that words name and the desk lacks back; a line for each that nobody has."""
    notes = []
    for finding in list(check_pictures(config)):
        name = Path(finding.column).name
        data = _somewhere(config.public_media / name, f"media/{name}", found.archives)
        if data is not None and sha256(data).hexdigest() == Path(name).stem:
            keep_picture(config.desk_media, name, data)
        else:
            notes.append(f"{finding}: nobody who was asked has this picture")
    return notes


def _somewhere(public: Path, path: str, archives: Iterable[Archive]) -> bytes | None:
    if public.is_file():
        return public.read_bytes()
    for archive in archives:
        try:
            return archive.read(path)
        except FileNotFoundError:
            continue
    return None
