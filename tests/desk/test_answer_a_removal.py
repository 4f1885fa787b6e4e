"""Asking for a removal, and what another editor sees and does about it."""

from __future__ import annotations

import dataclasses

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client

from stoppress.config import Config
from stoppress.desk.models import RemovalRequest
from stoppress.record.append import append
from stoppress.record.models import Post, Revision
from stoppress.record.removal.removing import withhold
from stoppress.record.vocabulary import Kind, Standing
from tests.desk.forms import as_post, fields_in, text_of
from tests.newsroom import publish, some_post

DESK = "/coverages/harbour-fire"


@pytest.fixture
def crane(fire: str) -> Post:
    post = publish(fire, "Crane falls on the quay", "Nobody was hurt.")
    append(fire, Kind.REVISED, some_post("Crane fell", "Two were hurt."), post_id=post.id)
    return Post.objects.get(id=post.id)


def ask(browser: Client, post: Post, query: str = "", **fields: str) -> RemovalRequest:
    url = f"{DESK}/posts/{post.id}/ask-removal"
    form = fields_in(browser.get(url + query).content.decode(), "main form")
    for _ in range(2):  # a double click
        answer = browser.post(url, as_post(form, **({"reason": "legal"} | fields)))
        assert answer.status_code == 302, answer.content.decode()
    return RemovalRequest.objects.get()


def test_another_editor_reads_the_words_and_destroys_them(
    browser: Client, belas_browser: Client, crane: Post
) -> None:
    request = ask(browser, crane, note="A court forbids it.")
    assert Post.objects.get().standing == Standing.WITHHELD
    assert "Crane fell" in belas_browser.get("/removals").content.decode()
    page = belas_browser.get(f"/removals/{request.pk}").content.decode()
    assert "Nobody was hurt." in page
    assert "Two were hurt." in page
    form = fields_in(page, "form.confirm")
    unsure = belas_browser.post(f"/removals/{request.pk}", as_post(form, sure=None))
    assert unsure.status_code == 422
    assert "Tick that you are sure" in text_of(unsure.content.decode(), "#problem")
    for _ in range(2):
        done = belas_browser.post(f"/removals/{request.pk}", as_post(form, sure="on"))
        assert done.headers["Location"] == "/removals"
    assert Post.objects.get().standing == Standing.REMOVED
    assert Revision.objects.filter(kind=Kind.REMOVED).count() == 1
    page = belas_browser.get(DESK).content.decode()
    assert "Two were hurt." not in page
    assert "Its words were removed" in page
    versions = belas_browser.get(f"{DESK}/posts/{crane.id}/versions")
    assert "Words removed" in versions.content.decode()


def test_the_reason_of_a_withdrawal_is_not_offered_as_a_note_that_would_stay(
    browser: Client, fire: str, crane: Post
) -> None:
    append(fire, Kind.WITHDRAWN, {"reason": "Names the victim."}, post_id=crane.id)
    assert ask(browser, crane).note == ""
    assert b"victim" not in bytes(Revision.objects.get(kind=Kind.WITHHELD).content or b"")


def test_the_note_of_a_withholding_is_offered_again(
    browser: Client, fire: str, crane: Post
) -> None:
    withhold(fire, post_id=crane.id, reason="privacy", note="At the family's wish.")
    assert ask(browser, crane).note == "At the family's wish."


def test_who_asked_is_not_offered_to_confirm_and_is_refused(browser: Client, crane: Post) -> None:
    request = ask(browser, crane)
    page = browser.get(f"/removals/{request.pk}").content.decode()
    assert "another editor must confirm" in page
    assert "Destroy them" not in page
    answer = browser.post(f"/removals/{request.pk}", {"sure": "on"})
    assert answer.status_code == 422
    assert "Another editor must confirm" in text_of(answer.content.decode(), "#problem")
    assert Revision.objects.filter(content=None).count() == 0


def test_one_editor_may_where_the_setting_says_so(
    newsroom: Config, browser: Client, crane: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "STOPPRESS", dataclasses.replace(newsroom, removal="one"))
    request = ask(browser, crane)
    form = fields_in(browser.get(f"/removals/{request.pk}").content.decode(), "form.confirm")
    assert browser.post(f"/removals/{request.pk}", as_post(form, sure="on")).status_code == 302
    assert Post.objects.get().standing == Standing.REMOVED


def test_it_is_called_off_and_then_released(
    browser: Client, belas_browser: Client, crane: Post
) -> None:
    request = ask(browser, crane)
    refused = browser.post(f"{DESK}/posts/{crane.id}/release", {})
    assert "call that off first" in text_of(refused.content.decode(), "#problem")
    assert belas_browser.post(f"/removals/{request.pk}/call-off").status_code == 302
    late = browser.post(f"/removals/{request.pk}/call-off", follow=True)
    assert "answered this request already" in late.content.decode()
    assert browser.post(f"{DESK}/posts/{crane.id}/release", {}).status_code == 302
    assert Post.objects.get().is_shown


def test_it_keeps_what_was_typed_where_no_reason_is_chosen(browser: Client, crane: Post) -> None:
    url = f"{DESK}/posts/{crane.id}/ask-removal"
    answer = browser.post(url, {"note": "A court forbids it.", "submission": ""})
    assert answer.status_code == 422
    assert RemovalRequest.objects.count() == 0
    assert Post.objects.get().is_shown


def test_only_older_words_go_that_were_chosen_and_the_post_stays(
    browser: Client, belas_browser: Client, ana: User, crane: Post
) -> None:
    page = browser.get(f"{DESK}/posts/{crane.id}/versions").content.decode()
    assert page.count('name="position"') == 1, "the words of now cannot be chosen"
    request = ask(browser, crane, "?position=2")
    assert request.positions == [2]
    assert Post.objects.get().is_shown
    versions = browser.get(f"{DESK}/posts/{crane.id}/versions").content.decode()
    assert "Words withheld" in versions
    page = belas_browser.get(f"/removals/{request.pk}").content.decode()
    assert "Nobody was hurt." in page
    assert "Two were hurt." not in page
    form = fields_in(page, "form.confirm")
    done = belas_browser.post(f"/removals/{request.pk}", as_post(form, sure="on"))
    assert done.status_code == 302
    gone = Revision.objects.filter(content=None).values_list("position", flat=True)
    assert list(gone) == [2]
    assert Post.objects.get().headline == "Crane fell"


def test_it_does_not_take_the_words_of_now_for_older_ones(browser: Client, crane: Post) -> None:
    sent = {"reason": "legal", "position": ["2", "3"]}
    answer = browser.post(f"{DESK}/posts/{crane.id}/ask-removal", sent)
    assert answer.status_code == 422
    assert "correct the post first" in text_of(answer.content.decode(), "#problem")
    assert RemovalRequest.objects.count() == 0


def test_the_versions_say_who_did_what(browser: Client, ana: User, crane: Post) -> None:
    form = fields_in(browser.get(f"{DESK}/posts/{crane.id}/correct").content.decode(), "#composer")
    sent = as_post(form, headline="Crane leans", note="It did not fall.")
    assert browser.post(f"{DESK}/posts/{crane.id}/correct", sent).status_code == 302
    page = browser.get(f"{DESK}/posts/{crane.id}/versions").content.decode()
    newest = text_of(page, ".versions > li")
    assert "Corrected by Ana Reis" in newest
    assert "“It did not fall.”" in newest
    assert "Headline: Crane leans" in newest
    assert f"/harbour-fire/posts/{crane.id}/history" in page
    assert "by nobody of this desk" in text_of(page, ".versions > li:last-child")
