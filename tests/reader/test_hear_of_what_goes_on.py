"""An open page hears of words that go and come back, of moves, of shared things, of the state."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from stoppress.record.append import append
from stoppress.record.models import Post
from stoppress.record.moving import merge, move_post
from stoppress.record.removal.removing import release, remove, withhold
from stoppress.record.sharing.change import change_shared
from stoppress.record.vocabulary import Kind
from tests.newsroom import open_harbour_fire, publish, some_post
from tests.reader.reader import Reader, caught_up
from tests.reader.test_stay_connected import answers, deltas

pytestmark = pytest.mark.journey
Reading = Callable[..., Reader]
CLAIM = {"text": "The cable broke.", "source": "Port authority", "status": "unverified"}


def claiming(fire: str, headline: str) -> Post:
    """A post with a claim."""
    claim: dict[str, Any] = {"type": "claim", "claim": "cable"} | CLAIM
    post = append(fire, Kind.POSTED, {"headline": headline, "blocks": [claim]}).post
    assert post is not None
    return post


def test_a_clarification_is_shown_and_told(reader: Reader, fire: str, crane: Post) -> None:
    note = {"clarification": {"note": "The north quay is meant."}}
    append(fire, Kind.CLARIFIED, some_post("Crane falls") | note, post_id=crane.id)
    caught_up(reader, fire)
    shown = reader.post(crane.id).get_by_label("Clarification")
    expect(shown).to_contain_text("The north quay is meant.")
    expect(reader.page.get_by_role("status")).to_contain_text("Clarification of “Crane falls”")


def test_words_that_are_withheld_are_nowhere_on_the_page_until_they_are_released(
    reader: Reader, fire: str, crane: Post
) -> None:
    append(fire, Kind.PINNED, {}, post_id=crane.id)
    append(fire, Kind.MARKED_KEY, {"label": None}, post_id=crane.id)
    caught_up(reader, fire)
    withhold(fire, post_id=crane.id, reason="legal")
    caught_up(reader, fire)
    assert re.fullmatch(
        r"This post was withheld, for legal reasons, on \d+ \w+ \d{4}", reader.headlines[0]
    )
    assert "Crane falls" not in reader.page.content()
    assert "Nobody was hurt." not in reader.page.content()
    release(fire, post_id=crane.id)
    caught_up(reader, fire)
    assert reader.headlines == ["Crane falls"]
    expect(reader.page.get_by_role("status")).to_have_text("A post is shown again: Crane falls")


def test_words_that_are_removed_go_from_a_post_that_waits_too(reader: Reader, fire: str) -> None:
    secret = publish(fire, "A name", "It was she.")
    caught_up(reader, fire)
    remove(fire, post_id=secret.id, reason="privacy")
    caught_up(reader, fire)
    expect(reader.page.get_by_role("status")).to_have_text("A post was removed.")
    reader.page.locator(".waiting").click()
    assert "removed, to protect somebody’s privacy" in reader.headlines[0]
    assert "It was she." not in reader.page.content()
    expect(reader.page.locator("#count")).to_have_text("1 post, 1 removed")


def test_a_post_that_is_reordered_takes_its_new_place(reading: Reading, fire: str) -> None:
    posts = [publish(fire, f"Post {number}") for number in range(4)]
    reader = reading()
    reader.page.evaluate("window.isStillTheSamePage = true")
    append(fire, Kind.REORDERED, {"above": posts[2].id}, post_id=posts[0].id)
    append(fire, Kind.REORDERED, {"above": None}, post_id=posts[3].id)
    caught_up(reader, fire)
    assert reader.headlines == ["Post 0", "Post 2", "Post 1", "Post 3"]
    reader.page.reload()
    assert reader.headlines == ["Post 0", "Post 2", "Post 1", "Post 3"]


def test_a_coverage_pauses_goes_on_ends_and_is_opened_again(reader: Reader, fire: str) -> None:
    state, notice = reader.page.locator("#state"), reader.page.locator("#pinned")
    append(fire, Kind.PAUSED, {"note": "Until six."})
    caught_up(reader, fire)
    expect(state).to_have_text("Paused")
    expect(notice).to_have_text("This coverage is paused. Until six.")
    append(fire, Kind.RESUMED, {})
    caught_up(reader, fire)
    expect(state).to_have_text("Live")
    append(fire, Kind.ENDED, {"note": None})
    caught_up(reader, fire)
    append(fire, Kind.REOPENED, {"note": "It burns again."})
    caught_up(reader, fire)
    expect(notice).to_have_text("This coverage has been reopened. It burns again.")
    publish(fire, "Smoke")
    caught_up(reader, fire)
    expect(reader.page.locator(".waiting")).to_be_visible()


def test_one_who_came_after_the_end_hears_that_it_goes_on(reading: Reading, fire: str) -> None:
    append(fire, Kind.ENDED, {"note": None})
    reader = reading(clock=True)
    append(fire, Kind.REOPENED, {"note": None})
    # So that the browser keeps no answer: its page's minutes are our moments.
    reader.page.route("**/after/*", lambda route: route.continue_())
    reader.pass_time(65)
    reader.reach(3)
    publish(fire, "Smoke")
    reader.reach(4)
    assert reader.errors == []


def test_a_post_that_moves_leads_on_and_comes_in_there(
    reader: Reader, reading: Reading, fire: str, crane: Post
) -> None:
    quay = open_harbour_fire("north-quay")
    there = reading("/north-quay/")
    there.page.evaluate("window.isStillTheSamePage = true")
    moved = move_post(crane.id, quay)[1]
    caught_up(reader, fire)
    caught_up(there, quay)
    link = reader.post(crane.id).get_by_role("link", name="Fire in the old harbour")
    expect(link).to_have_attribute("href", f"/north-quay/posts/{moved.post_id}")
    assert there.headlines == ["Crane falls"]
    expect(there.page.get_by_text("Moved here from")).to_be_visible()


def test_a_coverage_that_is_merged_says_where_it_goes_on(
    reader: Reader, reading: Reading, fire: str, crane: Post
) -> None:
    quay = open_harbour_fire("north-quay")
    there, single = reading("/north-quay/"), reading(f"/harbour-fire/posts/{crane.id}")
    for page in (there, single):
        page.page.evaluate("window.isStillTheSamePage = true")
    merge(fire, quay, note="Thank you.")
    for page, coverage in ((reader, fire), (single, fire), (there, quay)):
        caught_up(page, coverage)
    for page in (reader, single):
        expect(page.page.locator("#whence").get_by_role("link")).to_have_attribute(
            "href", "/north-quay/"
        )
    expect(reader.page.locator("#pinned")).to_contain_text("This coverage has ended. It goes on at")
    expect(there.page.locator("#pinned")).to_contain_text("merged into this one")


def test_a_claim_changes_in_every_post_that_shows_it(
    reading: Reading, fire: str, crane: Post
) -> None:
    posts = [claiming(fire, headline) for headline in ("Cable", "Inquiry")]
    reader = reading()
    reader.page.evaluate("window.isStillTheSamePage = true")
    change_shared("cable", CLAIM | {"status": "confirmed", "note": "The mayor said so too."})
    caught_up(reader, fire)
    for post in posts:
        claim = reader.post(post.id).get_by_label("Claim")
        expect(claim).to_contain_text("Confirmed")
        expect(claim).to_contain_text("The mayor said so too.")
        expect(claim).to_contain_text("Changed")
    expect(reader.page.get_by_role("status")).to_have_text("Claim confirmed: The cable broke.")


def test_a_page_of_a_post_that_was_removed_while_nobody_listened_shows_it_no_more(
    reading: Reading, fire: str, crane: Post
) -> None:
    reader = reading(f"/harbour-fire/posts/{crane.id}")
    reader.page.route("**/after/*", lambda route: route.fulfill(status=410, body="{}"))
    reader.page.route("**/posts/*", lambda route: route.fulfill(status=410, body="Gone"))
    reader.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(reader.page.get_by_text("Gone")).to_be_visible()
    assert "Crane falls" not in reader.page.content()


def test_the_checkpoint_of_a_heartbeat_is_handed_on(reader: Reader) -> None:
    reader.page.evaluate(
        """() => { window.heard = []; coverage.addEventListener("stoppress:checkpoint",
            ({ detail }) => heard.push(detail)); }"""
    )
    beats = [{"position": 0}, {"position": 0, "checkpoint": "harbour.test/log\n3\nAAAA\n"}]
    answers(reader.page, "".join(f"event: hb\ndata: {json.dumps(beat)}\n\n" for beat in beats))
    reader.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    reader.wait_until(lambda: bool(reader.page.evaluate("heard.length")))
    assert reader.page.evaluate("heard[0]") == "harbour.test/log\n3\nAAAA\n"


def test_a_page_of_the_past_follows_nothing(reading: Reading, fire: str, crane: Post) -> None:
    reader = reading(clock=True)
    asked = deltas(reader.page)

    reader.page.goto(f"{reader.page.url}?at=2")
    expect(reader.page.get_by_role("note")).to_contain_text("as it stood at an earlier moment")
    asked.clear()
    streams = answers(reader.page, "")
    reader.page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    append(fire, Kind.WITHDRAWN, {"reason": "No."}, post_id=crane.id)
    reader.pass_time(70)
    assert (asked, streams) == ([], [])
    assert reader.headlines == ["Crane falls"]
    expect(reader.page.get_by_label("Follow live")).to_be_hidden()
    assert reader.errors == []
    reader.page.get_by_role("link", name="Go to the page now").click()
    expect(reader.page.locator("article h2")).to_have_text("This post was withdrawn")
