"""Taking a coverage out of the public store at one position, while it goes on being published.

Each read is a transaction of its own; that together they tell of one moment is seen to at the end:
where words were taken away or given back meanwhile, everything is read again.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

from stoppress.public_store import BelowFloor, Head, Leaf, Reader, Site
from stoppress.tlog.bundles import encode_bundle
from stoppress.tlog.checkpoints import parse_checkpoint
from stoppress.tlog.notes import parse_note
from stoppress.tlog.tiles import Bundle, bundles_of, tiles_of
from stoppress.verify.words import media_in, said_in

SITE = "-"
_BATCH = 1000  # leaves read at once
_PATIENCE = 20.0  # seconds that signing, or the end of a purge, may lag behind
_PAUSE = 0.2
_STYLE = re.compile(rb'<link rel="stylesheet" href="(/-/assets/[^"]+)">')


class NotTaken(Exception):
    """There is no archive to be had now. The text is one line that says why."""


@dataclass
class Taken:
    """A coverage at `position`, and the files of its record. No checkpoint: nothing is signed."""

    slug: str
    position: int
    at: str  # the instant of its last revision
    head: Head
    site: Site
    files: dict[str, bytes] = field(default_factory=dict)
    pictures: set[str] = field(default_factory=set)
    pages: list[bytes] = field(default_factory=list)  # the front, and then the older, newest first
    style: str = ""


def take(reader: Reader, slug: str) -> Taken:
    """Take the coverage at the position that was signed last. Raises NotTaken, StoreUnavailable."""
    until = time.monotonic() + _PATIENCE
    while True:
        try:
            taken = _take(reader, slug)
            if is_still(reader, taken):
                return taken
            why = f"the words of /{slug}/ are being changed"
        except BelowFloor:
            why = f"the past of /{slug}/ is being made again after a removal"
        except _NotYet as not_yet:
            why = str(not_yet)
        if time.monotonic() > until:
            raise NotTaken(f"{why}; try again later")
        time.sleep(_PAUSE)


def is_still(reader: Reader, taken: Taken) -> bool:
    """Whether all that was read is of one moment: no words went or came back meanwhile."""
    head = _head(reader, taken.slug)
    return head.purged == taken.head.purged and reader.site() == taken.site


class _NotYet(Exception):
    """Signing has not come so far. The text says what is awaited, without an end."""


def _take(reader: Reader, slug: str) -> Taken:
    site = reader.site()
    # The site log first: what it tells of this coverage is then never beyond what is read of it.
    site_note = reader.page(f"/{SITE}/log/checkpoint")
    note = reader.page(f"/{slug}/log/checkpoint")
    head = _head(reader, slug)
    position = _size(note.body) if note else head.position
    if head.purged > position:
        raise _NotYet(f"position {head.purged} of /{slug}/, by which words went, is not signed yet")
    leaves = list(_leaves(reader, slug, position))
    taken = Taken(slug, position, _at(leaves[-1]), head, site)
    taken.files.update(_log(reader, slug, "record", leaves))
    taken.files.update(_contents(leaves))
    if note:
        taken.files["record/checkpoint"] = note.body
    if site_note:
        _take_site(reader, taken, site_note.body)
    contents = [_content(leaf) for leaf in leaves]
    taken.pictures = {name for content in contents for name in media_in(content)}
    _take_pages(reader, taken)
    return taken


def _head(reader: Reader, slug: str) -> Head:
    for head in reader.heads():
        if head.slug == slug and head.position:
            return head
    raise NotTaken(f"there is no public coverage /{slug}/")


def _size(note: bytes) -> int:
    return parse_checkpoint(parse_note(note).text).size


def _leaves(reader: Reader, slug: str, upto: int) -> Iterator[Leaf]:
    after = 0
    while after < upto:
        batch = reader.leaves(slug, after, min(_BATCH, upto - after))
        if not batch:
            raise _NotYet(f"leaf {after + 1} of /{slug}/ is not public yet")
        yield from batch
        after = batch[-1].position


def _log(reader: Reader, slug: str, folder: str, leaves: list[Leaf]) -> Iterator[tuple[str, bytes]]:
    """The tiles and bundles of a log of just these leaves."""
    for tile in tiles_of(len(leaves)):
        hashes = reader.tile_hashes(slug, tile.level, tile.start, tile.width)
        if len(hashes) < tile.width:
            raise _NotYet(f"{tile.path} of /{slug}/ is not public yet")
        yield f"{folder}/{tile.path}", b"".join(hashes)
    for bundle in bundles_of(len(leaves)):
        some = leaves[bundle.start : bundle.start + bundle.width]
        yield f"{folder}/{bundle.path}", encode_bundle(leaf.leaf for leaf in some)


def _contents(leaves: list[Leaf]) -> Iterator[tuple[str, bytes]]:
    for bundle in bundles_of(len(leaves)):
        some = leaves[bundle.start : bundle.start + bundle.width]
        path = Bundle(bundle.index).path.replace("tile/entries", "contents", 1)
        yield f"record/{path}", b"".join(b"%b\n" % leaf.said for leaf in some)


def _take_site(reader: Reader, taken: Taken, note: bytes) -> None:
    leaves = list(_leaves(reader, SITE, _size(note)))
    said = [said_in(leaf.leaf) or {} for leaf in leaves]
    if not any(one.get("slug") == taken.slug for one in said):
        raise _NotYet(f"the site log does not name /{taken.slug}/ yet")
    taken.files["site/checkpoint"] = note
    taken.files.update(_log(reader, SITE, "site", leaves))


def _take_pages(reader: Reader, taken: Taken) -> None:
    """Its pages as they stood at the position, and what they look like."""
    front = reader.page_at(f"/{taken.slug}/", taken.position)
    if front is None:
        raise _NotYet(f"the page of /{taken.slug}/ at position {taken.position} is not there")
    older: list[bytes] = []
    while page := reader.page_at(f"/{taken.slug}/page/{len(older) + 1}", taken.position):
        older.append(page.body)
    taken.pages = [front.body, *reversed(older)]
    named = _STYLE.search(front.body)
    style = reader.page(named[1].decode()) if named else None
    taken.style = style.body.decode() if style else ""


def _content(leaf: Leaf) -> bytes:
    content = (said_in(leaf.said) or {}).get("content")
    return content.encode() if isinstance(content, str) else b""


def _at(leaf: Leaf) -> str:
    return str((said_in(leaf.leaf) or {}).get("at"))
