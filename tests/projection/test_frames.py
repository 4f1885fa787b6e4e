"""Frames: an open page that applies them, one by one, becomes the page of the last position."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stoppress.projection.fold import fold
from stoppress.projection.frames import frame
from stoppress.projection.regions import Standing, standing
from stoppress.projection.render import render_post
from stoppress.projection.timeline import NOTHING
from stoppress.record.history import Published
from stoppress.record.vocabulary import BEGINNINGS, Kind
from tests.newsroom import harbour_fire, some_post
from tests.projection.days import days
from tests.projection.test_fold import said
from tests.projection.test_render import read
from tests.projection.things import copies, told

TO = {"slug": "port", "title": "The port", "post": "x1"}


def standings(day: list[Published]) -> list[Standing]:
    """How the coverage stands after each revision of `day`."""
    made: list[Standing] = []
    timeline = NOTHING
    for revision in day:
        timeline = fold(timeline, revision)
        made.append(standing(timeline, "en", made[-1] if made else None))
    return made


def changes(before: Standing | None, after: Standing, revision: Published) -> list[dict[str, str]]:
    body = frame(before, after, revision).body
    assert b"\n" not in body
    return list(json.loads(body)["changes"])


class OpenPage:
    """What a reader's script does, on a page that is a mere list of elements by id."""

    def __init__(self, shown: Standing) -> None:
        self.elements = dict(shown.regions)
        self.timeline = [f"post-{post.id}" for post in shown.timeline.newest_first]
        for post in shown.timeline.posts.values():
            self.elements[f"post-{post.id}"] = render_post(post, shown.setting)

    def apply(self, change: dict[str, str]) -> None:
        if change["op"] == "insert":
            assert change["into"] == "timeline"
            self.timeline.insert(0, change["id"])
            self.elements[change["id"]] = change["html"]
        elif change["op"] == "move":
            self._move(change["id"], change["above"])
        elif change["id"] in self.elements:
            self.elements[change["id"]] = change["html"]
        elif change["op"] == "replace":
            self._replace_within(change)

    def _move(self, id: str, above: str | None) -> None:
        self.timeline.remove(id)
        self.timeline.insert(self.timeline.index(above) if above else len(self.timeline), id)

    def _replace_within(self, change: dict[str, str]) -> None:
        """An element inside a post, which is a paragraph and holds no other one."""
        element = re.compile(f'<(p|h2) id="{change["id"]}".*?</\\1>', re.S)
        for id, html in self.elements.items():
            self.elements[id] = element.sub(lambda found: change["html"], html)


@settings(deadline=None)
@given(days(most=25), st.data())
def test_an_open_page_becomes_the_page_of_the_last_position(
    day: list[Published], data: st.DataObject
) -> None:
    made = standings(day)
    loaded_at = data.draw(st.integers(0, len(day) - 1))
    page = OpenPage(made[loaded_at])
    for index in range(loaded_at + 1, len(day)):
        for change in changes(made[index - 1], made[index], day[index]):
            page.apply(change)
    fresh = OpenPage(made[-1])
    assert page.timeline == fresh.timeline
    assert page.elements == fresh.elements


@settings(deadline=None)
@given(days(most=25))
def test_the_header_is_rendered_anew_only_where_it_changed_and_never_wrongly(
    day: list[Published],
) -> None:
    for shown in standings(day):
        assert standing(shown.timeline, "en", None).regions == shown.regions


def one_more(kind: Kind, content: dict[str, Any], post: str | None = "a") -> dict[str, Any]:
    """The frame of one revision after a coverage of two posts."""
    day = [
        said(1, Kind.OPENED, harbour_fire()),
        said(2, Kind.POSTED, some_post("Crane falls"), "a"),
        said(3, Kind.POSTED, some_post("Smoke"), "b"),
        said(4, kind, content, post),
    ]
    made = standings(day)
    return dict(json.loads(frame(made[-2], made[-1], day[-1]).body))


