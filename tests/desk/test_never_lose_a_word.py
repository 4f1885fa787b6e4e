"""What is typed survives closed tabs, lost sessions, a dead desk and lost answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.db import connection
from playwright.sync_api import Route, expect

from stoppress.config import Config
from stoppress.desk.links import new_link
from stoppress.desk.models import Draft
from stoppress.record.history import published
from stoppress.record.models import Post, Revision
from tests.desk.running import RunningDesk, running_desk
from tests.desk.writer import DESK, Writer, photo
from tests.newsroom import publish
from tests.waiting import eventually

pytestmark = pytest.mark.journey
Writing = Callable[..., Writer]


def headlines() -> list[str]:
    return list(Post.objects.order_by("ordinal").values_list("headline", flat=True))


def no_draft_reaches_the_desk(writer: Writer) -> None:
    writer.context.route("**/draft", lambda route: route.abort())


def kept_here(writer: Writer, words: str) -> None:
    """Wait until this browser has `words` in its own store."""
    eventually(lambda: words in writer.page.evaluate("JSON.stringify({...localStorage})"))


def test_it_restores_from_the_desk_what_was_not_published(writing: Writing) -> None:
    writer = writing()
    writer.open()
    writer.write("Half a thought", "Some words")
    expect(writer.saved).to_contain_text("Draft saved")
    phone = writing(phone=True)  # another device of the same person
    phone.open()
    expect(phone.page.locator("#restored")).to_contain_text("Restored")
    expect(phone.headline).to_have_value("Half a thought")
    expect(phone.words).to_have_text("Some words")
    phone.page.get_by_role("button", name="Discard").click()
    phone.ready()
    expect(phone.headline).to_have_value("")
    phone.open()
    expect(phone.page.locator("#restored")).to_have_count(0)


def test_it_restores_from_the_browser_what_the_desk_never_got(writing: Writing) -> None:
    writer = writing()
    writer.open()
    no_draft_reaches_the_desk(writer)
    writer.write("Half a thought", "Some words")
    kept_here(writer, "Some words")
    writer.page.close()
    assert not Draft.objects.exists()
    writer.context.unroute("**/draft")
    again = writer.new_tab()
    again.open()
    expect(again.page.locator("#restored")).to_contain_text("Restored")
    expect(again.headline).to_have_value("Half a thought")
    expect(again.words).to_have_text("Some words")
    again.publish()
    assert headlines() == ["Half a thought"]
    again.open()
    expect(again.page.locator("#restored")).to_have_count(0)


def test_it_keeps_the_words_when_the_session_has_ended(writing: Writing, ana: User) -> None:
    writer = writing()
    writer.open()
    writer.write("Crane falls", "Nobody was hurt.")
    Session.objects.all().delete()
    writer.press()
    expect(writer.problem).to_contain_text("Sign in in another tab, then press Publish again")
    expect(writer.headline).to_have_value("Crane falls")
    assert headlines() == []
    with writer.context.expect_page() as opened:
        writer.problem.get_by_role("link", name="Sign in").click()
    other = opened.value
    other.goto(writer.desk.url + new_link(ana, 5))
    other.get_by_role("button", name="Sign in").click()
    expect(other.get_by_role("heading", name="Coverages")).to_be_visible()
    writer.press()
    writer.published()
    assert headlines() == ["Crane falls"]


def test_it_keeps_the_words_while_the_desk_is_down(
    writing: Writing, desk: RunningDesk, newsroom: Config
) -> None:
    writer = writing()
    writer.open()
    writer.write("Crane falls", "Nobody was hurt.")
    desk.kill()
    writer.press()
    expect(writer.problem).to_contain_text("cannot be reached. Your words are kept here")
    expect(writer.words).to_have_text("Nobody was hurt.")
    with running_desk(newsroom, desk.port):
        writer.press()
        writer.published()
        assert headlines() == ["Crane falls"]
        writer.close()


def test_it_publishes_once_when_the_answer_is_lost(writing: Writing) -> None:
    writer = writing()
    writer.open()
    lose_answers(writer)
    writer.write("Crane falls", "One is hurt.")
    writer.press()
    expect(writer.problem).to_contain_text("cannot be reached")
    assert headlines() == ["Crane falls"]
    writer.context.unroute("**/publish")
    writer.press()
    writer.published()
    assert headlines() == ["Crane falls"]


def test_it_makes_an_edit_of_what_was_written_after_a_lost_answer(writing: Writing) -> None:
    writer = writing()
    writer.open()
    lose_answers(writer)
    writer.write("Crane falls", "One is hurt.")
    writer.press()
    expect(writer.problem).to_contain_text("cannot be reached")
    writer.context.unroute("**/publish")
    writer.words.press("Control+End")
    writer.page.keyboard.type(" No, two.")
    writer.press()
    expect(writer.page.get_by_text("Your first press was published")).to_be_visible()
    writer.ready()
    expect(writer.words).to_have_text("One is hurt. No, two.")
    writer.publish()
    assert headlines() == ["Crane falls"]
    row = Revision.objects.latest("position")
    assert row.kind == "revised"
    assert published(row).content["blocks"][0]["html"] == "One is hurt. No, two."


def lose_answers(writer: Writer) -> None:
    """The desk takes each press; its answer never arrives."""

    def lose(route: Route) -> None:
        route.fetch()
        route.abort()

    writer.context.route("**/publish", lose)


def test_it_shows_both_versions_to_the_slower_of_two(
    writing: Writing, bela: User, fire: str
) -> None:
    crane = publish(fire, "Crane falls", "Nobody was hurt.")
    ana, other = writing(), writing(bela)
    for writer in (ana, other):
        writer.open(f"{DESK}/posts/{crane.id}/edit")
    other.headline.fill("Belas headline")
    other.publish()
    ana.words.press("Control+End")
    ana.page.keyboard.type(" Thank God.")
    ana.press()
    expect(ana.page.locator(".comparison .theirs").first).to_contain_text("Belas headline")
    expect(ana.page.locator(".comparison .yours").nth(1)).to_contain_text("Thank God.")
    ana.ready()
    expect(ana.words).to_have_text("Nobody was hurt. Thank God.")
    ana.headline.fill("Belas headline")
    ana.publish()
    said = published(Revision.objects.latest("position")).content
    assert said["headline"] == "Belas headline"
    assert said["blocks"][0]["html"] == "Nobody was hurt. Thank God."


def test_it_makes_two_drafts_of_one_that_is_open_in_two_tabs(writing: Writing) -> None:
    writer = writing()
    writer.open()
    writer.write("Shared beginning")
    expect(writer.saved).to_contain_text("Draft saved")
    second = writer.new_tab()
    second.open()
    expect(second.headline).to_have_value("Shared beginning")
    second.headline.fill("Second tab")
    expect(second.saved).to_contain_text("Draft saved")
    writer.headline.fill("First tab")
    eventually(lambda: Draft.objects.count() == 2)
    assert {draft.title for draft in Draft.objects.all()} == {"First tab", "Second tab"}


def test_it_keeps_the_words_when_the_desk_fails(writing: Writing) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("this fault is made by a trigger of SQLite's")
    writer = writing()
    writer.open()
    writer.write("Crane falls", "Nobody was hurt.")
    run(
        "CREATE TRIGGER full BEFORE INSERT ON record_revision"
        " BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END"
    )
    writer.press()
    expect(writer.problem).to_contain_text("could not write to its database")
    expect(writer.words).to_have_text("Nobody was hurt.")
    run("DROP TRIGGER full")
    writer.press()
    writer.published()
    assert headlines() == ["Crane falls"]


def run(statement: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def test_it_sends_a_picture_with_the_form_that_could_not_be_taken_in_at_once(
    writing: Writing,
) -> None:
    writer = writing()
    writer.open()
    writer.context.route("**/media", lambda route: route.abort())
    writer.page.get_by_role("button", name="Picture").click()
    writer.page.locator("input[type=file]").set_input_files(photo())
    expect(writer.page.locator(".picture-file output")).to_contain_text("Not taken in yet")
    writer.publish()
    assert published(Revision.objects.latest("position")).content["blocks"][0]["media"]


def test_it_keeps_the_words_of_a_header_too(writing: Writing, ana: User) -> None:
    writer = writing()
    writer.page.goto(f"{writer.desk.url}/open")
    writer.page.get_by_label("Title", exact=True).fill("Flood")
    Session.objects.all().delete()
    writer.page.get_by_role("button", name="Open it to readers").click()
    expect(writer.problem).to_contain_text("You are signed out")
    other = writer.new_tab()
    other.sign_in(new_link(ana, 5))
    writer.page.get_by_role("button", name="Open it to readers").click()
    writer.ready()
    assert writer.page.url.endswith("/coverages/flood")
