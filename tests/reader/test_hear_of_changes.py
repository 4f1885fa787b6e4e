"""An open page hears of every change once, in order, and without being loaded again."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from stoppress.record.append import append
from stoppress.record.models import Post
from stoppress.record.vocabulary import Kind
from tests.newsroom import harbour_fire, publish, some_post
from tests.reader.reader import Reader, caught_up

pytestmark = pytest.mark.journey
Reading = Callable[..., Reader]


def test_new_posts_wait_behind_a_button_that_says_how_many(reader: Reader, fire: str) -> None:
    publish(fire, "Smoke")
    caught_up(reader, fire)
    button = reader.page.get_by_role("button", name="1 new post", exact=True)
    expect(button).to_be_visible()
    publish(fire, "Ash")
    caught_up(reader, fire)
    assert reader.headlines == ["Crane falls"]
    expect(reader.page.locator("#count")).to_have_text("3 posts")
    reader.page.get_by_role("button", name="2 new posts").press("Enter")
    assert reader.headlines == ["Ash", "Smoke", "Crane falls"]
    assert reader.page.evaluate("document.activeElement.innerText").count("Ash") == 1
    expect(reader.page.locator(".waiting")).to_be_hidden()


def test_a_post_that_waits_is_shown_with_its_last_words(reader: Reader, fire: str) -> None:
    smoke, ash = publish(fire, "Smoke"), publish(fire, "Ash")
    append(fire, Kind.REVISED, some_post("White smoke"), post_id=smoke.id)
    append(fire, Kind.WITHDRAWN, {"reason": "It was snow."}, post_id=ash.id)
    caught_up(reader, fire)
    reader.page.locator(".waiting").click()
    assert reader.headlines == ["This post was withdrawn", "White smoke", "Crane falls"]


def test_a_follower_sees_new_posts_at_once_and_is_remembered(reader: Reader, fire: str) -> None:
    publish(fire, "Smoke")
    caught_up(reader, fire)
    reader.page.get_by_label("Follow live").check()
    assert reader.headlines == ["Smoke", "Crane falls"]
    publish(fire, "Ash")
    caught_up(reader, fire)
    assert reader.headlines == ["Ash", "Smoke", "Crane falls"]
    reader.page.reload()
    expect(reader.page.get_by_label("Follow live")).to_be_checked()


def test_edits_corrections_and_withdrawals_apply_at_once(
    reader: Reader, fire: str, crane: Post
) -> None:
    post = reader.post(crane.id)
    append(fire, Kind.REVISED, some_post("Gantry falls"), post_id=crane.id)
    caught_up(reader, fire)
    assert reader.headlines == ["Gantry falls"]
    note = {"correction": {"note": "It was a gantry.", "was": "crane", "now": "gantry"}}
    append(fire, Kind.CORRECTED, some_post("Gantry falls") | note, post_id=crane.id)
    caught_up(reader, fire)
    expect(post.get_by_label("Correction")).to_contain_text("It was a gantry.")
    append(fire, Kind.WITHDRAWN, {"reason": "Another harbour."}, post_id=crane.id)
    caught_up(reader, fire)
    assert "Another harbour." in post.inner_text()
    assert "Gantry" not in reader.page.content()
    expect(reader.page.locator("#count")).to_have_text("0 posts, 1 withdrawn")


def test_pins_and_key_events_come_and_go(reader: Reader, fire: str, crane: Post) -> None:
    pinned, events = reader.page.locator("#pinned"), reader.page.locator("#keys li")
    append(fire, Kind.PINNED, {}, post_id=crane.id)
    append(fire, Kind.MARKED_KEY, {"label": "It falls"}, post_id=crane.id)
    caught_up(reader, fire)
    expect(pinned.get_by_role("link", name="Crane falls")).to_be_visible()
    expect(events).to_contain_text(["It falls"])
    append(fire, Kind.UNPINNED, {}, post_id=crane.id)
    append(fire, Kind.UNMARKED_KEY, {}, post_id=crane.id)
    caught_up(reader, fire)
    assert pinned.get_by_role("link").count() == 0
    assert events.count() == 0


def test_the_header_changes_and_the_coverage_ends(reader: Reader, fire: str) -> None:
    append(fire, Kind.HEADER_CHANGED, harbour_fire() | {"title": "The harbour burns"})
    append(fire, Kind.ENDED, {"note": "Good night."})
    caught_up(reader, fire)
    expect(reader.page.get_by_role("heading", level=1)).to_have_text("The harbour burns")
    expect(reader.page.locator("#state")).to_have_text("Ended")
    expect(reader.page.locator("#pinned")).to_contain_text("Good night.")
    expect(reader.page.get_by_label("Follow live")).to_be_hidden()


def test_a_reader_of_a_single_post_sees_it_corrected(
    reading: Reading, fire: str, crane: Post
) -> None:
    reader = reading(f"/harbour-fire/posts/{crane.id}")
    publish(fire, "Smoke")
    append(fire, Kind.REVISED, some_post("Gantry falls"), post_id=crane.id)
    append(fire, Kind.HEADER_CHANGED, harbour_fire() | {"title": "The harbour burns"})
    reader.reach(5)
    assert reader.headlines == ["Gantry falls"]
    expect(reader.page.get_by_role("heading", level=1)).to_have_text("The harbour burns")
    assert reader.errors == []


def test_a_reader_of_an_older_page_sees_it_corrected_and_gets_no_news(
    reading: Reading, fire: str
) -> None:
    posts = [publish(fire, f"Post {number}") for number in range(1, 101)]
    reader = reading("/harbour-fire/page/1")
    publish(fire, "Post 101")
    append(fire, Kind.REVISED, some_post("Edited"), post_id=posts[4].id)
    reader.reach(103)
    assert reader.headlines[45] == "Edited"
    assert len(reader.headlines) == 50
    assert reader.page.locator(".waiting").count() == 0
    expect(reader.page.get_by_role("status")).to_have_text("New post: Post 101")
    assert reader.errors == []


def test_it_tells_a_screen_reader_politely(reader: Reader, fire: str, crane: Post) -> None:
    told = reader.page.get_by_role("status")
    expect(told).to_have_attribute("aria-live", "polite")
    publish(fire, "Smoke")
    caught_up(reader, fire)
    expect(told).to_have_text("New post: Smoke")
    append(fire, Kind.REVISED, some_post("Gantry falls"), post_id=crane.id)
    caught_up(reader, fire)
    expect(told).to_have_text("New post: Smoke")  # a plain edit interrupts nobody


def test_line_1_every_change_is_applied_once_and_in_order(reader: Reader, fire: str) -> None:
    reader.page.get_by_label("Follow live").check()
    reader.page.evaluate(
        """() => {
            window.seen = [];
            new MutationObserver((all) => all.forEach((one) => one.addedNodes.forEach((node) => {
                if (node.id?.startsWith("post-")) seen.push(node.querySelector("h2").innerText);
            }))).observe(document.querySelector("main"), { childList: true, subtree: true });
        }"""
    )
    for number in range(60):
        publish(fire, f"Post {number}")
    caught_up(reader, fire)
    assert reader.page.evaluate("seen") == [f"Post {number}" for number in range(60)]
    assert reader.headlines[:60] == [f"Post {number}" for number in range(59, -1, -1)]
