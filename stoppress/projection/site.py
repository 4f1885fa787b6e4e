"""What every page says of the site itself: its name, its address, its assets and their hash."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from stoppress import reader
from stoppress.config import Config
from stoppress.public_store import Publication

_PROJECTION = Path(__file__).parent
_READER = Path(reader.__file__).parent
_TYPES = {
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "svg": "image/svg+xml",
}


@dataclass(frozen=True)
class Asset:
    """A file of the reader page under the name that holds its hash."""

    path: str
    content_type: str
    body: bytes


@dataclass(frozen=True)
class Site:
    """`base` is the public address without a slash at the end, empty where it is not known."""

    name: str
    language: str
    base: str
    style: Asset
    script: Asset
    icon: Asset
    record_style: Asset  # of the pages about the record: history, checking
    seen: Asset  # remembers on a reader's device which history it was shown
    forks: Asset  # compares it with what comes later; loaded only when that differs
    verify: Asset  # checks the record in the browser

    @property
    def assets(self) -> tuple[Asset, ...]:
        styles = (self.style, self.record_style, self.icon)
        return *styles, self.script, self.seen, self.forks, self.verify

    @property
    def render(self) -> str:
        """The render hash, 16 hex: it changes with anything that rendered bytes follow from.

        The source of the renderers counts too, so that nobody has to remember to raise a number.
        """
        parts = [self.name, self.language, self.base, *(asset.path for asset in self.assets)]
        digest = hashlib.sha256("\0".join(parts).encode())
        for path in sorted((*_PROJECTION.rglob("*.py"), *_READER.rglob("*.html"))):
            digest.update(path.name.encode() + b"\0" + path.read_bytes())
        return digest.hexdigest()[:16]


def site_of(config: Config) -> Site:
    """The site that the settings describe, with its assets read from the package."""
    return Site(
        name=config.site_name,
        language=config.language,
        base=config.reader_url.rstrip("/"),
        style=_asset("reader.css", "page.css", "post.css", "live.css", "foot.css"),
        script=_asset("reader.js", "still.js", "reader.js"),
        icon=_asset("icon.svg", "icon.svg"),
        record_style=_asset("record.css", "record.css"),
        seen=_asset("seen.js", "seen.js"),
        forks=_asset("forks.js", "log.js", "forks.js"),
        verify=_asset("verify.js", "log.js", "leaves.js", "verify.js"),
    )


def put_assets(publication: Publication, site: Site) -> None:
    """Write them at their addresses, undated."""
    for asset in site.assets:
        publication.put_part(asset.path, asset.body)
        publication.put_page(
            asset.path, [asset.path], content_type=asset.content_type, cache="asset"
        )


def _asset(name: str, *files: str) -> Asset:
    """The asset `name`, made of `files` one after the other."""
    body = b"\n".join((_READER / "static" / "reader" / file).read_bytes() for file in files)
    stem, _, ending = name.partition(".")
    hashed = f"{stem}.{hashlib.sha256(body).hexdigest()[:16]}.{ending}"
    return Asset(f"/-/assets/{hashed}", _TYPES[ending], body)
