"""The site log: so that no whole coverage and no key can vanish quietly.

`write` is the one writer of its leaves (docs/reference/log.md, "The site log"), and `SiteState`
what follows from them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from stoppress.lib.clock import from_rfc3339, now, to_rfc3339
from stoppress.record.models import SiteLeaf
from stoppress.tlog.hashes import leaf_hash


class Moved(Exception):
    """Somebody else wrote a leaf meanwhile: read on, and think again."""


@dataclass(frozen=True)
class LogHead:
    """How far a log has come, as the site log tells it."""

    origin: str
    size: int
    root: bytes


def key_added(origin: str, public: bytes) -> dict[str, Any]:
    """From here on this key signs as well. `origin` is the site log's."""
    return {"kind": "key_added", "origin": origin, "public": public.hex()}


def key_retired(public: bytes, reason: str) -> dict[str, Any]:
    """This key signs nothing more. `reason`: rotated, lost or compromised."""
    return {"kind": "key_retired", "public": public.hex(), "reason": reason}


def opened(coverage: str, slug: str, origin: str) -> dict[str, Any]:
    """There is a coverage, and this is its log."""
    return {"kind": "opened", "coverage": coverage, "slug": slug, "origin": origin}


def head(coverage: str, slug: str, said: LogHead) -> dict[str, Any]:
    """A coverage's log has come this far."""
    return _of_head("head", coverage, slug, said)


def ended(coverage: str, slug: str, said: LogHead) -> dict[str, Any]:
    """A coverage has ended, with this log."""
    return _of_head("ended", coverage, slug, said)


def continued(origin: str, said: LogHead) -> dict[str, Any]:
    """The site log itself goes on as `origin`; `said` is the head of the one before."""
    return {"kind": "continued", "origin": origin, "previous": _fields(said)}


def known_site() -> SiteState:
    """What the site log says now."""
    site = SiteState()
    site.catch_up()
    return site


def write_now(said: dict[str, Any]) -> None:
    """Append a leaf that is true whatever stands before it."""
    while True:
        with suppress(Moved):
            return known_site().write(said)


def write(said: dict[str, Any], *, after: int) -> int:
    """Append a leaf and return its position. Raises Moved unless `after` is the last position."""
    with transaction.atomic():
        _lock()
        last = SiteLeaf.objects.order_by("-position").values_list("position", flat=True).first()
        if (last or 0) != after:
            raise Moved
        at = now()
        begin = {"v": 1, "position": after + 1, "kind": said["kind"]}
        text = json.dumps(
            begin | {"at": to_rfc3339(at, microseconds=True)} | said, separators=(",", ":")
        )
        leaf = text.encode()
        SiteLeaf.objects.create(position=after + 1, at=at, leaf=leaf, leaf_hash=leaf_hash(leaf))
    return after + 1


@dataclass
class SiteState:
    """What the leaves up to `position` say. `catch_up` reads on."""

    position: int = 0
    origin: str | None = None  # the site log's own, as the leaves tell it
    continued: LogHead | None = None  # the head that the site log was last continued from
    keys: set[bytes] = field(default_factory=set)  # public halves in force
    retired: set[bytes] = field(default_factory=set)
    opened: dict[str, str] = field(default_factory=dict)  # coverage's id: origin
    heads: dict[str, LogHead] = field(default_factory=dict)  # coverage's id: the last one told
    told_at: dict[str, datetime] = field(default_factory=dict)  # coverage's id: its last leaf
    ended: dict[str, int] = field(default_factory=dict)  # coverage's id: size at its last end

    def catch_up(self) -> None:
        for said in _leaves(self.position):
            self._take(said)
            self.position = said["position"]

    def write(self, said: dict[str, Any]) -> None:
        """Append a leaf to what is known here. Raises Moved."""
        write(said, after=self.position)
        self.catch_up()

    def _take(self, said: dict[str, Any]) -> None:
        kind = said["kind"]
        if kind == "key_added":
            self.keys.add(bytes.fromhex(said["public"]))
            self.origin = said["origin"]
        elif kind == "key_retired":
            self.keys.discard(bytes.fromhex(said["public"]))
            self.retired.add(bytes.fromhex(said["public"]))
        elif kind == "continued":
            self.origin, self.continued = said["origin"], _read(said["previous"])
        else:
            self._take_coverage(said)

    def _take_coverage(self, said: dict[str, Any]) -> None:
        coverage = said["coverage"]
        self.told_at[coverage] = from_rfc3339(said["at"])
        if said["kind"] == "opened":
            self.opened[coverage] = said["origin"]
            return
        self.heads[coverage] = _read(said)
        if said["kind"] == "ended":
            self.ended[coverage] = said["size"]


def _of_head(kind: str, coverage: str, slug: str, said: LogHead) -> dict[str, Any]:
    return {"kind": kind, "coverage": coverage, "slug": slug} | _fields(said)


def _fields(said: LogHead) -> dict[str, Any]:
    return {"origin": said.origin, "size": said.size, "root": said.root.hex()}


def _read(said: dict[str, Any]) -> LogHead:
    return LogHead(said["origin"], said["size"], bytes.fromhex(said["root"]))


def _leaves(position: int) -> Iterator[dict[str, Any]]:
    rows = SiteLeaf.objects.filter(position__gt=position).order_by("position")
    for leaf in rows.values_list("leaf", flat=True).iterator():
        yield json.loads(bytes(leaf))


def _lock() -> None:
    # SQLite: the transaction itself (BEGIN IMMEDIATE) keeps others out.
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE record_siteleaf IN SHARE ROW EXCLUSIVE MODE")
