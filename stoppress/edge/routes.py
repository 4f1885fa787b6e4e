"""Which request is which: pure, from the target alone.

Paths are taken as they are and never decoded, so nothing can be spelled in two ways and nothing can
climb: what is not in the alphabet of our own addresses is not there.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from stoppress.edge.answers import (
    BAD_MOMENT,
    BAD_QUERY,
    NO_STORE,
    NOT_FOUND,
    Answer,
    redirect,
)
from stoppress.edge.moments import Moment, read_moment
from stoppress.lib.ids import is_slug
from stoppress.public_store.types import SITE_LOG
from stoppress.tlog.errors import Malformed
from stoppress.tlog.tiles import TILE_WIDTH, Bundle, Tile, parse_path

_PATH = re.compile(r"/[A-Za-z0-9._~/-]{0,511}")
_CLIMBS = re.compile(r"//|/\.\.?(/|$)")
_MEDIA = re.compile(r"/-/media/([0-9a-f]{64}\.(?:webp|jpg|png))")
_DATED = re.compile(r"/([^/]+)/(?:page/[1-9][0-9]*)?")
_REMEMBERED_LENGTH = 100
_AFTER = "after="
_AT = "at="


@dataclass(frozen=True, slots=True)
class Page:
    path: str


@dataclass(frozen=True, slots=True)
class Past:
    """A page as it stood."""

    slug: str
    path: str
    moment: Moment


@dataclass(frozen=True, slots=True)
class LogFile:
    """Hashes or leaves of a log; `slug` may be that of the site log."""

    slug: str
    path: str
    tile: Tile | Bundle


@dataclass(frozen=True, slots=True)
class Contents:
    """What the leaves of a bundle say."""

    slug: str
    path: str
    bundle: Bundle


@dataclass(frozen=True, slots=True)
class Bare:
    """A coverage's address without its slash."""

    slug: str


@dataclass(frozen=True, slots=True)
class Stream:
    slug: str
    after: str  # as given; empty: not given


@dataclass(frozen=True, slots=True)
class Delta:
    slug: str
    after: str


@dataclass(frozen=True, slots=True)
class Media:
    name: str


@dataclass(frozen=True, slots=True)
class Health:
    """Whether readers should be sent here."""


@dataclass(frozen=True, slots=True)
class Alive:
    """Whether the process answers at all."""


Route = Page | Past | LogFile | Contents | Bare | Stream | Delta | Media | Health | Alive


def route(target: str) -> Route | Answer:
    """What `target` names; or the answer, where the target alone decides it."""
    # Readers of one page ask for it by the same words, so few are read twice.
    return _remembered(target) if len(target) <= _REMEMBERED_LENGTH else _route(target)


@lru_cache(maxsize=1024)
def _remembered(target: str) -> Route | Answer:
    return _route(target)


def _route(target: str) -> Route | Answer:
    path, mark, query = target.partition("?")
    if not _PATH.fullmatch(path) or _CLIMBS.search(path):
        return NOT_FOUND
    found = _named(path)
    if not mark or found is NOT_FOUND:
        return found
    return _asked(path, found, query)


def _named(path: str) -> Route | Answer:
    if path == "/-/health":
        return Health()
    if path == "/-/alive":
        return Alive()
    if media := _MEDIA.fullmatch(path):
        return Media(media[1])
    match path.split("/"):
        case ["", slug] if is_slug(slug):
            return Bare(slug)
        case ["", slug, "stream"] if is_slug(slug):
            return Stream(slug, "")
        case ["", slug, "after", after] if is_slug(slug):
            return Delta(slug, after)
        case ["", slug, "log", "tile" | "contents", *_] if is_slug(slug) or slug == SITE_LOG:
            return _of_log(slug, path.removeprefix(f"/{slug}/log/"), path)
    return Page(path)


def _of_log(slug: str, name: str, path: str) -> Route | Answer:
    try:
        if name.startswith("tile/"):
            return LogFile(slug, path, parse_path(name))
        # Numbered as the bundles of leaves are, and as strictly; but it has no width.
        found = parse_path(name.replace("contents", "tile/entries", 1))
    except Malformed:
        return NOT_FOUND
    if slug != SITE_LOG and isinstance(found, Bundle) and found.width == TILE_WIDTH:
        return Contents(slug, path, found)
    return NOT_FOUND


def _asked(path: str, found: Route | Answer, query: str) -> Route | Answer:
    """What an address with a query names; most take none, and lead to the address without it."""
    match found:
        case Stream(slug) if query.startswith(_AFTER) and "&" not in query:
            return Stream(slug, query.removeprefix(_AFTER))
        case Stream() | Delta():
            return BAD_QUERY
    dated = _DATED.fullmatch(path)
    if dated and is_slug(dated[1]) and (wanted := _wanted(query)):
        moment = read_moment(wanted)
        if moment is None:
            return BAD_MOMENT
        if query == _AT + wanted:
            return Past(dated[1], path, moment)
        path = f"{path}?{_AT}{wanted}"
    return redirect(302, path, NO_STORE)


def _wanted(query: str) -> str:
    """What `at=` says, among whatever a shared link has picked up on its way."""
    return next((one.removeprefix(_AT) for one in query.split("&") if one.startswith(_AT)), "")
