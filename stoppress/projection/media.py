"""Publishing pictures: what a revision shows is copied to the public folder before it is shown.

And taking them back: what nothing shows any more leaves that folder.
"""

from __future__ import annotations

import logging
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

from stoppress.config import Config
from stoppress.lib.durable import make_durable
from stoppress.projection.timeline import Content

_NAME = re.compile(r"[0-9a-f]{64}\.(webp|jpg|png)\Z")
_OURS = re.compile(r"[0-9a-f]{64}\.(webp|jpg|png|half)\Z")
_log = logging.getLogger(__name__)


def media_in(content: Content) -> Iterator[str]:
    """The media names in a header's or a post's content."""
    pictures = [content.get("lead"), *(content.get("blocks") or [])]
    for picture in pictures:
        for key in ("media", "small"):
            name = (picture or {}).get(key)
            if isinstance(name, str) and _NAME.match(name):
                yield name


def publish_media(config: Config, names: set[str]) -> None:
    """Copy to the public folder what is not there yet; durable when this returns.

    A name is the hash of what it names, so a file that is there is right. One that the desk has
    lost must not hold up the news: it is reported, and the page shows its alternative text.
    """
    missing = [name for name in sorted(names) if not (config.public_media / name).exists()]
    if not missing:
        return
    config.public_media.mkdir(parents=True, exist_ok=True)
    for name in missing:
        try:
            _copy(config.desk_media / name, config.public_media / name)
        except FileNotFoundError:
            _log.error("picture %s is published but not in %s", name, config.desk_media)
    make_durable(config.public_media)


def unpublish_media(config: Config, names: set[str]) -> set[str]:
    """Take pictures out of the public folder, for good when this returns; those that would not go.

    Words go even where a file does not: it is reported, and the caller tries again.
    Raises OSError where the folder cannot be made durable.
    """
    left = set()
    for name in sorted(names):
        public = config.public_media / name
        try:
            public.unlink(missing_ok=True)
            _half_of(public).unlink(missing_ok=True)  # where the copying was killed
        except OSError as error:
            _log.error("picture %s is still public: %s", name, error)
            left.add(name)
    if names and config.public_media.exists():
        make_durable(config.public_media)
    return left


def keep_only(config: Config, names: set[str]) -> set[str]:
    """Take out of the public folder all but these pictures; those that would not go.

    Durable as well as in `unpublish_media`, also what was taken out before.
    """
    left = unpublish_media(config, public_pictures(config) - names)
    if config.public_media.exists():
        make_durable(config.public_media)
    return left


def public_pictures(config: Config) -> set[str]:
    """The names of the files in the public folder that a picture can have, halves too."""
    return {path.name for path in config.public_media.glob("*") if _OURS.match(path.name)}


def _copy(source: Path, target: Path) -> None:
    half = _half_of(target)
    with source.open("rb") as original, half.open("wb") as copy:
        shutil.copyfileobj(original, copy)
        copy.flush()
        os.fsync(copy.fileno())
    half.replace(target)


def _half_of(target: Path) -> Path:
    return target.with_suffix(".half")
