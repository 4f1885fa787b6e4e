"""Published pictures: each is there, is what its name says, and is shown by something."""

from __future__ import annotations

import time
from collections.abc import Iterator
from hashlib import file_digest
from pathlib import Path

from stoppress.config import Config
from stoppress.projection.fsck_words import ADVICE
from stoppress.projection.media import public_pictures
from stoppress.public_store.comparing import Comparison
from stoppress.record.checking.findings import Finding

_PATIENCE = 5.0  # seconds in which a picture that comes or goes has its row, or has none


def check_public_pictures(config: Config, live: Comparison) -> Iterator[Finding]:
    """One that the desk has lost as well is left to the check of the record."""
    for name in sorted(live.media()):
        if text := _wrong(config.public_media / name, config.desk_media / name):
            yield Finding("", None, f"public-media/{name}", f"{text}; {ADVICE}")
    for name in sorted(_unshown(config, live)):
        yield Finding("", None, f"public-media/{name}", f"nothing shows it; {ADVICE}")


def _wrong(path: Path, original: Path) -> str:
    try:
        with path.open("rb") as file:
            digest = file_digest(file, "sha256").hexdigest()
    except FileNotFoundError:
        return "is missing" if original.exists() else ""
    return "" if digest == path.stem else "is not what its name says: take it away"


def _unshown(config: Config, live: Comparison) -> set[str]:
    """A file comes before its row and goes after it, so one moment alone says nothing."""
    until = time.monotonic() + _PATIENCE
    while True:
        unshown = public_pictures(config) - live.media()
        if not unshown or time.monotonic() > until:
            return unshown
        time.sleep(0.2)
