"""What was taken in as content that the record takes: blocks, header, order."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stoppress.exchange.publishing import header_content, is_round_up, post_contents
from stoppress.exchange.text import read_text
from stoppress.record.content.check import checked
from stoppress.record.vocabulary import Kind
from tests.exchange.any_lines import LINES
from tests.exchange.captures import NAMES, capture, page, read_page


@pytest.mark.parametrize("name", NAMES)
def test_the_record_takes_every_page_as_it_is(name: str) -> None:
    coverage = capture(name)
    header = header_content(coverage, f"{name}.txt")
    assert checked(Kind.OPENED, header) == header
    for content in post_contents(coverage):
        assert checked(Kind.POSTED, content) == content


@given(
    lines=LINES,
    again=st.sampled_from([1, 1, 1, 400]),
    mark=st.sampled_from(["", "", "• ", "“", "Background: ", "https://example.org/"]),
)
@settings(max_examples=300, deadline=None)
def test_the_record_takes_whatever_was_read(lines: list[str], again: int, mark: str) -> None:
    text = page(*(f"{mark}{line * again}" for line in lines), title="Any & all, live | <The Bank>")
    coverage = read_text(text)
    checked(Kind.OPENED, header_content(coverage))
    for content in post_contents(coverage):
        assert checked(Kind.POSTED, content) == content


def test_the_header_says_where_it_comes_from() -> None:
    coverage = capture("harbour-fire")
    header = header_content(coverage, "harbour-fire.txt")
    assert header["slug"] == "harbour-fire-crews-fight-blaze-at-pier-9"
    assert (header["language"], header["date"], header["zone"]) == (None, None, None)
    assert header["origin"] == {
        "source": "The Bay Ledger",
        "format": "text",
        "file": "harbour-fire.txt",
        "sha256": coverage.sha256,
        "declared_posts": 12,
        "found_posts": 6,
    }
    assert coverage.sha256 is not None and len(coverage.sha256) == 64
    assert header["lead"]["length"] == "01:47" and header["lead"]["media"] is None
    assert [block["type"] for block in header["standfirst"]] == [
        "heading",
        "paragraph",
        "paragraph",
    ]
    assert header["related"][0] == {"text": "How a battery store catches fire", "url": None}


def test_the_day_of_the_story_is_the_one_in_the_title() -> None:
    assert header_content(capture("treaty-talks"))["date"] == "2031-10-09"


def test_the_oldest_post_comes_first() -> None:
    lines = [content["origin"]["line"] for content in post_contents(capture("harbour-fire"))]
    assert lines == [76, 66, 54, 46, 33, 17]


def test_a_page_that_stands_oldest_first_keeps_its_order() -> None:
    coverage = read_page(
        "14:05 GMT, May 4, 2026", "River rising", "It rose.",
        "15:05 GMT, May 4, 2026", "River falls", "It fell.",
    )  # fmt: skip
    contents = post_contents(coverage)
    assert [content["headline"] for content in contents] == ["River rising", "River falls"]
    assert contents[0]["origin"] == {"published_at": "2026-05-04T14:05:00Z", "line": 7}


def test_a_time_that_is_no_instant_is_kept_in_the_source_s_words() -> None:
    content = post_contents(capture("storm"))[-1]
    assert content["origin"] == {"published_at": None, "line": 7, "said": "2 hours ago"}
    assert content["byline"] == "Hannah Quist"


def test_a_run_in_heading_is_a_label() -> None:
    (block,) = _blocks("What the neighbours say: The water came at night, they told us.")
    assert block == {
        "type": "paragraph",
        "label": "What the neighbours say",
        "html": "The water came at night, they told us.",
    }


@pytest.mark.parametrize(
    "line",
    [
        "The mayor told reporters: “We will rebuild it.”",
        "She said: We will rebuild the bridge by the spring.",
        "There were three things: a bridge, a mill and a school.",
        "The water, which had been rising since Sunday noon, did it in one night: It took a mill.",
    ],
)
def test_a_colon_in_a_sentence_makes_no_label(line: str) -> None:
    (block,) = _blocks(line)
    assert block["label"] is None


def test_bullets_keep_their_labels() -> None:
    (lead_in, bullets) = _blocks("The main points:", "• The dyke: It holds.\n• It rains")
    assert bullets == {
        "type": "bullets",
        "ordered": False,
        "items": [{"label": "The dyke", "html": "It holds."}, {"label": None, "html": "It rains"}],
    }


def test_numbered_lines_are_an_ordered_list() -> None:
    tasks = post_contents(capture("spacewalk"))[0]["blocks"][-1]
    assert tasks["ordered"] is True and len(tasks["items"]) == 3


def test_a_paragraph_that_is_one_quotation_is_a_quote() -> None:
    (_, block) = _blocks("It rose.", "“We will rebuild it, and higher.”")
    assert block == {
        "type": "quote",
        "paragraphs": ["“We will rebuild it, and higher.”"],
        "credit": None,
    }
    (_, block) = _blocks("It rose.", "“We will rebuild it,” she said. “And higher.”")
    assert block["type"] == "paragraph"


def test_background_is_an_inset_of_one_id_wherever_it_stands() -> None:
    background = "Background: The bridge was built in 1911 and has been flooded twice."
    coverage = read_page(
        "River rising", "It rose.", background, "River falls", "It fell.", background,
        "River calm", "More on the bridge: It is to be rebuilt by the spring.",
    )  # fmt: skip
    insets = [
        block
        for content in post_contents(coverage)
        for block in content["blocks"]
        if block["type"] == "context"
    ]
    assert [inset["title"] for inset in insets] == ["More on the bridge:", *["Background:"] * 2]
    assert insets[1]["context"] == insets[2]["context"] != insets[0]["context"]
    assert insets[1]["paragraphs"] == ["The bridge was built in 1911 and has been flooded twice."]


def test_a_caveat_is_an_unverified_claim_in_its_own_words() -> None:
    caveat = "The Bank could not independently verify the claim."
    (_, block) = _blocks("It rose.", caveat)
    claim = block.pop("claim")
    assert claim and block == {
        "type": "claim",
        "text": caveat,
        "source": None,
        "status": "unverified",
        "note": None,
    }


def test_a_caveat_among_other_words_stays_a_paragraph() -> None:
    (block,) = _blocks("It rose. The Bank could not independently verify by how much.")
    assert block["type"] == "paragraph"


def test_a_caption_is_a_picture_that_is_gone() -> None:
    picture = post_contents(capture("harbour-fire"))[-2]["blocks"][0]
    assert picture["type"] == "picture" and picture["media"] is None
    assert picture["caption"] == (
        "Fire crews change shifts on the quay at Port Hallam, March 3, 2026."
    )
    assert picture["credit"] == "Tomas Reyes/Northlight Pictures"


def test_links_keep_their_lead_in() -> None:
    links = post_contents(capture("harbour-fire"))[-1]["blocks"][-1]
    assert links == {
        "type": "links",
        "title": "Read more:",
        "items": [
            {"text": "Two islands run short of fuel", "url": None},
            {"text": "Why Pier 9 was never rebuilt in stone", "url": None},
        ],
    }


def test_a_summary_of_labelled_bullets_is_a_round_up() -> None:
    round_ups = [post.headline for post in capture("harbour-fire").posts if is_round_up(post)]
    assert round_ups == ["Here's what we know as the evening shift takes over"]
    flags = [content["round_up"] for content in post_contents(capture("harbour-fire"))]
    assert flags == [False, False, False, False, True, False]


def test_marks_in_the_text_are_no_markup() -> None:
    (block,) = _blocks("It rose <b>by</b> a foot & more.")
    assert block["html"] == "It rose &lt;b&gt;by&lt;/b&gt; a foot &amp; more."


def test_a_space_before_a_colon_stays_where_it_is() -> None:
    (context,) = _blocks("Le contexte : La grève avait commencé le 2 mars.")
    assert context["title"] == "Le contexte :"
    (paragraph,) = _blocks("Les navires : Trois sont encore au large du port.")
    assert paragraph["label"] is None
    assert paragraph["html"] == "Les navires : Trois sont encore au large du port."


def test_a_paragraph_that_is_too_long_for_a_block_is_cut_between_words() -> None:
    long = "word " * 9_000 + "end."
    blocks = _blocks(long.strip())
    assert len(blocks) > 1 and all(len(block["html"]) <= 20_000 for block in blocks)
    assert " ".join(block["html"] for block in blocks) == long


def test_a_title_without_latin_letters_gets_an_address_too() -> None:
    coverage = read_text(page("川の水位が上昇", "水位は上がった。", title="川の一日"))
    assert coverage.title == "川の一日" and coverage.slug
    assert [post.headline for post in coverage.posts] == ["川の水位が上昇"]


def _blocks(*lines: str) -> list[dict[str, Any]]:
    coverage = read_page("River bursts its banks in Hallam", *lines)
    (content,) = post_contents(coverage)
    assert checked(Kind.POSTED, content) == content
    blocks: list[dict[str, Any]] = content["blocks"]
    return blocks
