"""Checking the site log, which names the keys and the coverages, and a coverage against it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from stoppress.tlog.errors import LogError
from stoppress.tlog.hashes import root_of
from stoppress.tlog.tiles import TILE_WIDTH, Bundle
from stoppress.verify.findings import Checked
from stoppress.verify.keys import Trust, open_head, read_head
from stoppress.verify.leaf import NoLeaf
from stoppress.verify.log import CoverageLog
from stoppress.verify.site_leaf import Head, parse_site_leaf
from stoppress.verify.site_leaf import read_head as told_head
from stoppress.verify.sources import Files
from stoppress.verify.tree import read_tree

SITE = "-"
_ORIGIN = re.compile(r"(?:.*/)?([^/]+)/log(?:/[0-9]+)?")
_NUMBERED = re.compile(r"(.+/log)/([2-9]|[1-9][0-9]+)")


@dataclass
class Named:
    """A coverage that the site log names; `heads`: where it told of its log, and what."""

    slug: str
    origin: str
    heads: list[tuple[int, Head]] = field(default_factory=list)


@dataclass
class SiteLog(Checked):
    """The site log, checked. `keys`: position that named each public half, `retired` likewise."""

    note: bytes = b""
    hashes: list[bytes] | None = None
    keys: dict[bytes, int] = field(default_factory=dict)
    retired: dict[bytes, int] = field(default_factory=dict)
    coverages: dict[str, Named] = field(default_factory=dict)  # by id
    named_origin: str = ""  # the site log's own, as its leaves say

    @property
    def trust(self) -> Trust:
        """The keys in force, as the log names them."""
        return Trust(frozenset(self.keys.keys() - self.retired.keys()), True)

    def root_at(self, size: int) -> bytes | None:
        return None if self.hashes is None or size > self.size else root_of(self.hashes[:size])


def check_site(files: Files, note: bytes, trust: Trust, before: bytes | None = None) -> SiteLog:
    """Check the site log whose checkpoint is `note`. Where no key is given, its own are believed.

    `before`: a checkpoint that was seen earlier; keys which the log had named by then are believed
    where it was signed by one that is. A log that cannot be believed names nothing.
    """
    site = SiteLog(SITE, note=note)
    try:
        claimed = read_head(note)
        _read(files, site, claimed.size, claimed.root)
        trust = _handed_on(site, trust, before) if trust.is_given else site.trust
        open_head(note, trust)
        # Now that it is believed, so are the keys that it names: theirs must be right as well.
        head = open_head(note, Trust(trust.publics | site.trust.publics))
        site.origin, site.signed_by = head.checkpoint.origin, head.signed_by
    except LogError as error:
        site.add(files.where("checkpoint"), None, str(error))
        return SiteLog(SITE, note=note, findings=site.findings)
    if site.origin != site.named_origin:
        text = f"it is signed as {site.origin}, but its leaves say {site.named_origin}"
        site.add(files.where("checkpoint"), None, text)
    return site


def hold_against_site(log: CoverageLog, site: SiteLog, checkpoint: str) -> None:
    """Add what the site log tells of this coverage that is not so. `checkpoint`: its file."""
    named = site.coverages.get(log.coverage)
    if named is None or named.slug != log.slug:
        log.add(checkpoint, None, "the site log does not name this coverage", passing=True)
        return
    if (expected := _origin_of(log, named)) != log.origin:
        log.add(checkpoint, None, f"it is signed as {log.origin}, but {expected} is its origin")
    for position, told in named.heads:
        if told.origin != log.origin:
            continue
        said = f"the site log (position {position}) tells of {told.size:,} revisions"
        if told.size > log.size:
            log.add(checkpoint, log.size, f"{said}; here are only {log.size:,}", passing=True)
        elif log.root_at(told.size) not in (None, told.root):
            log.add(checkpoint, told.size, f"{said} with another root")


def note_what_was_lost(log: CoverageLog, checkpoint: str) -> None:
    """Say where a log that goes on under another origin parted from what was signed before."""
    for position, said in log.continued:
        try:
            head = told_head(said)
        except NoLeaf:
            log.add(checkpoint, position, "`continued` tells of no head")
            continue
        if head.size >= position or log.root_at(head.size) != head.root:
            log.notes.append(
                f"at position {position:,} the log went on from {head.origin}, which had"
                f" {head.size:,} revisions; not all of those are here"
            )


def slug_of(origin: str) -> str:
    """The slug in the origin of a coverage's log; empty where it has none."""
    found = _ORIGIN.fullmatch(origin)
    return found[1] if found else ""


def _handed_on(site: SiteLog, trust: Trust, before: bytes | None) -> Trust:
    """The believed keys, and those that one of them vouched for by signing the log so far."""
    try:
        head = open_head(before or b"", trust).checkpoint
    except LogError:
        return trust
    if site.root_at(head.size) != head.root:
        return trust
    named = {public for public, position in site.keys.items() if position <= head.size}
    return Trust(trust.publics | named, True)


def _origin_of(log: CoverageLog, named: Named) -> str:
    """The origin in force: the first one, or the one after that from which the log went on."""
    if not log.continued:
        return named.origin
    before = _NUMBERED.fullmatch(str(log.continued[-1][1].get("origin")))
    number = int(before[2]) + 1 if before and before[1] == named.origin else 2
    return f"{named.origin}/{number}"


def _read(files: Files, site: SiteLog, size: int, root: bytes) -> None:
    tree = read_tree(files, size, root)
    site.size, site.root = size, root
    site.findings += tree.findings
    site.hashes = tree.hashes
    for position, leaf in enumerate(tree.leaves, 1):
        if leaf is None:
            continue
        try:
            said = parse_site_leaf(leaf, position)
            for text in _take(site, said):
                site.add(_bundle(files, position, size), position, text)
        except NoLeaf as error:
            site.add(_bundle(files, position, size), position, f"leaf {error}")


def _take(site: SiteLog, said: dict[str, Any]) -> Iterator[str]:
    """Go on from one leaf; what is wrong with it."""
    site.last_at = said["at"]
    match said["kind"]:
        case "key_added":
            site.keys[bytes.fromhex(said["public"])] = said["position"]
            site.named_origin = said["origin"]
        case "key_retired":
            site.retired[bytes.fromhex(said["public"])] = said["position"]
            if bytes.fromhex(said["public"]) not in site.keys:
                yield "a key is retired that was never added"
        case "continued":
            site.named_origin = said["origin"]
            told_head(said["previous"])
        case "opened":
            if said["coverage"] in site.coverages:
                yield f"/{said['slug']}/ is opened a second time"
            site.coverages.setdefault(said["coverage"], Named(said["slug"], said["origin"]))
        case _:
            yield from _take_head(site, said)


def _take_head(site: SiteLog, said: dict[str, Any]) -> Iterator[str]:
    named = site.coverages.get(said["coverage"])
    if named is None:
        yield f"it tells of /{said['slug']}/, which was not opened"
        return
    head = told_head(said)
    last = named.heads[-1][1] if named.heads else head
    if last.origin == head.origin and last.size > head.size:
        yield f"/{said['slug']}/ is told to have {head.size:,} revisions, fewer than before"
    named.heads.append((said["position"], head))


def _bundle(files: Files, position: int, size: int) -> str:
    index = (position - 1) // TILE_WIDTH
    return files.where(Bundle(index, min(TILE_WIDTH, size - index * TILE_WIDTH)).path)
