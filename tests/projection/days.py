"""Days of coverage as hypothesis makes them up: any order of revisions that the record allows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from stoppress.record.history import Published
from stoppress.record.removal.absence import absence_after, standing_of
from stoppress.record.vocabulary import COPY, Absence, Kind, Standing
from tests.newsroom import harbour_fire, some_post
from tests.projection.things import THINGS, copies, told

_BEGAN = datetime(2026, 5, 4, 22, 30, tzinfo=UTC)
_ELSEWHERE = {"coverage": "c2", "slug": "harbour", "title": "The harbour"}
_WORDS = st.sampled_from(["A crane fell.", "Two <em>cranes</em> fell.", "Nobody was hurt."])
_ZONES = st.sampled_from([None, "UTC", "Europe/Lisbon", "America/Chicago"])
_NOTES = st.sampled_from([None, "Good night."])
_SPEAKING = COPY | {Kind.WITHDRAWN, Kind.MARKED_KEY, Kind.MOVED_OUT}  # which hold words
_REASONS = st.sampled_from(["legal", "privacy", "safety", "error"])


@dataclass
class _Post:
    """What the record knows of a post."""

    revisions: list[int] = field(default_factory=list)  # positions
    words_at: int = 0
    pinned: bool = False
    key: bool = False
    is_withdrawn: bool = False
    is_moved: bool = False
    absence: Absence | None = None  # of its present words

    @property
    def is_shown(self) -> bool:
        """As the record has it: lost words alone leave a post what it is."""
        return (
            standing_of(self.absence, withdrawn=self.is_withdrawn, moved=self.is_moved)
            is Standing.SHOWN
        )


@dataclass
class Day:
    """One coverage being made up, under the record's own rules (docs/reference/record.md)."""

    revisions: list[Published] = field(default_factory=list)
    posts: dict[str, _Post] = field(default_factory=dict)
    state: str = "live"
    versions: dict[str, int] = field(default_factory=dict)  # of things
    bringers: set[int] = field(default_factory=set)  # positions that brought a version
    gone: dict[int, Absence] = field(default_factory=dict)

    @property
    def next(self) -> int:
        return len(self.revisions) + 1

    def add(self, kind: Kind, content: dict[str, Any], id: str | None = None) -> None:
        post = self.posts.get(id or "")
        if post is not None:
            post.revisions.append(self.next)
        at = _BEGAN + timedelta(minutes=7 * len(self.revisions))
        revision = len(post.revisions) if post else None
        self.revisions.append(Published(self.next, kind, id, revision, at, content))

    def as_it_reads_now(self) -> list[Published]:
        """The revisions without the words that are gone at the end of the day."""
        return [
            replace(one, content={}, gone=self.gone[one.position])
            if one.position in self.gone
            else one
            for one in self.revisions
        ]


@st.composite
def whole_days(draw: st.DrawFn, most: int = 40) -> Day:
    """A coverage from its opening on."""
    day = Day()
    day.add(Kind.OPENED, harbour_fire() | {"zone": draw(_ZONES)})
    steps = [*[_post] * 4, *[_say_otherwise] * 3, *[_mark] * 4, *[_reorder] * 2, _of_coverage]
    steps += [_take_away, *[_purge] * 2, *[_release] * 2, *[_change_a_thing] * 2]
    length = draw(st.integers(0, most))
    for step in draw(st.lists(st.sampled_from(steps), min_size=length, max_size=length)):
        step(draw, day)
    return day


def days(most: int = 40) -> st.SearchStrategy[list[Published]]:
    """The revisions of one coverage as the record reads at the end."""
    return whole_days(most).map(Day.as_it_reads_now)


def _choose(draw: st.DrawFn, day: Day, fits: Callable[[_Post], bool]) -> str | None:
    fitting = [id for id, post in day.posts.items() if fits(post)]
    return draw(st.sampled_from(fitting)) if fitting else None


def _post(draw: st.DrawFn, day: Day) -> None:
    if day.state == "live":
        id = f"p{len(day.posts) + 1}"
        day.posts[id] = _Post(words_at=day.next)
        content = _copy(draw, day)
        moved = draw(st.integers(0, 4)) == 0
        if moved:
            content["moved"] = _ELSEWHERE | {"post": "x1", "position": 3, "leaf": "00"}
        day.add(Kind.MOVED_IN if moved else Kind.POSTED, content, id)


def _say_otherwise(draw: st.DrawFn, day: Day) -> None:
    id = _choose(draw, day, lambda post: post.is_shown)
    if id is None:
        return
    kind = draw(st.sampled_from([Kind.REVISED, Kind.CORRECTED, Kind.CLARIFIED]))
    day.posts[id].words_at = day.next
    day.posts[id].absence = None
    content = _copy(draw, day)
    if kind is Kind.CORRECTED:
        content["correction"] = {"note": "It was a gantry.", "was": "crane", "now": None}
    if kind is Kind.CLARIFIED:
        content["clarification"] = {"note": "The north quay is meant."}
    day.add(kind, content, id)


def _mark(draw: st.DrawFn, day: Day) -> None:
    id = _choose(draw, day, lambda post: post.is_shown)
    if id is None or day.state in ("ended", "merged"):
        return
    post = day.posts[id]
    if draw(st.booleans()):
        day.add(Kind.UNPINNED if post.pinned else Kind.PINNED, {}, id)
        post.pinned = not post.pinned
        return
    label = {"label": draw(st.sampled_from([None, "The crane falls"]))}
    day.add(Kind.UNMARKED_KEY if post.key else Kind.MARKED_KEY, {} if post.key else label, id)
    post.key = not post.key


