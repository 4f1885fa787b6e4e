"""Editing, correcting, withdrawing, pinning and marking posts."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.utils.datastructures import MultiValueDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stoppress.record.append import append
from stoppress.record.content.check import checked
from stoppress.record.content.copies import is_same_copy
from stoppress.record.history import copy_of, published
from stoppress.record.models import Post, Revision
from stoppress.record.vocabulary import Kind
from tests.desk.blocks import any_block
from tests.desk.forms import as_post, fields_in, text_of
from tests.newsroom import publish, revisions, some_post

DESK = "/coverages/harbour-fire"
JSON = {"accept": "application/json"}


@pytest.fixture
def crane(fire: str) -> Post:
    return publish(fire, "Crane falls on the quay", "Nobody was hurt.")


def form_at(browser: Client, post: Post, action: str) -> MultiValueDict[str, str]:
    page = browser.get(f"{DESK}/posts/{post.id}/{action}").content.decode()
    return fields_in(page, "main form")


def press(browser: Client, post: Post, action: str, form: Any = None, **fields: Any) -> Any:
    url = f"{DESK}/posts/{post.id}/{action}"
    return browser.post(url, as_post(form if form is not None else MultiValueDict(), **fields))


def kinds(coverage: str) -> list[str]:
    return [row.kind for row in revisions(coverage)]


def test_it_edits_a_post(browser: Client, crane: Post) -> None:
    form = form_at(browser, crane, "edit")
    answer = press(browser, crane, "edit", form, headline="Crane fell on the quay")
    assert answer.status_code == 302
    row = Revision.objects.latest("position")
    assert (row.kind, row.post_revision) == ("revised", 2)
    said = published(row).content
    assert said["headline"] == "Crane fell on the quay"
    assert said["blocks"][0]["html"] == "Nobody was hurt."


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(blocks=st.lists(any_block, max_size=3))
def test_it_loses_nothing_of_what_an_edit_does_not_touch(
    browser: Client, fire: str, blocks: list[dict[str, Any]]
) -> None:
    # What is new has no version yet, and names no source that the record does not know.
    unsaid = ("version", "source_id", "source_version")
    blocks = [{key: said for key, said in one.items() if key not in unsaid} for one in blocks]
    content = some_post() | {"headline": "Before", "blocks": blocks}
    row = append(fire, Kind.POSTED, content)
    assert row.post is not None
    form = form_at(browser, row.post, "edit")
    assert press(browser, row.post, "edit", form, headline="After").status_code == 302
    said = copy_of(Post.objects.get(id=row.post.id)).content
    assert is_same_copy(said["blocks"], checked(Kind.POSTED, content)["blocks"])


def test_line_36_it_shows_both_versions_when_somebody_was_quicker(
    browser: Client, belas_browser: Client, crane: Post
) -> None:
    anas, belas = form_at(browser, crane, "edit"), form_at(belas_browser, crane, "edit")
    assert press(belas_browser, crane, "edit", belas, headline="Belas").status_code == 302
    url = f"{DESK}/posts/{crane.id}/edit"
    asked = browser.post(url, as_post(anas, headline="Anas"), headers=JSON)
    assert (asked.status_code, asked.json()["conflict"]) == (409, True)
    answer = press(browser, crane, "edit", anas, headline="Anas")
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Headline: Belas" in text_of(page, ".comparison .theirs")
    assert "Headline: Anas" in text_of(page, ".comparison .yours")
    again = fields_in(page, "#composer")
    assert again["headline"] == "Anas"
    assert press(browser, crane, "edit", again).status_code == 302
    assert copy_of(Post.objects.get(id=crane.id)).content["headline"] == "Anas"
    assert kinds(crane.coverage_id) == ["opened", "posted", "revised", "revised"]


def test_it_corrects_a_post_with_a_note_to_readers(browser: Client, crane: Post) -> None:
    form = form_at(browser, crane, "correct")
    refused = press(browser, crane, "correct", form)
    assert refused.status_code == 422
    assert "a note that tells readers" in text_of(refused.content.decode(), "#problem")
    answer = press(
        browser, crane, "correct", form, note="It did not fall.", was="falls", now="leans"
    )
    assert answer.status_code == 302
    row = Revision.objects.latest("position")
    assert row.kind == "corrected"
    correction = published(row).content["correction"]
    assert correction == {"note": "It did not fall.", "was": "falls", "now": "leans"}
    assert "Corrected" in browser.get(DESK).content.decode()


def test_it_clarifies_a_post_with_a_note_to_readers(browser: Client, crane: Post) -> None:
    form = form_at(browser, crane, "clarify")
    refused = press(browser, crane, "clarify", form)
    assert refused.status_code == 422
    assert "what was unclear" in text_of(refused.content.decode(), "#problem")
    answer = press(browser, crane, "clarify", form, note="The crane of the north quay is meant.")
    assert answer.status_code == 302
    row = Revision.objects.latest("position")
    assert row.kind == "clarified"
    said = published(row).content
    assert said["clarification"] == {"note": "The crane of the north quay is meant."}
    edited = press(browser, crane, "edit", form_at(browser, crane, "edit"), headline="The crane")
    assert edited.status_code == 302
    assert "clarification" not in published(Revision.objects.latest("position")).content


def test_it_withdraws_a_post_with_a_reason(browser: Client, crane: Post) -> None:
    form = form_at(browser, crane, "withdraw")
    refused = press(browser, crane, "withdraw", form)
    assert refused.status_code == 422
    assert Post.objects.get().is_shown
    answer = press(browser, crane, "withdraw", form, reason="The crane stands.")
    assert answer.status_code == 302
    assert not Post.objects.get().is_shown
    row = Revision.objects.latest("position")
    assert published(row).content == {"reason": "The crane stands."}


def test_it_does_not_withdraw_what_somebody_has_just_changed(browser: Client, crane: Post) -> None:
    form = form_at(browser, crane, "withdraw")
    append(crane.coverage_id, Kind.REVISED, some_post("It stands"), post_id=crane.id)
    answer = press(browser, crane, "withdraw", form, reason="The crane stands.")
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "read it again" in text_of(page, "#problem")
    assert "It stands" in page
    again = fields_in(page, "main form")
    assert again["reason"] == "The crane stands."
    assert press(browser, crane, "withdraw", again).status_code == 302


def test_it_pins_and_marks_with_one_press_each(browser: Client, crane: Post) -> None:
    for action in ("pin", "unpin", "mark-key", "unmark-key"):
        page = browser.get(DESK).content.decode()
        form = fields_in(page, f'form[action$="/{action}"]')
        answer = press(browser, crane, action, form)
        assert answer.headers["Location"] == f"{DESK}#post-{crane.id}"
        assert press(browser, crane, action, form).status_code == 302, "a double click"
    assert kinds(crane.coverage_id)[2:] == ["pinned", "unpinned", "marked_key", "unmarked_key"]


def test_it_gives_a_key_event_words_of_its_own(browser: Client, crane: Post) -> None:
    press(browser, crane, "mark-key", label="The crane")
    row = Revision.objects.latest("position")
    assert published(row).content == {"label": "The crane"}


def test_it_says_why_a_mark_was_refused(browser: Client, crane: Post) -> None:
    press(browser, crane, "unpin")
    assert "This post is not pinned." in browser.get(DESK).content.decode()
    url = f"{DESK}/posts/{crane.id}/unpin"
    assert browser.post(url, headers=JSON).json() == {"error": "This post is not pinned."}


def test_it_knows_a_post_only_in_its_own_coverage(browser: Client, crane: Post) -> None:
    assert browser.get(f"/coverages/flood/posts/{crane.id}/edit").status_code == 404
    assert browser.get(f"{DESK}/posts/zzzz/edit").status_code == 404


def test_it_takes_a_number_that_is_none_for_no_number(browser: Client, fire: str) -> None:
    post = publish(fire)
    sent = {"headline": "Gantry falls", "made_from": "9" * 5000}
    answer = browser.post(f"{DESK}/posts/{post.id}/edit", sent, headers=JSON)
    assert answer.status_code == 200
