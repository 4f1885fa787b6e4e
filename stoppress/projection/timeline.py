"""A coverage as it stands at one position: values only, no rendering and no clock."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

Content = Mapping[str, Any]  # an object of docs/reference/content.md


@dataclass(frozen=True)
class Correction:
    """What readers are told was wrong."""

    at: datetime
    note: str
    was: str | None
    now: str | None


@dataclass(frozen=True)
class Withdrawal:
    """Why a post's words are gone."""

    at: datetime
    reason: str


@dataclass(frozen=True)
class KeyEvent:
    """A post's place among the turning points; `label` null: the post's headline says it."""

    label: str | None


@dataclass(frozen=True)
class Post:
    """One post with all that has happened to it."""

    id: str
    ordinal: int  # 1, 2, 3 … in order of creation; older pages are cut by it
    revision: int
    content: Content
    posted_at: datetime
    changed_at: datetime | None = None  # when its words last became others; null: as first posted
    corrections: tuple[Correction, ...] = ()
    withdrawn: Withdrawal | None = None
    pinned: int | None = None  # the position of its pinning
    key: KeyEvent | None = None


@dataclass(frozen=True)
class Timeline:
    """A coverage with its posts in order of creation, keyed by id. `position` 0: not opened yet."""

    position: int = 0
    slug: str = ""
    header: Content = field(default_factory=dict)
    state: str = "live"
    ending: str | None = None  # what the desk said when it ended
    opened_at: datetime | None = None
    changed_at: datetime | None = None  # of the last revision of any kind
    posts: Mapping[str, Post] = field(default_factory=dict)

    @property
    def newest_first(self) -> list[Post]:
        return list(self.posts.values())[::-1]

    @property
    def count(self) -> int:
        """The true count: posts that can be read. A withdrawn one leaves a notice, not a post."""
        return sum(post.withdrawn is None for post in self.posts.values())

    @property
    def pinned(self) -> list[Post]:
        """Pinned posts, the latest pin first."""
        pins = [(post.pinned, post) for post in self.posts.values() if post.pinned is not None]
        return [post for _, post in sorted(pins, key=lambda pin: -pin[0])]

    @property
    def key_events(self) -> list[Post]:
        """Turning points, oldest first: how it unfolded."""
        return [post for post in self.posts.values() if post.key is not None]


NOTHING = Timeline()