def _reorder(draw: st.DrawFn, day: Day) -> None:
    id = _choose(draw, day, lambda post: post.is_shown)
    if id is not None and day.state not in ("ended", "merged"):
        others = [other for other in day.posts if other != id]
        day.add(Kind.REORDERED, {"above": draw(st.sampled_from([None, *others]))}, id)


def _take_away(draw: st.DrawFn, day: Day) -> None:
    id = _choose(draw, day, lambda post: post.is_shown)
    if id is None:
        return
    post = day.posts[id]
    post.pinned = post.key = False
    if draw(st.booleans()) or day.state in ("ended", "merged"):
        post.is_withdrawn = True
        day.add(Kind.WITHDRAWN, {"reason": "It was another harbour."}, id)
    else:
        post.is_moved = True
        day.add(Kind.MOVED_OUT, {"to": _ELSEWHERE | {"post": "x9"}, "note": draw(_NOTES)}, id)


def _of_coverage(draw: st.DrawFn, day: Day) -> None:
    title = {"title": draw(st.sampled_from(["Fire in the harbour", "The harbour burns"]))}
    after = {
        "live": [(Kind.PAUSED, "paused"), (Kind.ENDED, "ended"), (Kind.MERGED, "merged")],
        "paused": [(Kind.RESUMED, "live"), (Kind.ENDED, "ended")],
        "ended": [(Kind.REOPENED, "live")],
    }
    same = [(Kind.HEADER_CHANGED, day.state), (Kind.JOINED, day.state), (Kind.CONTINUED, day.state)]
    if day.state == "merged":
        return
    kind, state = draw(st.sampled_from([*same, *after[day.state]]))
    contents: dict[Kind, dict[str, Any]] = {
        Kind.HEADER_CHANGED: harbour_fire() | title | {"zone": draw(_ZONES)},
        Kind.JOINED: {"from": _ELSEWHERE},
        Kind.CONTINUED: {"origin": "harbour.test/log", "size": 3, "root": "00"},
        Kind.MERGED: {"into": _ELSEWHERE, "note": draw(_NOTES)},
        Kind.RESUMED: {},
    }
    day.state = state
    day.add(kind, contents.get(kind, {"note": draw(_NOTES)}))


def _purge(draw: st.DrawFn, day: Day) -> None:
    """Positions that brought a thing's version stay: what is shown now cannot go."""
    kind = draw(st.sampled_from([*[Kind.WITHHELD] * 2, Kind.REMOVED, Kind.LOST]))
    id = _choose(draw, day, lambda post: True)
    if id is None:
        return
    post = day.posts[id]
    can_go = [
        at
        for at in post.revisions
        if at not in day.bringers
        and absence_after(day.gone.get(at), kind) is not day.gone.get(at)
        and day.revisions[at - 1].kind in _SPEAKING
    ]
    if not can_go:
        return
    going = sorted(draw(st.sets(st.sampled_from(can_go), min_size=1)))
    if kind is Kind.LOST:
        day.add(kind, {"positions": going})
    else:
        day.add(kind, {"reason": draw(_REASONS), "note": None, "positions": going}, id)
        if post.words_at in going:
            post.pinned = post.key = False
    _note(day, post, kind, going)


def _release(draw: st.DrawFn, day: Day) -> None:
    id = _choose(draw, day, lambda post: bool(_held(day, post)))
    if id is not None:
        post = day.posts[id]
        back = _held(day, post)
        day.add(Kind.RELEASED, {"positions": back, "note": None}, id)
        _note(day, post, Kind.RELEASED, back)


def _held(day: Day, post: _Post) -> list[int]:
    """The positions of the post whose words may come back."""
    return [at for at in post.revisions if day.gone.get(at) in (Absence.WITHHELD, Absence.LOST)]


def _note(day: Day, post: _Post, kind: Kind, positions: list[int]) -> None:
    for at in positions:
        absence = absence_after(day.gone.pop(at, None), kind)
        if absence is not None:
            day.gone[at] = absence
    post.absence = day.gone.get(post.words_at)


def _change_a_thing(draw: st.DrawFn, day: Day) -> None:
    if day.versions:
        id = draw(st.sampled_from(sorted(day.versions)))
        day.versions[id] += 1
        day.bringers.add(day.next)
        fields = told(id, day.versions[id], draw(st.booleans()))
        said = {"shared": id, "sort": THINGS[id], "version": day.versions[id]}
        day.add(Kind.SHARED_CHANGED, said | {"change": draw(_NOTES)} | fields)


def _copy(draw: st.DrawFn, day: Day) -> dict[str, Any]:
    """A post's words, with copies of things: as they are, or in a newer version."""
    copy = some_post(draw(st.sampled_from(["Crane falls", "", "Gantry falls"])), draw(_WORDS))
    happened = draw(st.sampled_from([None, "2026-05-04T21:10:00Z", "2026-05-05T02:56:00Z"]))
    ids = draw(st.lists(st.sampled_from(sorted(THINGS)), max_size=2, unique=True))
    shown = {"source", *ids} if "claim" in ids else set(ids)
    for id in sorted(shown):
        if id not in day.versions or (id in ids and draw(st.booleans())):
            day.versions[id] = day.versions.get(id, 0) + 1
            day.bringers.add(day.next)
    said = copies(shown, day.versions, draw(st.booleans()))
    copy["blocks"] += said.pop("blocks")
    return copy | said | {"happened_at": happened, "round_up": draw(st.booleans())}
