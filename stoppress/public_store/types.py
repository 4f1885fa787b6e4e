"""The shapes of the public store, and what its two sides can do."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

FORMAT = 2  # of the tables; a newer one is refused, an older one is made anew
CURSOR_PART = "@cursor"  # stands in a recipe for the coverage's `epoch.position`
PAST_PART = "@past"  # nothing; in a page as it stood, the coverage's part `<slug>/past`
SITE_LOG = "-"  # the slug under which the site log stands


class StoreUnavailable(Exception):
    """The public store cannot be read or written now. The text is one line for the operator."""


class BelowFloor(Exception):
    """That moment is not there: after a purge, its past has not been made again yet."""


@dataclass(frozen=True)
class Site:
    """The one row about the whole site."""

    generation: int
    epoch: str
    render: str  # hash of templates and assets, 16 hex


@dataclass(frozen=True)
class Head:
    """A coverage as the public sees it: its highest public position and whether it goes on."""

    slug: str
    coverage: str
    position: int
    state: str  # "live", "paused" or "ended"
    floor: int = 0  # the past at or below it is not there (yet)
    purged: int = 0  # the last position that took words from before it, or gave them back
    signed: int = 0  # the size of its newest checkpoint; 0: none yet


@dataclass(frozen=True)
class Frame:
    """What readers are sent for one position: one line of JSON (docs/reference/stream.md)."""

    position: int
    body: bytes
    at: str = ""  # when it was published: RFC 3339, UTC, microseconds


@dataclass(frozen=True)
class Page:
    """One address, its body joined; `position` is its coverage's in the same read (0: none)."""

    slug: str
    status: int
    location: str
    content_type: str
    cache: str  # "content", "asset" or "checkpoint"
    position: int
    body: bytes
    purged: int = 0  # its coverage's, in the same read; only of a page as it stood


@dataclass(frozen=True)
class Leaf:
    """One leaf of a log; `said` is its line of the contents, without the new line."""

    position: int
    leaf: bytes
    leaf_hash: bytes
    said: bytes


class Reader(Protocol):
    """An edge's side. One thread at a time; every method raises StoreUnavailable on trouble."""

    def site(self) -> Site: ...

    def heads(self) -> list[Head]: ...

    def frames(self, slug: str, after: int, limit: int) -> list[Frame]:
        """At most `limit` frames above position `after`, ascending."""
        ...

    def page(self, path: str) -> Page | None: ...

    def page_at(self, path: str, position: int) -> Page | None:
        """The page as it stood at `position`; `Page.position` is that. Raises BelowFloor.

        None: there was none, or the coverage is not that far.
        """
        ...

    def position_at(self, slug: str, at: str) -> int:
        """The highest position published by the instant `at`, written as `Frame.at` is; 0: none.

        Raises BelowFloor.
        """
        ...

    def leaves(self, slug: str, after: int, limit: int) -> list[Leaf]:
        """At most `limit` leaves above position `after`, ascending."""
        ...

    def tile_hashes(self, slug: str, level: int, first: int, limit: int) -> list[bytes]:
        """At most `limit` hashes of `level` from number `first` on, without a gap.

        Those of level 0 are the hashes of the leaves.
        """
        ...

    def wait(self, seconds: float) -> bool:
        """Block until another connection has committed (True) or the time is over (False).

        The first time it may say True without knowing.
        """
        ...

    def close(self) -> None: ...


class Publication(Protocol):
    """One transaction: all of it becomes visible together, or none."""

    def put_head(self, head: Head) -> None:
        """All of it as given, but that `signed` only rises: `put_checkpoint` sets it."""
        ...

    def put_frame(self, slug: str, frame: Frame) -> None: ...

    def put_part(self, name: str, body: bytes, *, slug: str = "", since: int = 0) -> None:
        """`since` 0: overwrite. Else the part is dated: the row that covers `since` ends there.

        The new row lasts as long as that one did, or until the next there is. So the past can be
        made again beneath the present, in ascending order. What says the same as the row that it
        would end changes nothing; a row of the same `since` is overwritten.
        """
        ...

    def put_page(
        self,
        path: str,
        recipe: Sequence[str],
        *,
        slug: str = "",
        since: int = 0,
        content_type: str = "text/html; charset=utf-8",
        cache: str = "content",
        status: int = 200,
        location: str = "",
    ) -> None:
        """`since` as in `put_part`."""
        ...

    def put_leaf(self, slug: str, leaf: Leaf) -> None:
        """Overwrites: a purge puts the leaf again with what it now says."""
        ...

    def put_tile_hash(self, slug: str, level: int, number: int, hash_: bytes) -> None:
        """`level` >= 1."""
        ...

    def put_checkpoint(self, slug: str, size: int, note: bytes) -> None:
        """The page `/<slug>/log/checkpoint`, and `signed` of the head (the site log has none).

        Put it after the head, where both are new.
        """
        ...

    def put_media(self, slug: str, names: set[str]) -> None:
        """Note that the coverage shows these pictures too."""
        ...

    def clear_past(self, slug: str, position: int) -> None:
        """Step 1 of a purge by the revision `position`, after what it made anew has been put.

        The frames below it go, and the parts and pages that ended by then. `floor` and `purged`
        are the head's (`put_head`).
        """
        ...

    def join_past(self, slug: str) -> None:
        """End of step 2: of parts and pages, rows that follow each other and say the same are one.

        So what is there is what publishing the coverage anew would have written.
        """
        ...

    def replace_media(self, slug: str, names: set[str]) -> set[str]:
        """What the coverage shows is now `names`; the pictures that no coverage shows any more."""
        ...

    def keep(self, slug: str) -> bool:
        """In a rebuild: take over a coverage as it is served; False where it is not.

        What belongs to no one coverage, as the assets that its pages ask for, comes with it.
        """
        ...


class Writer(Protocol):
    """The projection's side: the one writer of a site's public store."""

    def site(self) -> Site | None: ...

    def heads(self) -> list[Head]: ...

    def media(self) -> set[str]:
        """The pictures that any coverage shows, now or in its past."""
        ...

    def scrub(self) -> bool:
        """Leave nothing of what was overwritten in the store's files; False: not yet, ask again."""
        ...

    def require_same(self) -> None:
        """Raise StoreUnavailable where another store has come in place of the one opened."""
        ...

    def publish(self) -> AbstractContextManager[Publication]:
        """A transaction on the generation being served."""
        ...

    def rebuild(self, *, epoch: str, render: str) -> AbstractContextManager[Publication]:
        """A transaction on the next generation, which is served from its end on."""
        ...

    def close(self) -> None: ...