@pytest.mark.parametrize(
    ("kind", "content", "ids"),
    [
        (Kind.REVISED, some_post("Gantry falls"), ["post-a"]),
        (Kind.PINNED, {}, ["post-a", "pinned"]),
        (Kind.MARKED_KEY, {"label": None}, ["post-a", "keys"]),
        (Kind.WITHDRAWN, {"reason": "No."}, ["post-a", "count"]),
    ],
)
def test_it_changes_the_post_and_what_else_shows_it(
    kind: Kind, content: dict[str, Any], ids: list[str]
) -> None:
    sent = one_more(kind, content)
    assert [change["id"] for change in sent["changes"]] == ids
    assert {change["op"] for change in sent["changes"]} == {"replace"}
    assert (sent["position"], sent["kind"], sent["at"]) == (4, kind, "2026-05-04T12:00:00Z")


def test_it_puts_a_new_post_into_the_front_page_alone() -> None:
    sent = one_more(Kind.POSTED, some_post("Third"), "c")
    first = sent["changes"][0]
    assert (first["op"], first["into"], first["id"]) == ("insert", "timeline", "post-c")
    assert first["html"].startswith('<article id="post-c"')
    assert [change["id"] for change in sent["changes"][1:]] == ["count"]


def test_it_says_that_the_coverage_has_ended() -> None:
    sent = one_more(Kind.ENDED, {"note": "Good night."}, None)
    assert sent["state"] == "ended"
    assert [change["id"] for change in sent["changes"]] == ["state", "pinned"]
    assert "Good night." in sent["changes"][1]["html"]


@pytest.mark.parametrize(
    ("kind", "content", "state", "badge", "notice"),
    [
        (
            Kind.PAUSED,
            {"note": "Until six."},
            "paused",
            "Paused",
            "This coverage is paused. Until six.",
        ),
        (Kind.ENDED, {"note": None}, "ended", "Ended", "This coverage has ended."),
        (Kind.MERGED, {"into": TO}, "ended", "Ended", "It goes on at The port ."),
        (Kind.JOINED, {"from": TO}, "live", "Live", "into this one: The port ."),
    ],
)
def test_it_says_how_the_coverage_stands(
    kind: Kind, content: dict[str, Any], state: str, badge: str, notice: str
) -> None:
    sent = one_more(kind, content, None)
    assert sent["state"] == state
    html = {change["id"]: change["html"] for change in sent["changes"]}
    assert notice in read(html["pinned"])
    assert badge in html.get("state", "Live")


def test_it_says_on_every_page_where_a_merged_coverage_goes_on() -> None:
    html = {c["id"]: c["html"] for c in one_more(Kind.MERGED, {"into": TO}, None)["changes"]}
    assert read(html["whence"]) == "Goes on at The port"
    assert '<a href="/port/">' in html["whence"]


def test_it_moves_a_post_that_is_reordered() -> None:
    sent = one_more(Kind.REORDERED, {"above": "b"})
    move = {"op": "move", "id": "post-a", "above": "post-b", "into": "timeline"}
    assert sent["changes"][1:] == [move]
    below = one_more(Kind.REORDERED, {"above": None}, "b")
    assert below["changes"][1] == move | {"id": "post-b", "above": None}


def test_it_moves_a_post_below_all_on_the_oldest_page_only() -> None:
    day = [said(1, Kind.OPENED, harbour_fire())]
    day += [said(at, Kind.POSTED, some_post(), f"p{at}") for at in range(2, 103)]
    day.append(said(103, Kind.REORDERED, {"above": None}, "p9"))
    made = standings(day)
    move = changes(made[-2], made[-1], day[-1])[1]
    assert move == {"op": "move", "id": "post-p9", "above": None, "into": "list"}


def test_a_shared_thing_that_changes_changes_every_post_that_shows_it() -> None:
    shows = some_post() | copies(["claim"], {"claim": 1, "source": 1})
    confirmed = told("claim", 2, is_confirmed=True)
    day = [
        said(1, Kind.OPENED, harbour_fire()),
        said(2, Kind.POSTED, shows, "a"),
        said(3, Kind.POSTED, some_post(), "b"),
        said(4, Kind.POSTED, shows, "c"),
        said(
            5, Kind.SHARED_CHANGED, {"shared": "claim", "sort": "claim", "version": 2} | confirmed
        ),
    ]
    made = standings(day)
    assert [one["id"] for one in changes(made[-2], made[-1], day[-1])] == ["post-a", "post-c"]
    sent = json.loads(frame(made[-2], made[-1], day[-1]).body)
    assert sent["announce"] == "Claim confirmed: The cable broke, version 2."
    posted = said(
        5, Kind.POSTED, some_post("News") | copies(["claim"], {"claim": 2, "source": 1}, True), "d"
    )
    again = standings([*day[:4], posted])
    sent = json.loads(frame(again[-2], again[-1], posted).body)
    assert [one["id"] for one in sent["changes"]] == ["post-a", "post-c", "post-d", "count"]
    assert sent["announce"] == "New post: News. Claim confirmed: The cable broke, version 2."


