"""Folding: the same revisions give the same timeline, however they are taken in."""

from __future__ import annotations

from collections import Counter
from copy import deepcopy
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stoppress.projection.fold import fold, fold_all
from stoppress.projection.timeline import Correction, KeyEvent, Timeline
from stoppress.record.history import Published
from stoppress.record.removal.absence import standing_of
from stoppress.record.vocabulary import BEGINNINGS, Absence, Kind, Standing
from tests.newsroom import harbour_fire, some_post
from tests.projection.days import Day, days, whole_days

AT = datetime(2026, 5, 4, 12, tzinfo=UTC)


def said(position: int, kind: Kind, content: dict[str, Any], post: str | None = None) -> Published:
    return Published(position, kind, post, position if post else None, AT, content)


@pytest.fixture
def two_posts() -> Timeline:
    return fold_all(
        [
            said(1, Kind.OPENED, harbour_fire()),
            said(2, Kind.POSTED, some_post("Crane falls"), "a"),
            said(3, Kind.POSTED, some_post("Smoke"), "b"),
        ]
    )


@given(days(), st.data())
def test_one_revision_more_equals_all_of_them_again(
    day: list[Published], data: st.DataObject
) -> None:
    cut = data.draw(st.integers(0, len(day)))
    assert fold_all(day[cut:], fold_all(day[:cut])) == fold_all(day)


@given(days())
def test_it_leaves_the_timeline_that_it_was_given_as_it_was(day: list[Published]) -> None:
    before = fold_all(day[:-1])
    kept = deepcopy(before)
    fold(before, day[-1])
    assert before == kept


@given(days())
def test_what_it_keeps_of_all_posts_is_what_counting_them_gives(day: list[Published]) -> None:
    timeline = fold_all(day)
    posts = timeline.posts
    beginnings = [one.post for one in day if one.kind in BEGINNINGS]
    assert list(posts) == beginnings
    assert [post.ordinal for post in posts.values()] == [*range(1, len(posts) + 1)]
    assert sorted(timeline.order) == sorted(posts)
    standings = Counter(post.standing for post in posts.values())
    assert {name: many for name, many in timeline.tally.items() if many} == standings
    pins = [(post.pinned, id) for id, post in posts.items() if post.pinned]
    assert list(timeline.pins) == [id for _, id in sorted(pins, reverse=True)]
    assert list(timeline.keys) == [id for id in timeline.order if posts[id].key]
    shown = {(thing, id) for id, post in posts.items() for thing in post.things}
    assert {(thing, id) for thing, ids in timeline.uses.items() for id in ids} == shown
    assert sum(len(ids) for ids in timeline.uses.values()) == len(shown)


@given(whole_days())
def test_a_post_stands_as_the_record_has_it_and_never_without_its_words(day: Day) -> None:
    timeline = fold_all(day.as_it_reads_now())
    for id, post in timeline.posts.items():
        known = day.posts[id]
        standing = standing_of(known.absence, withdrawn=known.is_withdrawn, moved=known.is_moved)
        is_lost = standing is Standing.SHOWN and known.absence is Absence.LOST
        assert post.standing == ("lost" if is_lost else standing)
        assert (post.pinned is not None, post.key is not None) == (known.pinned, known.key)


@given(days(), st.data())
def test_nothing_is_shown_whose_words_went_later(day: list[Published], data: st.DataObject) -> None:
    timeline = fold_all(day[: data.draw(st.integers(1, len(day)))])
    gone = {one.position for one in day if one.gone}
    for post in timeline.posts.values():
        assert not (post.is_shown and post.words_at in gone)
        assert not any(post.says(position) for position in post.spoken & gone)


@given(days())
def test_every_post_has_the_newest_version_of_what_it_shows(day: list[Published]) -> None:
    timeline = fold_all(day)
    for post in timeline.posts.values():
        for id, thing in post.things.items():
            assert thing is timeline.shared.get(id)


@given(days())
def test_it_says_which_posts_a_revision_changed(day: list[Published]) -> None:
    before, after = fold_all(day[:-1]), fold_all(day)
    changed = {
        id
        for id, post in after.posts.items()
        if id not in before.posts
        or replace(post, revision=0) != replace(before.posts[id], revision=0)
    }
    assert changed <= set(after.touched)


@pytest.mark.parametrize("position", [3, 5])
def test_it_takes_no_revision_out_of_its_turn(two_posts: Timeline, position: int) -> None:
    with pytest.raises(ValueError, match=f"position {position} cannot follow 3"):
        fold(two_posts, said(position, Kind.ENDED, {}))


def test_it_shows_the_last_words_and_remembers_when_they_changed(two_posts: Timeline) -> None:
    later = fold(two_posts, said(4, Kind.REVISED, some_post("Gantry falls"), "a"))
    assert later.posts["a"].content["headline"] == "Gantry falls"
    assert (later.posts["a"].changed_at, later.posts["b"].changed_at) == (AT, None)
    assert list(later.posts) == ["a", "b"]


def test_it_keeps_every_correction(two_posts: Timeline) -> None:
    note = {"note": "It was a gantry.", "was": "crane", "now": "gantry"}
    later = fold(
        two_posts, said(4, Kind.CORRECTED, some_post("Gantry") | {"correction": note}, "a")
    )
    note = {"note": "Two gantries."}
    later = fold(later, said(5, Kind.CORRECTED, some_post("Gantries") | {"correction": note}, "a"))
    assert later.posts["a"].corrections == (
        Correction(4, AT, "It was a gantry.", "crane", "gantry"),
        Correction(5, AT, "Two gantries."),
    )


def test_it_takes_pin_and_key_mark_away_with_a_withdrawn_post(two_posts: Timeline) -> None:
    marked = fold_all(
        [said(4, Kind.PINNED, {}, "a"), said(5, Kind.MARKED_KEY, {"label": "Falls"}, "a")],
        two_posts,
    )
    assert [post.id for post in marked.pinned] == ["a"]
    assert marked.key_events[0].key == KeyEvent("Falls", 5)
    gone = fold(marked, said(6, Kind.WITHDRAWN, {"reason": "Another harbour."}, "a"))
    assert gone.posts["a"].withdrawn is not None
    assert (gone.pinned, gone.key_events, gone.count) == ([], [], 1)


def test_it_has_the_latest_pin_first(two_posts: Timeline) -> None:
    both = fold_all([said(4, Kind.PINNED, {}, "b"), said(5, Kind.PINNED, {}, "a")], two_posts)
    assert [post.id for post in both.pinned] == ["a", "b"]
    assert [post.id for post in fold(both, said(6, Kind.UNPINNED, {}, "a")).pinned] == ["b"]


def test_it_keeps_the_address_when_the_header_changes_and_remembers_the_end(
    two_posts: Timeline,
) -> None:
    header = {"title": "The harbour burns"}
    later = fold_all(
        [said(4, Kind.HEADER_CHANGED, header), said(5, Kind.ENDED, {"note": "Good night."})],
        two_posts,
    )
    assert (later.slug, later.header, later.opened_at) == ("harbour-fire", header, AT)
    assert (later.state, later.note, later.position) == ("ended", "Good night.", 5)
