"""Shared things: every post that shows one says what its coverage's log last said of it."""

from __future__ import annotations

from typing import Any

import pytest

from stoppress.projection.fold import fold_all, unopened
from stoppress.projection.shared import threads_of
from stoppress.projection.timeline import Timeline
from stoppress.projection.words import blocks_of
from stoppress.record.history import Published
from stoppress.record.vocabulary import Absence, Kind
from tests.newsroom import harbour_fire, some_post
from tests.projection.test_fold import AT, said
from tests.projection.things import THINGS, copies, told


def post(*shown: str, **versions: int) -> dict[str, Any]:
    """A post that shows things, in version 1 where `versions` says no other."""
    said = copies(shown, dict.fromkeys(THINGS, 1) | versions)
    return some_post("Crane falls") | said


def changed(id: str, version: int, **more: Any) -> dict[str, Any]:
    return {"shared": id, "sort": THINGS[id], "version": version} | told(id, version) | more


def folded(*revisions: tuple[Kind, dict[str, Any], str | None]) -> Timeline:
    day = [said(at, *revision) for at, revision in enumerate(revisions, start=2)]
    return fold_all([said(1, Kind.OPENED, harbour_fire()), *day], unopened("harbour-fire"))


def only_block(timeline: Timeline, id: str) -> dict[str, Any]:
    (block,) = blocks_of(timeline.posts[id])
    return dict(block)


def test_a_change_is_seen_in_every_post_that_shows_the_thing() -> None:
    timeline = folded(
        (Kind.POSTED, post("context"), "a"),
        (Kind.POSTED, post(), "b"),
        (Kind.POSTED, post("context"), "c"),
        (Kind.SHARED_CHANGED, changed("context", 2, change="We looked it up."), None),
    )
    for id in ("a", "c"):
        block = only_block(timeline, id)
        assert block["title"] == "The harbour, version 2"
        assert (block["changed_at"], block["change"]) == (AT, "We looked it up.")
    assert timeline.touched == ("a", "c")


def test_a_post_may_bring_the_change_and_older_copies_change_nothing() -> None:
    timeline = folded(
        (Kind.POSTED, post("context"), "a"),
        (Kind.POSTED, post("context", context=2), "b"),
        (Kind.POSTED, post("context"), "c"),
    )
    titles = {only_block(timeline, id)["title"] for id in ("a", "b", "c")}
    assert titles == {"The harbour, version 2"}


def test_a_thing_that_is_as_it_first_came_says_of_no_change() -> None:
    timeline = folded((Kind.POSTED, post("context", context=7), "a"))
    assert only_block(timeline, "a")["changed_at"] is None


def test_a_claim_has_the_name_and_the_link_that_its_source_has_now() -> None:
    timeline = folded(
        (Kind.POSTED, post("claim"), "a"),
        (Kind.SHARED_CHANGED, changed("source", 2, url="https://port.test/"), None),
    )
    block = only_block(timeline, "a")
    assert block["source"] == "Port authority, version 2"
    assert block["source_url"] == "https://port.test/"


def test_a_claim_that_names_another_source_follows_that_one() -> None:
    other = {"shared": "mayor", "sort": "source"}
    timeline = folded(
        (Kind.POSTED, post("claim"), "a"),
        (Kind.SHARED_CHANGED, other | {"version": 1, "name": "Mayor", "url": None}, None),
        (Kind.SHARED_CHANGED, changed("claim", 2, source_id="mayor"), None),
        (Kind.SHARED_CHANGED, other | {"version": 2, "name": "Mayor Reis", "url": None}, None),
    )
    assert only_block(timeline, "a")["source"] == "Mayor Reis"
    assert timeline.touched == ("a",)


def test_a_thread_is_called_what_it_is_called_now() -> None:
    timeline = folded(
        (Kind.POSTED, post("thread"), "a"),
        (Kind.SHARED_CHANGED, changed("thread", 2), None),
    )
    crane = timeline.posts["a"]
    assert threads_of(crane.copy, crane.things) == ["Cranes, version 2"]


def test_a_withdrawn_post_shows_nothing_and_is_not_touched() -> None:
    timeline = folded(
        (Kind.POSTED, post("context"), "a"),
        (Kind.WITHDRAWN, {"reason": "No."}, "a"),
        (Kind.SHARED_CHANGED, changed("context", 2), None),
    )
    assert (timeline.touched, blocks_of(timeline.posts["a"])) == ((), [])


def test_a_copy_from_before_things_had_versions_stays_as_it_is() -> None:
    bare: dict[str, Any] = {"type": "context", "context": "context", "title": "Old"}
    timeline = folded((Kind.POSTED, {"blocks": [bare | {"paragraphs": ["It is."]}]}, "a"))
    assert only_block(timeline, "a")["title"] == "Old"
    assert timeline.shared == {}


@pytest.mark.parametrize("absence", [Absence.REMOVED, Absence.LOST])
def test_a_change_whose_words_are_gone_changes_nothing(absence: Absence) -> None:
    before = folded((Kind.POSTED, post("context"), "a"))
    gone = Published(3, Kind.SHARED_CHANGED, None, None, AT, {}, absence)
    assert only_block(fold_all([gone], before), "a")["title"] == "The harbour, version 1"
