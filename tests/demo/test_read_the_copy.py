"""The copy of the demo: sound content, true times, and the care that a good desk takes."""

from __future__ import annotations

import re
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest

from stoppress.demo.script import DESK, Step
from stoppress.lib.clock import from_rfc3339
from stoppress.record.content.check import checked
from stoppress.record.content.inline import is_web_address
from stoppress.record.vocabulary import Kind
from tests.demo.reading import (
    COPY,
    DAY,
    HEADERS,
    POSTED,
    blocks,
    called,
    first,
    last_words,
    texts,
)

_FILED_LATE = {"pulse", "moscow"}
# From NASA's record of the flight.
_TRUE_TIMES = {
    "wings": "1969-07-20T17:44:00Z",  # undocking
    "behind": "1969-07-20T19:08:14Z",  # descent orbit insertion
    "engine-lit": "1969-07-20T20:05:05Z",  # powered descent
    "alarm": "1969-07-20T20:10:26Z",
    "down": "1969-07-20T20:17:40Z",
    "hatch": "1969-07-21T02:39:33Z",
    "step": "1969-07-21T02:56:15Z",
    "inside": "1969-07-21T05:11:13Z",
    "lift-off": "1969-07-21T17:54:00Z",
    "docked": "1969-07-21T21:35:00Z",
}


@pytest.mark.parametrize("step", DAY, ids=called)
def test_it_is_content_that_loses_nothing_in_checking(step: Step) -> None:
    assert checked(Kind(step.kind), step.content) == step.content


@pytest.mark.parametrize(("post", "instant"), _TRUE_TIMES.items())
def test_it_tells_the_true_time(post: str, instant: str) -> None:
    assert first(post).content["happened_at"] == instant


def test_it_goes_forward_in_time_but_for_what_was_filed_late() -> None:
    late, latest = set(), from_rfc3339("1969-07-20T11:00:00Z")
    for step in POSTED:
        happened = from_rfc3339(step.content["happened_at"])
        if happened < latest:
            late.add(step.post)
        latest = max(latest, happened)
    assert late == _FILED_LATE
    assert latest < from_rfc3339("1969-07-22T00:00:00Z")
    assert all(first(post).content["kicker"] == "Filed late" for post in _FILED_LATE)


def test_it_names_houston_time_rightly() -> None:
    """A clock time in a headline or a label is the post's own time, five hours behind UTC."""
    bullets = first("one-night").content["blocks"][0]["items"]
    walk = {"9:39 p.m.": "hatch", "9:56 p.m.": "step", "10:15 p.m.": "two-men",
            "10:24 p.m.": "plaque", "10:41 p.m.": "flag", "10:48 p.m.": "call",
            "11:44 p.m.": "instruments", "12:11 a.m.": "inside"}  # fmt: skip
    labels = [item["label"] for item in bullets]
    assert [label for label in walk if label not in labels] == []
    for label, post in walk.items():
        there = from_rfc3339(first(post).content["happened_at"]) - timedelta(hours=5)
        assert there.strftime("%I:%M %p").lstrip("0") == label.replace(".", "").upper()


def test_each_post_says_who_filed_it_and_where() -> None:
    bylines = {person.login: person.byline for person in DESK}
    for step in POSTED:
        assert step.content["byline"] == bylines[step.by], called(step)
        assert re.match(r"[A-Z][A-Z ]+(, [A-Z][a-z]+)?\Z", step.content["dateline"]), called(step)


@pytest.mark.parametrize("step", COPY, ids=called)
def test_it_keeps_to_lengths_that_fit_a_phone(step: Step) -> None:
    assert 3 <= len(step.content["headline"]) <= 80
    paragraphs = blocks(step.content, "paragraph")
    assert len(paragraphs) <= 4 and len(step.content["blocks"]) <= 7
    assert all(len(block["html"].split()) <= 85 for block in paragraphs)
    words = [word for text in texts(step.content) for word in re.findall(r"[^\s–—-]+", text)]
    assert [word for word in words if len(word) > 22 and "/" not in word] == []


