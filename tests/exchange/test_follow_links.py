"""Links, lead-ins and related lists: what follows a lead-in, and what points at nothing."""

from __future__ import annotations

import pytest

from stoppress.exchange.pieces import LinkList
from tests.exchange.captures import capture, only_post, places_of, read_page, warned

NEXT = ("River falls at last", "The river fell by a foot in the night, the water office said.")


def test_links_follow_a_lead_in_until_the_next_post() -> None:
    coverage = read_page("River rising", "It rose.", "Read more:", "Old floods", "New dykes", *NEXT)
    assert [post.headline for post in coverage.posts] == ["River rising", NEXT[0]]
    lead_in = coverage.posts[0].body[1]
    assert isinstance(lead_in, LinkList) and lead_in.title == "Read more"
    assert [link.as_json() for link in lead_in.items] == [
        {"text": "Old floods", "url": None},
        {"text": "New dykes", "url": None},
    ]


def test_a_lead_in_right_above_a_headline_dangles() -> None:
    coverage = read_page("River rising", "It rose.", "Read more:", *NEXT)
    assert [post.headline for post in coverage.posts] == ["River rising", NEXT[0]]
    assert coverage.posts[0].text == "It rose.\n\nRead more:"
    assert warned(coverage, "dangling-reference") == ["Read more:"]
    assert places_of(coverage, "dangling-reference") == ["line 11, in “River rising” (line 7)"]


def test_links_may_stand_in_the_lines_right_below() -> None:
    post = only_post(
        "River rising", "It rose.", "See also:\nHow a dyke is built\nWhat the water took"
    )
    assert [link.text for link in post.links] == ["How a dyke is built", "What the water took"]


def test_a_link_may_stand_in_the_lead_ins_own_line() -> None:
    (link,) = only_post("River rising", "Read more: How a dyke is built", "It rose.").links
    assert (link.text, link.url) == ("How a dyke is built", None)


def test_addresses_are_kept() -> None:
    post = capture("spacewalk").posts[1]
    assert post.as_json()["images"] == [{"url": "https://pictures.example.org/pump-on.jpg"}]
    assert post.as_json()["links"] == [
        {"text": "How ammonia cools a space station", "url": "https://news.example.org/ammonia"}
    ]
    told = only_post("River rising", "The levels are at https://water.example.org/now, he said.")
    assert [link.url for link in told.links] == ["https://water.example.org/now"]


@pytest.mark.parametrize(
    "line",
    [
        "You can read more about the dykes here.",
        "Read the full report here",
        "Follow the latest on the flood here or read through the posts below.",
        "Mehr dazu lesen Sie hier.",
        "Pour en savoir plus, vous pouvez lire notre article ici.",
        "Our coverage has moved here.",
    ],
)
def test_a_sentence_that_sends_readers_here_dangles(line: str) -> None:
    coverage = read_page("River rising", f"It rose by a foot. {line}")
    assert warned(coverage, "dangling-reference") == [line]


@pytest.mark.parametrize(
    "line",
    [
        "The river has never been as high here.",
        "“You are safe here.”",
        "More than 400 people live here.",
        "Read it here: https://water.example.org/now",
    ],
)
def test_other_sentences_do_not(line: str) -> None:
    assert warned(read_page("River rising", "It rose.", line), "dangling-reference") == []


@pytest.mark.parametrize(
    "answer",
    [
        "“We are watching every inch of it.”",
        "- The north dyke: It holds.",
        "A map of the valley. (Photo by Ann Lee)",
        "https://water.example.org/now.png",
    ],
)
def test_a_colon_may_be_answered_in_many_ways(answer: str) -> None:
    coverage = read_page("River rising", "The water office said on Monday:", answer, "It rained.")
    assert warned(coverage, "dangling-reference") == []


def test_a_colon_with_no_quotation_behind_it_dangles() -> None:
    coverage = read_page(
        "River rising", "The mayor said of the dykes:", "It rained again on Monday."
    )
    assert warned(coverage, "dangling-reference") == ["The mayor said of the dykes:"]


def test_a_heading_with_nothing_behind_it_dangles() -> None:
    assert warned(capture("greve"), "dangling-reference")[0] == "L'essentiel"


@pytest.mark.parametrize(
    "heading", ["Related", "More on this story", "Mehr zum Thema", "Sur le même sujet", "Our pick"]
)
def test_a_related_list_is_taken_once_however_often_it_stands(heading: str) -> None:
    block = (heading, "How a dyke is built by hand\nWhat the water took from us")
    coverage = read_page("River rising", "It rose.", *block, *NEXT, *block)
    assert [link.text for link in coverage.related] == [
        "How a dyke is built by hand",
        "What the water took from us",
    ]
    assert len(coverage.posts) == 2
    assert sorted(coverage.account[n] for n in (11, 13, 14, 20, 22, 23)) == [
        "related",
        "related",
        "related-again",
        "related-again",
        "related-heading",
        "related-heading-again",
    ]


def test_a_related_list_may_have_bullets_or_single_lines() -> None:
    bullets = read_page("River rising", "It rose.", "Related", "• Old floods\n• New dykes")
    single = read_page("River rising", "It rose.", "Related", "Old floods", "New dykes")
    for coverage in (bullets, single):
        assert [link.text for link in coverage.related] == ["Old floods", "New dykes"]


def test_a_post_may_go_on_behind_a_related_list() -> None:
    block = ("Related", "Old floods\nNew dykes")
    coverage = read_page("River rising", "It rose.", *block, "It is still raining.", *NEXT)
    assert coverage.posts[0].text == "It rose.\n\nIt is still raining."


def test_what_stands_behind_the_last_related_list_is_in_no_post() -> None:
    coverage = read_page("River rising", "It rose.", "Related", "Old floods\nNew dykes", "About us")
    assert coverage.posts[0].text == "It rose."
    assert warned(coverage, "unparsed") == ["About us"]
