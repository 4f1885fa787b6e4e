"""Withholding a post in two presses, releasing it, and seeing what may still be done."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client

from stoppress.record.append import append
from stoppress.record.models import Post, Revision
from stoppress.record.vocabulary import Kind, Standing
from tests.desk.forms import as_post, fields_in, text_of
from tests.newsroom import publish, revisions, some_post

DESK = "/coverages/harbour-fire"


@pytest.fixture
def crane(fire: str) -> Post:
    return publish(fire, "Crane falls on the quay", "Nobody was hurt.")


def row_of(browser: Client, post: Post) -> str:
    return text_of(browser.get(DESK).content.decode(), f"#post-{post.id}")


def withhold(browser: Client, post: Post, **fields: str) -> None:
    page = browser.get(DESK).content.decode()
    form = fields_in(page, f'#post-{post.id} form[action$="/withhold"]')
    url = f"{DESK}/posts/{post.id}/withhold"
    for _ in range(2):  # a double click
        answer = browser.post(url, as_post(form, **({"reason": "privacy"} | fields)))
        assert answer.status_code == 302, answer.content.decode()


def test_it_withholds_with_one_press_of_a_reason(browser: Client, crane: Post) -> None:
    withhold(browser, crane, note="We are checking.")
    assert Post.objects.get().standing == Standing.WITHHELD
    assert [row.kind for row in revisions(crane.coverage_id)] == ["opened", "posted", "withheld"]
    shown = row_of(browser, crane)
    assert "Withheld by Ana Reis" in shown
    assert "because of privacy" in shown
    assert "“We are checking.”" in shown
    assert "Crane falls on the quay" in shown, "whoever decides must be able to read it"
    assert "Release" in shown
    assert "Ask for removal" in shown
    assert "Edit" not in shown


def test_it_withholds_whatever_somebody_has_made_of_the_post_meanwhile(
    browser: Client, crane: Post
) -> None:
    page = browser.get(DESK).content.decode()
    form = fields_in(page, f'#post-{crane.id} form[action$="/withhold"]')
    append(crane.coverage_id, Kind.REVISED, some_post("It stands"), post_id=crane.id)
    answer = browser.post(f"{DESK}/posts/{crane.id}/withhold", as_post(form, reason="safety"))
    assert answer.status_code == 302
    assert Post.objects.get().standing == Standing.WITHHELD


def test_it_keeps_the_note_where_the_reason_is_none(browser: Client, crane: Post) -> None:
    url = f"{DESK}/posts/{crane.id}/withhold"
    answer = browser.post(url, {"reason": "because", "note": "We are checking."})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "reason: must be one of" in text_of(page, "#problem")
    assert str(fields_in(page, "main form")["note"]).strip() == "We are checking."
    assert Post.objects.get().is_shown


def test_it_releases_after_asking(browser: Client, crane: Post) -> None:
    withhold(browser, crane)
    page = browser.get(f"{DESK}/posts/{crane.id}/release").content.decode()
    form = fields_in(page, "main form")
    for _ in range(2):
        answer = browser.post(f"{DESK}/posts/{crane.id}/release", as_post(form))
        assert answer.status_code == 302
    assert Post.objects.get().is_shown
    assert Revision.objects.filter(kind=Kind.RELEASED).count() == 1
    assert "Edit" in row_of(browser, crane)


def test_it_withholds_what_was_withdrawn(browser: Client, crane: Post) -> None:
    append(crane.coverage_id, Kind.WITHDRAWN, {"reason": "It stands."}, post_id=crane.id)
    shown = row_of(browser, crane)
    assert "Readers are told: “It stands.”" in shown
    assert "Release" not in shown.replace("Release brings it back", "")
    withhold(browser, crane)
    assert Post.objects.get().standing == Standing.WITHHELD


def test_it_withholds_after_the_end(browser: Client, crane: Post) -> None:
    append(crane.coverage_id, Kind.ENDED, {})
    withhold(browser, crane)
    assert Post.objects.get().standing == Standing.WITHHELD


def test_it_knows_a_post_only_in_its_own_coverage(browser: Client, crane: Post) -> None:
    for act in ("withhold", "release", "ask-removal", "versions"):
        assert browser.get(f"/coverages/flood/posts/{crane.id}/{act}").status_code == 404
    sent = {"submission": str(uuid4()), "reason": "legal"}
    assert browser.post(f"{DESK}/posts/zzzz/withhold", sent).status_code == 404