@pytest.mark.parametrize("step", DAY, ids=called)
def test_it_is_set_with_care(step: Step) -> None:
    for text in texts(step.content):
        assert "  " not in text and text == text.strip()
        assert '"' not in text and "'" not in text, "quotes and apostrophes are typographic"
        assert text.count("“") == text.count("”"), text
        assert "Tranquillity" not in text, "the base is spelled as NASA spells it"


def test_it_gives_each_picture_a_caption_a_credit_and_a_description() -> None:
    pictures = [block for step in COPY for block in blocks(step.content, "picture")]
    pictures += [step.content["lead"] for step in HEADERS]
    assert pictures
    for picture in pictures:
        assert picture["credit"] == "Drawing: Stoppress"
        assert len(picture["caption"]) > 20 and 40 < len(picture["alt"]) < 300
        assert picture["alt"] != picture["caption"]


def test_it_credits_each_quote() -> None:
    quotes = [block for step in COPY for block in blocks(step.content, "quote")]
    assert len(quotes) > 10 and all(block["credit"] for block in quotes)


def test_an_inset_has_the_same_words_wherever_it_stands() -> None:
    insets = [block for words in last_words().values() for block in blocks(words, "context")]
    places = Counter(block["context"] for block in insets)
    assert places.keys() == {"two-ships", "silence", "luna-15"}
    assert min(places.values()) >= 3
    assert len({str(block) for block in insets}) == len(places)


def test_a_claim_is_unverified_until_it_is_confirmed_everywhere_at_once() -> None:
    seen: dict[str, list[str]] = {}
    for step in COPY:
        for block in blocks(step.content, "claim"):
            seen.setdefault(block["claim"], []).append(block["status"])
    assert all(states[0] == "unverified" for states in seen.values())
    assert all(states == sorted(states, reverse=True) for states in seen.values())
    at_the_end: dict[str, set[str]] = {}
    for words in last_words().values():
        for block in blocks(words, "claim"):
            at_the_end.setdefault(block["claim"], set()).add(block["status"])
    assert at_the_end == {
        "alarm-overload": {"confirmed"},
        "luna-down": {"confirmed"},
        "luna-purpose": {"unverified"},
    }


@pytest.mark.parametrize("step", [s for s in COPY if s.kind == "corrected"], ids=called)
def test_a_correction_shows_what_stood_there_and_what_stands_there_now(step: Step) -> None:
    earlier = DAY[: DAY.index(step)]
    before = [s for s in earlier if s.post == step.post and s.kind in ("posted", "revised")][-1]
    correction = step.content["correction"]
    now = {key: value for key, value in step.content.items() if key != "correction"}
    assert correction["was"] in _whole(before.content) and correction["was"] not in _whole(now)
    assert correction["now"] in _whole(now) and correction["now"] not in _whole(before.content)


def test_a_round_up_has_labelled_bullets() -> None:
    round_ups = [step for step in POSTED if step.content["round_up"]]
    assert len(round_ups) >= 2
    for step in round_ups:
        items = blocks(step.content, "bullets")[0]["items"]
        assert len(items) >= 5 and all(item["label"] for item in items)


def test_links_lead_to_web_addresses() -> None:
    links = [
        link for step in COPY for block in blocks(step.content, "links") for link in block["items"]
    ]
    links += [link for step in HEADERS for link in step.content["related"]]
    assert len(links) > 5
    assert all(is_web_address(link["url"]) and link["url"].startswith("https://") for link in links)


def test_the_header_turns_with_the_story() -> None:
    titles = [step.content["title"] for step in HEADERS]
    assert len(set(titles)) == len(titles) and len(HEADERS) >= 6
    for step in HEADERS:
        assert (step.content["zone"], step.content["zone_name"]) == ("America/Chicago", "Houston")
        assert ("slug" in step.content) is (step.kind == "opened")


def _whole(content: dict[str, Any]) -> str:
    return " ".join(texts(content))