def test_it_gives_every_post_its_new_time_when_the_zone_changes() -> None:
    sent = one_more(Kind.HEADER_CHANGED, harbour_fire() | {"zone": "Asia/Tokyo"}, None)
    html = {change["id"]: change["html"] for change in sent["changes"]}
    assert "21:00 Lisbon" in html["when-a"]
    assert "when-b" in html


@pytest.mark.parametrize(
    ("kind", "content", "words"),
    [
        (Kind.POSTED, some_post("Third"), "New post:"),  # its headline comes with the post
        (Kind.POSTED, some_post("") | {"kicker": "Third"}, "New post: Third"),
        (Kind.REVISED, some_post("Gantry falls"), ""),
        (Kind.PINNED, {}, ""),
        (Kind.WITHDRAWN, {"reason": "Another\nharbour."}, "A post was withdrawn: Another harbour."),
        (
            Kind.CORRECTED,
            some_post("Gantry falls") | {"correction": {"note": "No crane."}},
            "Correction to “Gantry falls”: No crane.",
        ),
        (
            Kind.CLARIFIED,
            some_post("Gantry falls") | {"clarification": {"note": "The\nnorth quay."}},
            "Clarification of “Gantry falls”: The north quay.",
        ),
        (Kind.MOVED_IN, some_post("Third"), "New post:"),
        (Kind.MOVED_OUT, {"to": TO}, "A post has moved to “The port”."),
        (Kind.REORDERED, {"above": None}, ""),
        (Kind.WITHHELD, {"reason": "legal", "positions": [2]}, "A post was withheld."),
        (Kind.REMOVED, {"reason": "legal", "positions": []}, ""),
    ],
)
def test_it_announces_what_is_worth_an_interruption(
    kind: Kind, content: dict[str, Any], words: str
) -> None:
    assert one_more(kind, content, "c" if kind in BEGINNINGS else "a")["announce"] == words


@pytest.mark.parametrize(
    ("kind", "content", "words"),
    [
        (Kind.PAUSED, {"note": "Until\nsix."}, "This coverage is paused. Until six."),
        (Kind.ENDED, {"note": None}, "This coverage has ended."),
        (Kind.MERGED, {"into": TO}, "This coverage has ended. It goes on at “The port”."),
        (Kind.JOINED, {"from": TO}, "Another coverage was merged into this one: The port"),
        (Kind.HEADER_CHANGED, harbour_fire(), ""),
        (Kind.CONTINUED, {}, ""),
    ],
)
def test_it_announces_how_the_coverage_stands(
    kind: Kind, content: dict[str, Any], words: str
) -> None:
    assert one_more(kind, content, None)["announce"] == words


def test_it_announces_that_a_coverage_goes_on() -> None:
    day = [
        said(1, Kind.OPENED, harbour_fire()),
        said(2, Kind.PAUSED, {}),
        said(3, Kind.RESUMED, {}),
        said(4, Kind.ENDED, {}),
        said(5, Kind.REOPENED, {"note": "It burns again."}),
    ]
    made = standings(day)
    sent = [json.loads(frame(made[at - 1], made[at], day[at]).body) for at in (2, 4)]
    assert [one["announce"] for one in sent] == [
        "This coverage goes on.",
        "This coverage has been reopened. It burns again.",
    ]
    assert [one["state"] for one in sent] == ["live", "live"]


def test_it_changes_nothing_on_a_page_that_nobody_can_have() -> None:
    opened = said(1, Kind.OPENED, harbour_fire())
    (shown,) = standings([opened])
    assert changes(None, shown, opened) == []
