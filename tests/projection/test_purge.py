"""Words that go: what is shown afterwards is what it would be had they never been there."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given

from stoppress.projection.fold import fold_all, unopened
from stoppress.projection.regions import REGIONS, standing
from stoppress.projection.render import render_post
from stoppress.projection.timeline import Timeline
from stoppress.record.history import Published
from stoppress.record.vocabulary import Absence, Kind
from tests.newsroom import harbour_fire, some_post
from tests.projection.days import Day, whole_days
from tests.projection.test_fold import AT, said
from tests.projection.test_frames import one_more


def shown(timeline: Timeline) -> dict[str, str]:
    """All that the pages show, by the elements' ids."""
    stands = standing(timeline, "en")
    posts = {id: render_post(post, stands.setting) for id, post in timeline.posts.items()}
    return stands.regions | posts


@given(whole_days())
def test_it_shows_the_same_whether_or_not_the_words_were_still_there(day: Day) -> None:
    before = fold_all(day.revisions, unopened("harbour-fire"))
    assert shown(before) == shown(fold_all(day.as_it_reads_now(), unopened("harbour-fire")))


PURGE = {"reason": "legal", "note": "A court said so.", "positions": [2]}


@pytest.mark.parametrize("kind", [Kind.WITHHELD, Kind.REMOVED])
def test_an_open_page_gets_the_notice_and_all_that_the_words_may_have_stood_in(kind: Kind) -> None:
    sent = one_more(kind, PURGE)
    assert [change["id"] for change in sent["changes"]] == ["post-a", *REGIONS]
    assert {change["op"] for change in sent["changes"]} == {"replace"}
    notice = f"This post was {kind.value}, for legal reasons, on 4 May 2026"
    assert notice in sent["changes"][0]["html"]
    assert "A court said so." in sent["changes"][0]["html"]
    assert "Crane falls" not in json.dumps(sent)
    assert sent["announce"] == f"A post was {kind.value}."


@pytest.mark.parametrize(
    ("header", "slug"), [({"slug": "elsewhere"}, "elsewhere"), ({}, "harbour-fire")]
)
def test_a_coverage_keeps_its_address_without_the_words_of_its_opening(
    header: dict[str, Any], slug: str
) -> None:
    absence = None if header else Absence.REMOVED
    opened = Published(1, Kind.OPENED, None, None, AT, header and harbour_fire() | header, absence)
    assert fold_all([opened], unopened(slug)).slug == slug
    later = fold_all([opened, said(2, Kind.HEADER_CHANGED, harbour_fire())], unopened(slug))
    assert later.header["title"] == "Fire in the old harbour"


def test_a_header_without_words_still_says_where_and_when_posts_are() -> None:
    gone = Published(2, Kind.HEADER_CHANGED, None, None, AT, {}, Absence.REMOVED)
    timeline = fold_all([said(1, Kind.OPENED, harbour_fire()), gone])
    assert timeline.header["title"] == "The words of this header are not shown"
    assert standing(timeline, "en").setting.place == "Lisbon"


def test_the_note_of_an_end_goes_and_comes_back() -> None:
    day = [
        said(1, Kind.OPENED, harbour_fire()),
        said(2, Kind.ENDED, {"note": "Good night."}),
        said(3, Kind.WITHHELD, {"reason": "error", "positions": [2]}),
    ]
    assert "Good night." not in standing(fold_all(day), "en").regions["pinned"]
    back = [*day, said(4, Kind.RELEASED, {"positions": [2]})]
    assert "Good night." in standing(fold_all(back), "en").regions["pinned"]


def test_words_that_a_restore_lost_and_somebody_found_are_there_again() -> None:
    day = [
        said(1, Kind.OPENED, harbour_fire()),
        said(2, Kind.POSTED, some_post("Crane falls"), "a"),
        said(3, Kind.LOST, {"positions": [1, 2]}),
    ]
    lost = fold_all(day)
    assert (lost.posts["a"].standing, lost.touched, lost.count) == ("lost", ("a",), 0)
    assert "The words of this post were lost" in shown(lost)["a"]
    found = fold_all([*day, said(4, Kind.RELEASED, {"positions": [1, 2]})])
    assert "Crane falls" in shown(found)["a"]


def test_words_that_are_withheld_stay_so_when_a_restore_loses_them_too() -> None:
    day = [
        said(1, Kind.OPENED, harbour_fire()),
        said(2, Kind.POSTED, some_post("Crane falls"), "a"),
        said(3, Kind.WITHHELD, {"reason": "legal", "positions": [2]}, "a"),
        said(4, Kind.LOST, {"positions": [2]}),
    ]
    assert fold_all(day).posts["a"].standing == "withheld"
    assert ", for legal reasons" in shown(fold_all(day))["a"]
