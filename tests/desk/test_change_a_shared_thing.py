"""Claims, contexts, sources, threads: written once, chosen elsewhere, changed everywhere."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from stoppress.desk.shelf import as_shown
from stoppress.record.append import append
from stoppress.record.models import Post, Revision, Shared, SharedUse
from stoppress.record.vocabulary import Kind
from tests.desk.forms import as_post, fields_in, text_of
from tests.newsroom import open_harbour_fire

DESK = "/coverages/harbour-fire"
CLAIM = {"type": "claim", "claim": "c1", "text": "Two are missing", "status": "unverified"}


def post_with(coverage: str, headline: str, **content: Any) -> Post:
    row = append(coverage, Kind.POSTED, {"headline": headline, "blocks": [CLAIM]} | content)
    assert row.post is not None
    return row.post


def claim_of(post: Post) -> dict[str, Any]:
    (block,) = as_shown(Post.objects.get(id=post.id))["blocks"]
    return dict(block)


@pytest.fixture
def two(fire: str) -> tuple[Post, Post]:
    """Two posts of two coverages that show one claim."""
    return post_with(fire, "Crane"), post_with(open_harbour_fire("flood"), "Flood")


def edit_form(browser: Client, post: Post) -> Any:
    page = browser.get(f"{DESK}/posts/{post.id}/edit").content.decode()
    return page, fields_in(page, "#composer")


def test_it_says_where_else_a_claim_shows_before_it_is_published(
    browser: Client, two: tuple[Post, Post]
) -> None:
    page, form = edit_form(browser, two[0])
    assert "Shown in 1 other post too: what you change here" in text_of(page, ".elsewhere")
    assert "Flood" in text_of(page, ".elsewhere")
    key = form["section"]
    url = f"{DESK}/posts/{two[0].id}/edit"
    assert browser.post(url, as_post(form, **{f"{key}-status": "confirmed"})).status_code == 302
    assert claim_of(two[0])["status"] == claim_of(two[1])["status"] == "confirmed"
    assert Revision.objects.latest("id").kind == Kind.SHARED_CHANGED


def test_an_edit_that_did_not_touch_it_takes_nothing_back(
    browser: Client, belas_browser: Client, two: tuple[Post, Post]
) -> None:
    _, form = edit_form(browser, two[0])
    change(belas_browser, status="confirmed")
    assert browser.post(
        f"{DESK}/posts/{two[0].id}/edit", as_post(form, headline="The crane")
    ).status_code in (302, 409)
    assert claim_of(two[0])["status"] == "confirmed"
    _, form = edit_form(browser, two[0])
    key = form["section"]
    assert form[f"{key}-status"] == "confirmed", "the form shows what readers see"


def test_it_shows_both_texts_when_somebody_changed_the_claim_meanwhile(
    browser: Client, belas_browser: Client, two: tuple[Post, Post]
) -> None:
    _, form = edit_form(browser, two[0])
    change(belas_browser, text="Three are missing")
    key = form["section"]
    url = f"{DESK}/posts/{two[0].id}/edit"
    answer = browser.post(url, as_post(form, **{f"{key}-html": "<p>One is missing</p>"}))
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Three are missing" in text_of(page, ".comparison .theirs")
    assert "One is missing" in text_of(page, ".comparison .yours")
    assert browser.post(url, as_post(fields_in(page, "#composer"))).status_code == 302
    assert claim_of(two[1])["text"] == "One is missing"


def test_it_puts_a_claim_that_there_is_into_another_post(
    browser: Client, two: tuple[Post, Post]
) -> None:
    page = browser.get(DESK).content.decode()
    assert 'value="c1"' in page
    sent = {"headline": "Third", "section": "s", "s-kind": "claim", "s-use": "c1"}
    assert browser.post(f"{DESK}/publish", sent).status_code == 302
    assert SharedUse.objects.filter(shared="c1").count() == 3
    assert Shared.objects.get(id="c1").version == 1


def test_it_keeps_a_new_source_and_gives_it_to_another_claim(browser: Client, fire: str) -> None:
    sent = {"headline": "One", "section": "s", "s-kind": "claim", "s-html": "<p>It fell</p>"}
    named = sent | {"s-source": "The union", "s-keep_source": "on"}
    assert browser.post(f"{DESK}/publish", named).status_code == 302
    source = Shared.objects.get(sort="source")
    assert source.name == "The union"
    other = sent | {"s-source": "somebody", "s-source_id": source.id}
    assert browser.post(f"{DESK}/publish", other).status_code == 302
    claims = Shared.objects.filter(sort="claim")
    assert {claim.fields["source"] for claim in claims} == {"The union"}
    assert Shared.objects.get(sort="source").version == 1


def test_it_ties_posts_together_by_a_thread(browser: Client, fire: str) -> None:
    named = {"headline": "One", "new_thread": "jets"}
    assert browser.post(f"{DESK}/publish", named).status_code == 302
    thread = Shared.objects.get(sort="thread")
    assert "jets" in browser.get(DESK).content.decode()
    ticked = {"headline": "Two", "thread": [thread.id]}
    assert browser.post(f"{DESK}/publish", ticked).status_code == 302
    assert SharedUse.objects.filter(shared=thread).count() == 2
    form = edit_form(browser, Post.objects.get(headline="Two"))[1]
    assert form["thread"] == thread.id
    url = f"{DESK}/posts/{Post.objects.get(headline='Two').id}/edit"
    assert browser.post(url, as_post(form, thread=None)).status_code == 302
    assert SharedUse.objects.filter(shared=thread).count() == 1


def change(browser: Client, **fields: Any) -> Any:
    form = fields_in(browser.get("/shared/claim/c1").content.decode(), "#thing")
    return browser.post("/shared/claim/c1", as_post(form, **fields))


def test_its_page_changes_it_everywhere_and_tells_who_did(
    browser: Client, two: tuple[Post, Post]
) -> None:
    assert "in 2 posts" in browser.get("/shared/claim").content.decode()
    page = browser.get("/shared/claim/c1").content.decode()
    assert "Publishing this changes 2 posts" in page
    form = fields_in(page, "#thing")
    sent = as_post(form, status="confirmed", change="The chief said so.")
    for _ in range(2):
        assert browser.post("/shared/claim/c1", sent).status_code == 302
    assert claim_of(two[0])["status"] == claim_of(two[1])["status"] == "confirmed"
    newest = text_of(browser.get("/shared/claim/c1").content.decode(), ".versions > li")
    assert "Version 2 by Ana Reis" in newest
    assert "“The chief said so.”" in newest
    assert "Status: confirmed" in newest


def test_coverage_that_has_ended_keeps_what_it_showed_unless_ticked(
    browser: Client, two: tuple[Post, Post]
) -> None:
    append(two[1].coverage_id, Kind.ENDED, {})
    assert change(browser, status="confirmed").status_code == 302
    assert claim_of(two[1])["status"] == "unverified"
    assert change(browser, status="false", ended_too=[two[1].coverage_id]).status_code == 302
    assert claim_of(two[1])["status"] == "false"


def test_its_form_comes_back_with_both_texts_and_with_what_was_wrong(
    browser: Client, belas_browser: Client, two: tuple[Post, Post]
) -> None:
    form = fields_in(browser.get("/shared/claim/c1").content.decode(), "#thing")
    assert change(belas_browser, text="<p>Three are missing</p>").status_code == 302
    sent = as_post(form, text="<p>One is missing</p>", change="We counted.")
    answer = browser.post("/shared/claim/c1", sent)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Three are missing" in text_of(page, ".comparison .theirs")
    again = fields_in(page, "#thing")
    assert "One is missing" in str(again["text"])
    assert "We counted." in str(again["change"])
    assert browser.post("/shared/claim/c1", as_post(again)).status_code == 302
    assert claim_of(two[0])["text"] == "One is missing"
    assert change(browser, text="").status_code == 422


def test_enter_in_a_field_publishes_nothing_and_loses_nothing(
    browser: Client, two: tuple[Post, Post]
) -> None:
    answer = change(browser, look="on", source="The union", status="confirmed")
    assert answer.status_code == 200
    kept = fields_in(answer.content.decode(), "#thing")
    assert (kept["source"], kept["status"]) == ("The union", "confirmed")
    assert Shared.objects.get(id="c1").version == 1


def test_a_refusal_does_not_hide_that_somebody_was_quicker(
    browser: Client, belas_browser: Client, two: tuple[Post, Post]
) -> None:
    form = fields_in(browser.get("/shared/claim/c1").content.decode(), "#thing")
    assert change(belas_browser, text="<p>Three are missing</p>").status_code == 302
    refused = browser.post("/shared/claim/c1", as_post(form, text=""))
    assert refused.status_code == 422
    again = fields_in(refused.content.decode(), "#thing")
    answer = browser.post("/shared/claim/c1", as_post(again, text="<p>One is missing</p>"))
    assert answer.status_code == 409
