"""Where a post stands on the page, and moving it to another coverage."""

from __future__ import annotations

import pytest
from django.test import Client

from stoppress.record.append import append
from stoppress.record.models import Post, Revision
from stoppress.record.moving import move_post
from stoppress.record.vocabulary import Kind
from tests.desk.forms import as_post, fields_in, text_of
from tests.newsroom import open_harbour_fire, publish, some_post

DESK = "/coverages/harbour-fire"


@pytest.fixture
def posts(fire: str) -> dict[str, Post]:
    return {name: publish(fire, name) for name in ("one", "two", "three", "four")}


def order() -> list[str]:
    found = Post.objects.filter(coverage__slug="harbour-fire").order_by("-place")
    return list(found.values_list("headline", flat=True))


def step(browser: Client, post: Post, act: str) -> None:
    page = browser.get(DESK).content.decode()
    form = fields_in(page, f'#post-{post.id} form[action$="/{act}"]')
    for _ in range(2):  # a double click is one step
        answer = browser.post(f"{DESK}/posts/{post.id}/{act}", as_post(form))
        assert answer.headers["Location"] == f"{DESK}#post-{post.id}"


def test_it_moves_a_post_one_place_up_or_down(browser: Client, posts: dict[str, Post]) -> None:
    step(browser, posts["two"], "move-up")
    assert order() == ["four", "two", "three", "one"]
    step(browser, posts["four"], "move-down")
    assert order() == ["two", "four", "three", "one"]
    step(browser, posts["three"], "move-down")
    assert order() == ["two", "four", "one", "three"]
    page = browser.get(DESK).content.decode()
    assert page.index(">two<") < page.index(">four<") < page.index(">three<")


def test_it_steps_past_the_place_of_a_post_that_has_moved_away(
    browser: Client, posts: dict[str, Post]
) -> None:
    move_post(posts["two"].id, open_harbour_fire("flood"))
    step(browser, posts["three"], "move-down")
    shown = [name for name in order() if name != "two"]
    assert shown == ["four", "one", "three"]


def test_it_says_that_there_is_no_further_place(browser: Client, posts: dict[str, Post]) -> None:
    step(browser, posts["four"], "move-up")
    assert "stands on top already" in browser.get(DESK).content.decode()
    step(browser, posts["one"], "move-down")
    assert "below all others already" in browser.get(DESK).content.decode()
    asked = browser.post(
        f"{DESK}/posts/{posts['four'].id}/move-up", headers={"accept": "application/json"}
    )
    assert (asked.status_code, set(asked.json())) == (422, {"error"})


def test_it_puts_a_post_above_another_or_below_all(browser: Client, posts: dict[str, Post]) -> None:
    url = f"{DESK}/posts/{posts['four'].id}/place-above"
    form = fields_in(browser.get(url).content.decode(), "form.card")
    assert browser.post(url, as_post(form)).status_code == 422, "none is chosen"
    assert browser.post(url, as_post(form, above=posts["one"].id)).status_code == 302
    assert order() == ["three", "two", "four", "one"]
    form = fields_in(browser.get(url).content.decode(), "form.card")
    assert browser.post(url, as_post(form, above="-")).status_code == 302
    assert order() == ["three", "two", "one", "four"]


def test_it_moves_a_post_to_another_coverage(browser: Client, posts: dict[str, Post]) -> None:
    flood = open_harbour_fire("flood")
    url = f"{DESK}/posts/{posts['two'].id}/move"
    form = fields_in(browser.get(url).content.decode(), "form.card")
    sent = as_post(form, into=flood, note="It belongs there.")
    for _ in range(2):
        assert browser.post(url, sent).status_code == 302
    moved = Revision.objects.get(kind=Kind.MOVED_IN)
    assert moved.post is not None
    row = text_of(browser.get(DESK).content.decode(), f"#post-{posts['two'].id}")
    assert "Moved to Fire in the old harbour" in row
    assert "“It belongs there.”" in row
    there = browser.get("/coverages/flood").content.decode()
    assert f'id="post-{moved.post.id}"' in there
    versions = browser.get(f"/coverages/flood/posts/{moved.post.id}/versions").content.decode()
    assert "Came from another coverage by Ana Reis" in text_of(versions, ".versions > li")


def test_it_does_not_move_what_somebody_has_just_changed(
    browser: Client, posts: dict[str, Post]
) -> None:
    flood = open_harbour_fire("flood")
    url = f"{DESK}/posts/{posts['two'].id}/move"
    form = fields_in(browser.get(url).content.decode(), "form.card")
    append(posts["two"].coverage_id, Kind.REVISED, some_post("2"), post_id=posts["two"].id)
    answer = browser.post(url, as_post(form, into=flood, note="It belongs there."))
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "It belongs there." in page
    assert browser.post(url, as_post(fields_in(page, "form.card"), into=flood)).status_code == 302
