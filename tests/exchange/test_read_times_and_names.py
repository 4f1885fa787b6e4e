"""When posts were published and by whom: what the page says, and nothing that it does not."""

from __future__ import annotations

import pytest

from stoppress.exchange.capture import ImportedPost
from stoppress.exchange.moments import day_in
from stoppress.exchange.text import read_text
from stoppress.exchange.text.stamps import read_stamp
from stoppress.lib.clock import to_rfc3339
from tests.exchange.captures import capture, only_post, page, places_of, read_page, warned

COPY = "The river rose by another inch in the night, the water office said."


@pytest.mark.parametrize(
    ("said", "at"),
    [
        ("2:45 p.m. ET, May 4, 2026", "2026-05-04T18:45:00Z"),
        ("2:45 p.m. ET, January 4, 2026", "2026-01-04T19:45:00Z"),
        ("12:05 a.m. PT, May 4, 2026", "2026-05-04T07:05:00Z"),
        ("Posted at 12:00 p.m. EDT on Monday, May 4, 2026", "2026-05-04T16:00:00Z"),
        ("14:05 GMT, 4 May 2026", "2026-05-04T14:05:00Z"),
        ("4 May 2026, 2:05 p.m. (13:05 GMT)", "2026-05-04T13:05:00Z"),
        ("(14:05 GMT, 4 May 2026)", "2026-05-04T14:05:00Z"),
        ("4 May 2026 14.05 BST", "2026-05-04T13:05:00Z"),
        ("1405 GMT (2205 HKT) May 4, 2026", "2026-05-04T14:05:00Z"),
        ("2026-05-04T14:05:09Z", "2026-05-04T14:05:09Z"),
        ("2026-05-04 14:05 +02:00", "2026-05-04T12:05:00Z"),
        ("4 May 2026, 14:05 UTC+5", "2026-05-04T09:05:00Z"),
        ("4. Mai 2026, 14:05 Uhr MESZ", "2026-05-04T12:05:00Z"),
        ("4 mai 2026 à 14h05 CEST", "2026-05-04T12:05:00Z"),
        ("4 de mayo de 2026, 14:05 CEST", "2026-05-04T12:05:00Z"),
        ("04.05.2026 14:05 MESZ", "2026-05-04T12:05:00Z"),
        ("23/05/2026 14:05 UTC", "2026-05-23T14:05:00Z"),
    ],
)
def test_a_time_with_day_and_zone_is_an_instant(said: str, at: str) -> None:
    post = only_post("River still rising today", said, COPY)
    assert post.published_at is not None and to_rfc3339(post.published_at) == at
    assert (post.headline, post.text, post.time_text) == ("River still rising today", COPY, None)


@pytest.mark.parametrize(
    "said",
    [
        "14:05",
        "14:05 GMT",
        "2:45 p.m. ET",
        "14:05 Uhr, 4. Mai 2026",
        "May 4, 2026",
        "4 May 2026 14:05",
        "04/05/2026 14:05 GMT",
        "14:05 CST, May 4, 2026",
        "14:05 IST, May 4, 2026",
        "25:05 GMT, May 4, 2026",
        "30 February 2026 14:05 GMT",
        "13:05 p.m. GMT, May 4, 2026",
        "2 hours ago",
        "vor 20 Minuten",
    ],
)
def test_anything_less_is_kept_as_it_stands(said: str) -> None:
    coverage = read_page("River still rising today", said, COPY)
    assert [(p.published_at, p.time_text) for p in coverage.posts] == [(None, said)]
    assert warned(coverage, "no-timestamps") == [
        f"“{said}” does not say day, time and zone; no instant was made up"
    ]


@pytest.mark.parametrize(
    ("said", "byline"),
    [
        ("By Ann Lee", "Ann Lee"),
        ("By Ann Lee and Bo van den Ek", "Ann Lee and Bo van den Ek"),
        ("From The Bank's Ann Lee in Hallam", "The Bank's Ann Lee in Hallam"),
        ("From The Bank’s Ann Lee", "The Bank’s Ann Lee"),
        ("Von Katrin Moll", "Katrin Moll"),
        ("Par Odile Kermarrec", "Odile Kermarrec"),
        ("By ANN LEE", "ANN LEE"),
    ],
)
def test_a_byline_is_read_without_its_by(said: str, byline: str) -> None:
    post = only_post("River still rising today", said, COPY)
    assert (post.byline, post.text) == (byline, COPY)


@pytest.mark.parametrize(
    "line", ["By Monday, the river had risen.", "By then it was dark", "From here to there"]
)
def test_other_words_are_no_byline(line: str) -> None:
    assert read_stamp(line) is None


def test_time_and_byline_may_share_a_line() -> None:
    post = only_post("River still rising today", "By Ann Lee, 14:05 GMT, 4 May 2026", COPY)
    assert post.byline == "Ann Lee"
    assert post.published_at is not None and to_rfc3339(post.published_at) == "2026-05-04T14:05:00Z"


