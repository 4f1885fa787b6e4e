"""Drafts: saved while one writes, found again, gone when published or thrown away."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from stoppress.desk.models import Draft
from stoppress.record.models import Revision
from tests.desk.forms import as_post, fields_in, text_of
from tests.newsroom import publish

DESK = "/coverages/harbour-fire"
SAVE, PUBLISH = f"{DESK}/draft", f"{DESK}/publish"
JSON = {"accept": "application/json"}


@pytest.fixture
def form(browser: Client, fire: str) -> dict[str, Any]:
    return opened(browser, DESK)


def opened(browser: Client, url: str) -> dict[str, Any]:
    return as_post(fields_in(browser.get(url).content.decode(), "#composer"))


def saved(browser: Client, form: dict[str, Any], **fields: Any) -> str:
    answer = browser.post(SAVE, form | fields, headers=JSON)
    assert answer.status_code == 200
    return str(answer.json()["kept"])


def test_it_finds_the_words_again(browser: Client, form: dict[str, Any]) -> None:
    assert saved(browser, form, headline="Half a thought", stroke="1") == "new"
    page = browser.get(DESK).content.decode()
    assert "Restored: your draft of" in text_of(page, "#restored")
    kept = fields_in(page, "#composer")
    assert kept["headline"] == "Half a thought"
    assert kept["submission"] == form["submission"][0]
    assert kept["stroke"] == "1"


def test_it_shows_a_draft_to_nobody_else(
    browser: Client, belas_browser: Client, form: dict[str, Any]
) -> None:
    saved(browser, form, headline="Half a thought", stroke="1")
    assert "Half a thought" not in belas_browser.get(DESK).content.decode()
    assert saved(belas_browser, form, headline="Mine", stroke="9") == "elsewhere"
    assert opened(browser, DESK)["headline"] == ["Half a thought"]


def test_it_lets_no_older_save_undo_a_later_one(browser: Client, form: dict[str, Any]) -> None:
    saved(browser, form, headline="Three strokes", stroke="3")
    assert saved(browser, form, headline="Two strokes", stroke="2") == "elsewhere"
    assert saved(browser, form, headline="Other three", stroke="3") == "elsewhere"
    assert saved(browser, form, headline="Three strokes", stroke="3") == "kept"
    assert saved(browser, form, headline="Four strokes", stroke="4") == "kept"
    assert opened(browser, DESK)["headline"] == ["Four strokes"]


def test_it_goes_when_the_post_is_published_and_does_not_come_back(
    browser: Client, form: dict[str, Any]
) -> None:
    saved(browser, form, headline="Crane falls", stroke="1")
    assert browser.post(PUBLISH, form | {"headline": "Crane falls"}).status_code == 302
    assert not Draft.objects.exists()
    late = saved(browser, form, headline="Crane falls", stroke="2")
    assert late == "published", "a save that was under way must not bring it back"
    assert not Draft.objects.exists()


def test_it_is_saved_by_a_button_too(browser: Client, form: dict[str, Any]) -> None:
    page = browser.post(PUBLISH, form | {"headline": "Crane", "keep": "on"}).content.decode()
    assert "Restored" in text_of(page, "#restored")
    assert not Revision.objects.filter(kind="posted").exists()
    again = as_post(fields_in(page, "#composer"), headline="Crane falls", keep="on")
    browser.post(PUBLISH, again)
    assert opened(browser, DESK)["headline"] == ["Crane falls"]


def test_it_is_thrown_away_when_asked(browser: Client, form: dict[str, Any]) -> None:
    saved(browser, form, headline="Half a thought", stroke="1")
    url = f"{DESK}/drafts/{form['submission'][0]}/discard"
    answer = browser.post(url, form)
    assert answer.headers["Location"] == f"{DESK}?new"
    assert not Draft.objects.exists()


def test_it_keeps_several_and_offers_them(browser: Client, form: dict[str, Any]) -> None:
    saved(browser, form, headline="First thought", stroke="1")
    second = opened(browser, f"{DESK}?new")
    assert second["headline"] == [""]
    saved(browser, second, headline="Second thought", stroke="1")
    page = browser.get(DESK).content.decode()
    assert "First thought" in text_of(page, ".others")
    wanted = f"{DESK}?draft={form['submission'][0]}"
    assert wanted in page
    assert opened(browser, wanted)["headline"] == ["First thought"]


def test_it_keeps_an_edit_apart_from_a_new_post(browser: Client, fire: str) -> None:
    crane = publish(fire, "Crane falls")
    url = f"{DESK}/posts/{crane.id}/edit"
    edit = opened(browser, url)
    saved(browser, edit, headline="Crane fell", stroke="1")
    assert opened(browser, DESK)["headline"] == [""]
    assert opened(browser, f"{DESK}/posts/{crane.id}/correct")["headline"] == ["Crane falls"]
    again = opened(browser, url)
    assert again["headline"] == ["Crane fell"]
    assert again["made_from"] == ["1"], "so that a change meanwhile is still noticed"


@pytest.mark.parametrize("name", ["nonsense", str(uuid4())])
def test_it_opens_the_composer_for_a_draft_that_is_gone(
    browser: Client, fire: str, name: str
) -> None:
    assert browser.get(f"{DESK}?draft={name}").status_code == 200
