"""An act that would only be refused: its page says what is the case, leads back, keeps words."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.test import Client
from selectolax.lexbor import LexborHTMLParser

from stoppress.desk.removals import ask_removal, confirm_removal
from stoppress.record.append import append
from stoppress.record.models import Coverage, Post, Revision
from stoppress.record.moving import merge
from stoppress.record.removal.removing import withhold
from stoppress.record.vocabulary import Kind
from tests.desk.forms import text_of
from tests.newsroom import open_harbour_fire, publish, some_post

DESK = "/coverages/harbour-fire"
_ACTS_ON_SHOWN = ("withdraw", "place-above", "move", "edit", "correct", "clarify")


@pytest.fixture
def crane(fire: str) -> Post:
    return publish(fire)


def said_at(browser: Client, path: str, back: str) -> str:
    """What the page says instead of asking; it has no form but that for signing out."""
    answer = browser.get(path)
    assert answer.status_code == 200
    page = LexborHTMLParser(answer.content)
    assert page.css_first("main form") is None
    links = {link.attributes.get("href") for link in page.css("main a")}
    assert back in links
    return text_of(answer.content.decode(), "#in-the-way")


def said_of(browser: Client, post: Post, act: str) -> str:
    return said_at(browser, f"{DESK}/posts/{post.id}/{act}", f"{DESK}#post-{post.id}")


def test_there_is_nothing_to_release_of_a_post_that_is_shown(browser: Client, crane: Post) -> None:
    assert said_of(browser, crane, "release").startswith("No words of this post are withheld")
    withdrawn = {"reason": "It stands."}
    append(crane.coverage_id, Kind.WITHDRAWN, withdrawn, post_id=crane.id)
    assert said_of(browser, crane, "release").startswith("No words of this post are withheld")


@pytest.mark.parametrize("act", _ACTS_ON_SHOWN)
def test_what_was_withdrawn_takes_nothing_more(browser: Client, crane: Post, act: str) -> None:
    append(crane.coverage_id, Kind.WITHDRAWN, {"reason": "It stands."}, post_id=crane.id)
    assert said_of(browser, crane, act).startswith("This post has been withdrawn")


def test_what_is_withheld_is_not_withheld_again(browser: Client, crane: Post) -> None:
    withhold(crane.coverage_id, post_id=crane.id, reason="legal")
    assert said_of(browser, crane, "withhold").startswith("This post is withheld already")
    assert said_of(browser, crane, "withdraw").startswith("This post is withheld; release")
    assert browser.get(f"{DESK}/posts/{crane.id}/release").content.count(b"Release it") == 1


def test_a_removal_that_was_asked_for_is_led_to(browser: Client, ana: User, crane: Post) -> None:
    request = ask_removal(ana, crane, reason="legal")
    for act, said in (("release", "call that off first"), ("ask-removal", "asked for already")):
        assert said in said_of(browser, crane, act)
        page = browser.get(f"{DESK}/posts/{crane.id}/{act}").content.decode()
        assert f'href="/removals/{request.pk}"' in page


@pytest.mark.parametrize("act", ["ask-removal", "withhold", "release", "withdraw", "edit"])
def test_what_was_removed_is_not_removed_again(
    browser: Client, ana: User, bela: User, crane: Post, act: str
) -> None:
    confirm_removal(bela, ask_removal(ana, crane, reason="legal"))
    assert "words of this post were removed" in said_of(browser, crane, act)


def test_older_words_that_are_withheld_can_be_released(browser: Client, crane: Post) -> None:
    append(crane.coverage_id, Kind.REVISED, some_post("It fell"), post_id=crane.id)
    withhold(crane.coverage_id, post_id=crane.id, positions=[2], reason="legal")
    assert b"Release it" in browser.get(f"{DESK}/posts/{crane.id}/release").content


@pytest.mark.parametrize(
    ("state", "act", "said"),
    [
        (None, "resume", "This coverage is not paused"),
        (None, "reopen", "This coverage has not ended"),
        (Kind.PAUSED, "pause", "This coverage is paused already"),
        (Kind.ENDED, "end", "This coverage has ended"),
        (Kind.ENDED, "pause", "This coverage has ended"),
    ],
)
def test_a_coverage_does_not_do_what_it_has_done(
    browser: Client, fire: str, state: Kind | None, act: str, said: str
) -> None:
    if state:
        append(fire, state, {})
    assert said_at(browser, f"{DESK}/{act}", DESK).startswith(said)


@pytest.mark.parametrize("act", ["merge", "pause", "end", "reopen", "header"])
def test_a_merged_coverage_goes_on_elsewhere(browser: Client, fire: str, act: str) -> None:
    merge(fire, open_harbour_fire("flood"))
    assert said_at(browser, f"{DESK}/{act}", DESK).startswith("This coverage was merged")


def test_a_post_of_a_coverage_that_ended_stays_where_it_is(browser: Client, crane: Post) -> None:
    append(crane.coverage_id, Kind.ENDED, {})
    for act in ("move", "place-above"):
        assert said_of(browser, crane, act).startswith("This coverage has ended")
    assert "Edit a post" in browser.get(f"{DESK}/posts/{crane.id}/edit").content.decode()


@pytest.mark.parametrize(
    ("act", "said"), [("pin", "pinned already"), ("mark-key", "a key event already")]
)
def test_a_mark_is_not_put_twice(browser: Client, crane: Post, act: str, said: str) -> None:
    url = f"{DESK}/posts/{crane.id}/{act}"
    assert browser.post(url, {"submission": str(uuid4())}).status_code == 302
    again = browser.post(url, {"submission": str(uuid4())}, follow=True)
    assert said in text_of(again.content.decode(), "main .note.error")
    assert Revision.objects.filter(post=crane).count() == 2


def test_an_edit_that_was_begun_is_shown_though_the_post_was_withheld_meanwhile(
    browser: Client, crane: Post
) -> None:
    sent = {"headline": "It fell, and nobody was hurt", "submission": str(uuid4())}
    saved = sent | {"place": f"revised:{crane.id}", "stroke": "1"}
    assert browser.post(f"{DESK}/draft", saved).json()["kept"] == "new"
    withhold(crane.coverage_id, post_id=crane.id, reason="legal")
    page = browser.get(f"{DESK}/posts/{crane.id}/edit").content.decode()
    assert "This post is withheld" in text_of(page, "#in-the-way")
    assert "It fell, and nobody was hurt" in page
    refused = browser.post(f"{DESK}/posts/{crane.id}/edit", sent)
    assert refused.status_code == 422
    assert "It fell, and nobody was hurt" in refused.content.decode()


def test_a_note_that_was_typed_is_kept_where_somebody_was_quicker(
    browser: Client, fire: str
) -> None:
    append(fire, Kind.ENDED, {})
    answer = browser.post(f"{DESK}/end", {"note": "Good night.", "submission": str(uuid4())})
    assert answer.status_code == 422
    assert "Good night." in answer.content.decode()
    assert Coverage.objects.get().state == "ended"
