"""Which request is which: pure, from the target alone.

Paths are taken as they are and never decoded, so nothing can be spelled in two ways and nothing can
climb: what is not in the alphabet of our own addresses is not there.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from stoppress.edge.answers import BAD_QUERY, NO_STORE, NOT_FOUND, Answer, redirect
from stoppress.lib.ids import is_slug

_PATH = re.compile(r"/[A-Za-z0-9._~/-]{0,511}")
_CLIMBS = re.compile(r"//|/\.\.?(/|$)")
_MEDIA = re.compile(r"/-/media/([0-9a-f]{64}\.(?:webp|jpg|png))")
_AFTER = "after="


@dataclass(frozen=True, slots=True)
class Page:
    path: str


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
    pass


Route = Page | Bare | Stream | Delta | Media | Health


def route(target: str) -> Route | Answer:
    """What `target` names; or the answer, where the target alone decides it."""
    path, mark, query = target.partition("?")
    if not _PATH.fullmatch(path) or _CLIMBS.search(path):
        return NOT_FOUND
    found = _named(path)
    if isinstance(found, Stream) and mark:
        return _resumed(found, query)
    if not mark:
        return found
    if isinstance(found, Delta):
        return BAD_QUERY
    return redirect(302, path, NO_STORE)


def _named(path: str) -> Route:
    if path == "/-/health":
        return Health()
    if media := _MEDIA.fullmatch(path):
        return Media(media[1])
    match path.split("/"):
        case ["", slug] if is_slug(slug):
            return Bare(slug)
        case ["", slug, "stream"] if is_slug(slug):
            return Stream(slug, "")
        case ["", slug, "after", after] if is_slug(slug):
            return Delta(slug, after)
    return Page(path)


def _resumed(stream: Stream, query: str) -> Route | Answer:
    if not query.startswith(_AFTER) or "&" in query:
        return BAD_QUERY
    return Stream(stream.slug, query.removeprefix(_AFTER))
