"""A coverage as it stands at one position: values only, no rendering and no clock."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from stoppress.projection.shared import Content, Thing
from stoppress.record.vocabulary import Absence, Kind, State

__all__ = [
    "NOTHING",
    "Content",
    "Correction",
    "Joined",
    "KeyEvent",
    "Moved",
    "Post",
    "Purge",
    "Timeline",
    "Turn",
    "Withdrawal",
]


@dataclass(frozen=True)
class Purge:
    """Why words are shown nowhere. `at` null: that was said later than at this position."""

    sort: Absence
    at: datetime | None = None
    reason: str | None = None  # "legal", "privacy", "safety", "error"
    note: str | None = None


@dataclass(frozen=True)
class Correction:
    """What readers are told was wrong or, `is_clarification`, was unclear."""

    position: int
    at: datetime
    note: str
    was: str | None = None
    now: str | None = None
    is_clarification: bool = False


@dataclass(frozen=True)
class Withdrawal:
    """Why a post's words went from the page."""

    at: datetime
    reason: str
    position: int = 0


@dataclass(frozen=True)
class Moved:
    """Where a post goes on: `to` has `slug`, `title` and `post`; empty where they are gone."""

    at: datetime
    to: Content
    note: str | None = None
    position: int = 0


@dataclass(frozen=True)
class KeyEvent:
    """A post's place among the turning points; `label` null: the post's headline says it."""

    label: str | None
    position: int = 0


@dataclass(frozen=True)
class Post:
    """One post with all that has happened to it; it is rendered from this and its setting alone."""

    id: str
    ordinal: int  # 1, 2, 3 … in order of creation
    revision: int
    content: Content  # read `copy` instead: these words may be purged
    posted_at: datetime
    words_at: int = 0  # the position that `content` stands at
    changed_at: datetime | None = None  # when its words last became others; null: as first posted
    corrections: tuple[Correction, ...] = ()
    withdrawn: Withdrawal | None = None
    moved: Moved | None = None
    purged: Mapping[int, Purge] = field(default_factory=dict)  # what is said of its positions
    gone: Mapping[int, Absence] = field(default_factory=dict)  # those the record has no words of
    pinned: int | None = None  # the position of its pinning
    key: KeyEvent | None = None
    things: Mapping[str, Thing | None] = field(default_factory=dict)  # shared ones that it shows

    @property
    def purge(self) -> Purge | None:
        """Why its present words are shown nowhere; null where they may be shown."""
        if said := self.purged.get(self.words_at):
            return said
        gone = self.gone.get(self.words_at)
        return Purge(gone) if gone else None

    @property
    def copy(self) -> Content:
        """Its present words, empty where they are shown nowhere."""
        return {} if self.purge else self.content

    @property
    def standing(self) -> str:
        """What readers see in its place: "shown", or which notice (record.vocabulary, "lost")."""
        if self.moved:
            return "moved"
        said = self.purged.get(self.words_at)
        if said and said.sort is not Absence.LOST:
            return said.sort.value
        if self.withdrawn:
            return "withdrawn"
        return self.purge.sort.value if self.purge else "shown"

    @property
    def is_shown(self) -> bool:
        return self.standing == "shown"

    @property
    def spoken(self) -> set[int]:
        """The positions whose words its element may show."""
        told = (*self.corrections, self.withdrawn, self.moved, self.key)
        return {self.words_at, *(one.position for one in told if one)}

    def says(self, position: int) -> bool:
        """Whether the words of that revision of it may be shown."""
        return position not in self.purged and position not in self.gone


@dataclass(frozen=True)
class Turn:
    """The last change of a coverage's state; `into` is what it was merged into."""

    position: int
    kind: Kind
    note: str | None = None
    into: Content | None = None


@dataclass(frozen=True)
class Joined:
    """A coverage that was merged into this one."""

    position: int
    slug: str
    title: str


@dataclass(frozen=True)
class Timeline:
    """A coverage. `position` 0: not opened yet.

    What follows from all the posts is kept in step one by one (`shelf.py`), so that a revision
    costs what it changes, however many posts there are.
    """

    position: int = 0
    slug: str = ""
    header: Content = field(default_factory=dict)
    state: str = State.LIVE.value  # or "paused", "ended", "merged"
    turn: Turn | None = None
    joins: tuple[Joined, ...] = ()
    silent: frozenset[int] = frozenset()  # positions of no post whose words are shown nowhere
    opened_at: datetime | None = None
    changed_at: datetime | None = None  # of the last revision of any kind
    posts: Mapping[str, Post] = field(default_factory=dict)  # by id, in order of creation
    shared: Mapping[str, Thing] = field(default_factory=dict)  # the newest version of each, by id
    order: tuple[str, ...] = ()  # ids in the order of the page, from the oldest up
    tally: Mapping[str, int] = field(default_factory=dict)  # posts by standing
    pins: tuple[str, ...] = ()  # ids, the latest pin first
    keys: tuple[str, ...] = ()  # ids of key events in the order of the page, from the oldest up
    uses: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # thing: posts that show it
    touched: tuple[str, ...] = ()  # the posts that look other than before the last revision

    @property
    def newest_first(self) -> list[Post]:
        return [self.posts[id] for id in reversed(self.order)]

    @property
    def count(self) -> int:
        """The true count: posts that can be read. In place of the others stands a notice."""
        return self.tally.get("shown", 0)

    @property
    def pinned(self) -> list[Post]:
        """Pinned posts, the latest pin first."""
        return [self.posts[id] for id in self.pins]

    @property
    def key_events(self) -> list[Post]:
        """Turning points, oldest first: how it unfolded."""
        return [self.posts[id] for id in self.keys]

    @property
    def note(self) -> str:
        """What readers are told of its state; empty where that is nothing."""
        is_told = self.turn and self.turn.position not in self.silent
        return (self.turn.note or "") if self.turn and is_told else ""

    @property
    def joined(self) -> list[Joined]:
        return [join for join in self.joins if join.position not in self.silent]

    @property
    def public_state(self) -> str:
        """As the public store and the stream say it: what was merged has ended."""
        return State.ENDED.value if self.state == State.MERGED else self.state


NOTHING = Timeline()
