"""Captions and credits: found where a picture was, never made of a report's own words."""

from __future__ import annotations

import pytest

from stoppress.exchange.pieces import Caption
from tests.exchange.captures import capture, only_post, read_page, warned

HEADLINE = "River bursts its banks in Hallam"
REPORT = (
    "The river burst its banks in Hallam shortly before dawn, flooding the market square and some"
    " forty houses, the water office said."
)


@pytest.mark.parametrize(
    "line",
    [
        "A flooded street in Hallam on May 4.",
        "Volunteers fill sandbags outside the town hall in Hallam on May 4, 2026.",
        "Mayor Ruth Okonjo, left, and engineer Aksel Brandt look at a map of the dykes.",
        "In this file photo, a boat is moored at the old bridge.",
        "The old bridge is seen from the north bank on Sunday.",
        "A satellite image of the valley before the flood.",
        "A tractor pulls a stranded bus out of the water last week.",
        "Cows wade through a meadow near Sorrel on 3 May 2026.",
    ],
)
def test_it_takes_a_description_behind_a_headline_for_a_caption(line: str) -> None:
    post = only_post(HEADLINE, line, REPORT)
    assert post.captions == (Caption(line, None, post.line + 2),)
    assert post.text == REPORT


@pytest.mark.parametrize(
    "line",
    [
        "The mayor said on Monday that the square would stay closed.",
        "Two people were hurt in Hallam on May 4.",
        "Firefighters rescued nine people from a roof in Hallam on May 4.",
        "The river has burst its banks in Hallam.",
        "It is still raining in the hills.",
        "“We did all that we could,” the mayor wrote on Sunday.",
        "The square will stay closed until Friday.",
        "Editor’s note: This post shows pictures of the flood.",
        "The flood swept away a bridge on May 4.",
    ],
)
def test_it_takes_a_report_behind_a_headline_for_copy(line: str) -> None:
    post = only_post(HEADLINE, line, REPORT)
    assert post.captions == () and post.text == f"{line}\n\n{REPORT}"


def test_a_description_with_no_copy_behind_it_is_copy() -> None:
    post = only_post(HEADLINE, "A boat in the market square.")
    assert post.captions == () and post.text == "A boat in the market square."


@pytest.mark.parametrize(
    ("line", "caption", "credit"),
    [
        (
            "A boat. (Photo by Ann Lee/AFP via Getty Images)",
            "A boat.",
            "Ann Lee/AFP via Getty Images",
        ),
        ("A boat (AP Photo/Bo Ek)", "A boat", "AP Photo/Bo Ek"),
        ("A boat. Photograph: Ann Lee/The Bank", "A boat.", "Ann Lee/The Bank"),
        ("A boat. Credit: Hallam Rowing Club", "A boat.", "Hallam Rowing Club"),
        ("A boat. Ann Lee/The Bank", "A boat.", "Ann Lee/The Bank"),
        ("A boat. Getty Images", "A boat.", "Getty Images"),
        ("A boat. [Bo Ek/Reuters]", "A boat.", "Bo Ek/Reuters"),
        ("Ein Boot. (Foto: Jens Albers/dpa)", "Ein Boot.", "Jens Albers/dpa"),
        ("Un bateau. (Photo : Yann Le Goff)", "Un bateau.", "Yann Le Goff"),
    ],
)
def test_it_parts_the_credit_from_the_caption(line: str, caption: str, credit: str) -> None:
    (found,) = only_post(HEADLINE, line, REPORT).captions
    assert (found.caption, found.credit) == (caption, credit)


@pytest.mark.parametrize(
    "line",
    [
        "The dyke held (the old one, that is).",
        "The mayor spoke twice. Nobody listened.",
        "The operator runs three boats/ferries.",
    ],
)
def test_other_words_at_the_end_are_no_credit(line: str) -> None:
    assert only_post(HEADLINE, REPORT, line).captions == ()


def test_a_credit_on_its_own_line_belongs_to_the_caption_above_it() -> None:
    post = only_post(HEADLINE, "A boat in the market square.", "Ann Lee/The Bank", REPORT)
    assert post.captions == (Caption("A boat in the market square.", "Ann Lee/The Bank", 9),)


def test_a_credit_with_nothing_above_it_is_kept() -> None:
    post = only_post(HEADLINE, REPORT, "It is still raining.", "Photo: Ann Lee")
    assert post.captions == (Caption(None, "Ann Lee", 13),)


def test_a_caption_may_say_that_it_is_one() -> None:
    post = capture("tunnel-fire").posts[1]
    assert [(found.caption, found.credit) for found in post.captions] == [
        ("The mouth of the tunnel this morning", "PA Media")
    ]


def test_a_name_is_no_caption() -> None:
    assert only_post(HEADLINE, "Sam Ellery", REPORT).captions == ()


def test_a_caption_with_a_credit_may_stand_in_the_middle() -> None:
    line = "Delegates walk along the shore. (Photo by Ana Reis/AFP)"
    post = only_post(HEADLINE, REPORT, line, "They are to meet again on Friday.")
    assert [type(piece).__name__ for piece in post.body] == ["Paragraph", "Caption", "Paragraph"]


def test_a_caption_needs_no_full_stop() -> None:
    (post,) = read_page(HEADLINE, "A boat in the market square on May 4", REPORT).posts
    assert [caption.caption for caption in post.captions] == [
        "A boat in the market square on May 4"
    ]


def test_straight_marks_tell_a_caption_where_the_copy_has_curly_ones() -> None:
    copy = (
        "The river’s level fell by a foot overnight, “at last,” as the mayor put it, and by noon"
        " the square could be crossed on foot again."
    )
    others = [line for n in range(6) for line in (f"Hallam's square dries, part {n}", copy)]
    caption = "Hallam's square from the town hall's roof."
    first = read_page(HEADLINE, caption, copy, *others).posts[0]
    assert [found.caption for found in first.captions] == [caption]


def test_each_caption_without_a_credit_is_reported() -> None:
    assert warned(capture("harbour-fire"), "caption-without-credit") == [
        "The ferry Osprey leaves the terminal at Port Hallam on March 4.",
        "A tug pushes a fuel barge away from Pier 9.",
    ]


def test_pages_without_captions_have_none() -> None:
    for name in ("storm", "spacewalk", "strait-vote", "budget-mail"):
        assert not any(post.captions for post in capture(name).posts), name