def test_a_name_beside_several_times_is_a_byline() -> None:
    times = ("14:05 GMT", "13:30 GMT", "12:15 GMT")
    bare = [line for time in times for line in (time, "Léonie van Dam", COPY)]
    assert {(p.headline, p.byline) for p in read_page(*bare).posts} == {(None, "Léonie van Dam")}
    full = [line for time in times for line in (time, "Léonie van Dam", "River rising", COPY)]
    assert {(p.headline, p.byline) for p in read_page(*full).posts} == {
        ("River rising", "Léonie van Dam")
    }


def test_a_headline_beside_a_time_may_be_one_word() -> None:
    coverage = read_page("14:05 GMT", "Summary", COPY, "13:30 GMT", "GOAL!", COPY)
    assert [post.headline for post in coverage.posts] == ["Summary", "GOAL!"]


def test_times_may_stand_before_the_headlines() -> None:
    posts = capture("election-night").posts
    assert [_at(post) for post in posts] == [
        "2026-11-04T04:42:00Z",
        "2026-11-04T03:15:00Z",
        "2026-11-04T02:05:00Z",
        "2026-11-04T01:30:00Z",
        None,
    ]
    assert [post.byline for post in posts] == [
        "The Post's Priya Nair in Arden",
        "The Post's Tom Okafor",
        "Lena Voss",
        "The Post's Priya Nair",
        None,
    ]


def test_times_may_stand_behind_the_headlines() -> None:
    assert [_at(post) for post in capture("spacewalk").posts] == [
        "2026-02-18T21:14:00Z",
        "2026-02-18T19:40:00Z",
        "2026-02-18T14:12:00Z",
    ]


def test_times_may_stand_in_the_headlines_line() -> None:
    assert [post.time_text for post in capture("cup-final").posts][:2] == ["18:02 BST", "17:48 BST"]
    post = only_post("River still rising today published at 14:05 GMT 4 May 2026", COPY)
    assert (post.headline, _at(post)) == ("River still rising today", "2026-05-04T14:05:00Z")


def test_posts_with_times_need_no_headlines() -> None:
    coverage = read_page("14:05 GMT", COPY, "14:01 GMT", "It rained.", "It poured.")
    assert [(p.headline, p.time_text, len(p.paragraphs)) for p in coverage.posts] == [
        (None, "14:05 GMT", 1),
        (None, "14:01 GMT", 2),
    ]


def test_a_time_with_nothing_behind_it_is_reported_and_no_post() -> None:
    coverage = read_page(
        "14:05 GMT", COPY, "14:01 GMT", "By Ann Lee", "13:30 GMT", COPY, "12:00 GMT"
    )
    assert len(coverage.posts) == 2
    assert warned(coverage, "unparsed") == ["12:00 GMT"]


def test_a_day_above_posts_is_the_day_of_those_below_it() -> None:
    coverage = read_page(
        "4 May 2026",
        "00:05 GMT",
        "River still rising today",
        COPY,
        "3 May 2026",
        "23:50 GMT",
        "Rain begins in the hills",
        COPY,
    )
    assert [_at(post) for post in coverage.posts] == [
        "2026-05-04T00:05:00Z",
        "2026-05-03T23:50:00Z",
    ]


def test_the_time_of_a_later_change_is_not_the_time_of_the_post() -> None:
    post = only_post("River still rising today", "Updated 14:05 GMT, May 4, 2026", COPY)
    assert (post.published_at, post.time_text) == (None, None)
    assert post.paragraphs[0] == "Updated 14:05 GMT, May 4, 2026"


def test_a_second_time_belongs_to_the_same_post() -> None:
    lines = ("14:05 GMT", "14:05", "River rising", COPY, "13:00 GMT", "13:00", "Rain begins", COPY)
    coverage = read_page(*lines)
    assert [post.headline for post in coverage.posts] == ["River rising", "Rain begins"]


def test_the_pages_own_time_is_not_that_of_its_first_post() -> None:
    inquiry = capture("inquiry")
    assert inquiry.posts[0].time_text == "18.32 GMT, 18:32"
    assert inquiry.standfirst[-1].plain == "Tue 17 Mar 2026 18.40 GMT"


def test_names_of_staff_are_bylines_too() -> None:
    assert [post.byline for post in capture("valley-quake").posts] == [
        "The Plain's Li Wei in Lorn",
        "The Plain's Adam Okafor",
        "The Plain Staff",
        None,
    ]


def test_names_above_all_posts_are_nobodys_byline() -> None:
    text = page("River still rising today", COPY).replace("9 Posts", "By Ann Lee\n\n9 Posts")
    coverage = read_text(text)
    assert [piece.plain for piece in coverage.standfirst] == ["By Ann Lee"]
    assert coverage.posts[0].byline is None


def test_posts_without_times_and_names_are_counted() -> None:
    coverage = capture("election-night")
    assert warned(coverage, "no-bylines") == ["1 of 5 posts carry no byline; none was made up"]
    assert places_of(coverage, "no-timestamps") == ["“Rain did not keep voters away” (line 51)"]


def test_the_day_in_a_title_is_found_if_there_is_just_one() -> None:
    day = day_in("October 9, 2031: Talks on the treaty")
    assert day is not None and day.isoformat() == "2031-10-09"
    assert day_in("Talks, 9 October 2031 to 11 October 2031") is None
    assert day_in("Talks on October 9") is None


def _at(post: ImportedPost) -> str | None:
    return to_rfc3339(post.published_at) if post.published_at else None
