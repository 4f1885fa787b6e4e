"""The shapes of the public store, and what its two sides can do."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

FORMAT = 1  # of the tables; a store of a newer format is refused
CURSOR_PART = "@cursor"  # stands in a recipe for the coverage's `epoch.position`


class StoreUnavailable(Exception):
    """The public store cannot be read or written now. The text is one line for the operator."""


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
    state: str  # "live" or "ended"


@dataclass(frozen=True)
class Frame:
    """What readers are sent for one position: one line of JSON (docs/reference/stream.md)."""

    position: int
    body: bytes


@dataclass(frozen=True)
class Page:
    """One address, its body joined; `position` is its coverage's in the same read (0: none)."""

    slug: str
    status: int
    location: str
    content_type: str
    cache: str  # "content" or "asset"
    position: int
    body: bytes


class Reader(Protocol):
    """An edge's side. One thread at a time; every method raises StoreUnavailable on trouble."""

    def site(self) -> Site: ...

    def heads(self) -> list[Head]: ...

    def frames(self, slug: str, after: int, limit: int) -> list[Frame]:
        """At most `limit` frames above position `after`, ascending."""
        ...

    def page(self, path: str) -> Page | None: ...

    def wait(self, seconds: float) -> bool:
        """Block until another connection has committed (True) or the time is over (False)."""
        ...

    def close(self) -> None: ...


class Publication(Protocol):
    """One transaction: all of it becomes visible together, or none."""

    def put_head(self, head: Head) -> None: ...

    def put_frame(self, slug: str, frame: Frame) -> None: ...

    def put_part(self, name: str, body: bytes) -> None: ...

    def put_page(
        self,
        path: str,
        recipe: Sequence[str],
        *,
        slug: str = "",
        content_type: str = "text/html; charset=utf-8",
        cache: str = "content",
        status: int = 200,
        location: str = "",
    ) -> None: ...

    def keep(self, slug: str) -> bool:
        """In a rebuild: take over a coverage as it is served; False where it is not.

        What belongs to no one coverage, as the assets that its pages ask for, comes with it.
        """
        ...


class Writer(Protocol):
    """The projection's side: the one writer of a site's public store."""

    def site(self) -> Site | None: ...

    def heads(self) -> list[Head]: ...

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
