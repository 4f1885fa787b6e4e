"""Pausing, resuming, reopening a coverage, and merging it into another."""

from __future__ import annotations

import pytest
from django.test import Client
from selectolax.lexbor import LexborHTMLParser

from stoppress.record.append import append
from stoppress.record.history import published
from stoppress.record.models import Coverage, Revision
from stoppress.record.vocabulary import Kind
from tests.desk.forms import as_post, fields_in, text_of
from tests.newsroom import open_harbour_fire, publish

DESK = "/coverages/harbour-fire"


def turn(browser: Client, act: str, **fields: str) -> None:
    """Ask for `act`, and answer twice, as a double click does."""
    form = fields_in(browser.get(f"{DESK}/{act}").content.decode(), "form.card")
    for _ in range(2):
        answer = browser.post(f"{DESK}/{act}", as_post(form, **fields))
        assert answer.status_code == 302, answer.content.decode()


def state() -> str:
    return Coverage.objects.get(slug="harbour-fire").state


def test_it_pauses_and_resumes(browser: Client, fire: str) -> None:
    turn(browser, "pause", note="Until the briefing at nine.")
    assert state() == "paused"
    page = browser.get(DESK).content.decode()
    assert "This coverage is paused" in page
    assert 'id="composer"' not in page
    turn(browser, "resume")
    assert state() == "live"
    said = [published(row).content for row in Revision.objects.order_by("position")[1:]]
    assert said == [{"note": "Until the briefing at nine."}, {}]


def test_it_keeps_what_was_written_while_somebody_paused(
    browser: Client, belas_browser: Client, fire: str
) -> None:
    form = fields_in(browser.get(DESK).content.decode(), "#composer")
    turn(belas_browser, "pause")
    answer = browser.post(f"{DESK}/publish", as_post(form, headline="The crane leans"))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "resume it" in text_of(page, "#problem")
    assert fields_in(page, "#composer")["headline"] == "The crane leans"


def test_it_ends_and_reopens(browser: Client, fire: str) -> None:
    turn(browser, "end")
    assert "Reopen" in browser.get(DESK).content.decode()
    turn(browser, "reopen", note="The fire is back.")
    assert state() == "live"


@pytest.mark.parametrize("act", ["resume", "reopen"])
def test_it_says_what_cannot_be_done_and_keeps_the_note(
    browser: Client, fire: str, act: str
) -> None:
    answer = browser.post(f"{DESK}/{act}", {"note": "Soon."})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "This coverage" in text_of(page, "#problem")
    assert act == "resume" or "Soon." in page


def test_it_merges_into_another_coverage(browser: Client, fire: str) -> None:
    flood = open_harbour_fire("flood")
    publish(fire)
    turn(browser, "merge", into=flood, note="It is one story now.")
    assert state() == "merged"
    kinds = list(Revision.objects.filter(coverage=flood).values_list("kind", flat=True))
    assert kinds == ["opened", "joined"]
    page = browser.get(DESK).content.decode()
    said = LexborHTMLParser(page).css_first("main > .note a")
    assert said is not None
    assert (said.text(), said.attributes["href"]) == (
        "Fire in the old harbour",
        "/coverages/flood",
    )
    assert "Correct" in page, "what is there can still be put right"


def test_it_does_not_merge_into_nothing_or_into_what_has_ended(browser: Client, fire: str) -> None:
    assert "No other coverage goes on" in browser.get(f"{DESK}/merge").content.decode()
    flood = open_harbour_fire("flood")
    append(flood, Kind.ENDED, {})
    for into in ("", "zzzz", flood, fire):
        answer = browser.post(f"{DESK}/merge", {"into": into, "note": "One story."})
        assert answer.status_code == 422
        assert "hoose" in text_of(answer.content.decode(), "#problem")
    assert state() == "live"
