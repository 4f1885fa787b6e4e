"""Two editors in two browsers: a claim confirmed everywhere, words withheld, words destroyed."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import expect

from stoppress.record.models import Post, Revision, Shared
from stoppress.record.vocabulary import Kind, Standing
from tests.desk.writer import DESK, Writer
from tests.newsroom import publish

pytestmark = pytest.mark.journey
Writing = Callable[..., Writer]


def test_a_claim_that_one_confirms_is_confirmed_in_the_post_of_the_other(
    writing: Writing, bela: User
) -> None:
    ana, belas = writing(), writing(bela)
    ana.open()
    ana.write("Two are missing")
    ana.page.get_by_role("button", name="Claim").click()
    ana.page.keyboard.type("Two dockers are missing")
    ana.publish()
    belas.open()
    belas.write("The search goes on")
    belas.page.get_by_role("button", name="Claim").click()
    belas.page.get_by_label("Claim", exact=True).select_option(index=1)
    expect(belas.page.locator(".section.claim .written")).to_be_hidden()
    belas.publish()
    claim = Shared.objects.get(sort="claim")
    first = Post.objects.get(headline="Two are missing")
    ana.open(f"{DESK}/posts/{first.id}/edit")
    expect(ana.page.locator(".elsewhere")).to_contain_text("Shown in 1 other post")
    ana.page.get_by_label("Status", exact=True).select_option("confirmed")
    ana.publish()
    second = Post.objects.get(headline="The search goes on")
    belas.open(f"{DESK}/posts/{second.id}/edit")
    expect(belas.page.get_by_label("Status", exact=True)).to_have_value("confirmed")
    belas.page.goto(f"{belas.desk.url}/shared/claim/{claim.id}")
    expect(belas.page.locator(".touched")).to_contain_text("changes 2 posts")
    expect(belas.page.locator(".versions > li").first).to_contain_text("by Ana Reis")


def test_what_is_typed_into_a_shared_thing_is_not_lost(writing: Writing) -> None:
    ana = writing()
    ana.open()
    ana.write("Two are missing")
    ana.page.get_by_role("button", name="Claim").click()
    ana.page.keyboard.type("Two dockers are missing")
    ana.publish()
    url = f"{ana.desk.url}/shared/claim/{Shared.objects.get().id}"
    ana.page.goto(url)
    ana.page.get_by_label("What changed it").fill("The chief said so.")
    ana.page.goto(url)
    expect(ana.page.get_by_label("What changed it")).to_have_value("The chief said so.")
    expect(ana.page.locator("#restored")).to_be_visible()
    ana.page.get_by_label("Status", exact=True).select_option("confirmed")
    ana.page.locator("#publish").click()
    expect(ana.page.locator(".note.success")).to_be_visible()
    expect(ana.page.get_by_label("What changed it")).to_have_value("")


@pytest.mark.parametrize("how", [{}, {"java_script_enabled": False}, {"phone": True}])
def test_two_presses_withhold_and_a_second_editor_destroys(
    writing: Writing, bela: User, fire: str, how: dict[str, bool]
) -> None:
    post = publish(fire, "A name that must not be public")
    ana, belas = writing(**how), writing(bela, **how)
    ana.page.goto(ana.desk.url + DESK)
    row = ana.page.locator(f"#post-{post.id}")
    row.locator("summary", has_text="Withhold").click()
    row.get_by_role("button", name="privacy").click()
    expect(row).to_contain_text("Withheld by Ana Reis")
    assert Post.objects.get(id=post.id).standing == Standing.WITHHELD
    row.get_by_role("link", name="Ask for removal").click()
    expect(ana.page.get_by_label("privacy")).to_be_checked()
    ana.page.get_by_role("button", name="Ask for removal").click()
    row.get_by_role("link", name="look, confirm or call off").click()
    expect(ana.page.locator("main")).to_contain_text("another editor must confirm")
    belas.page.goto(belas.desk.url)
    belas.page.get_by_role("link", name="Removals (1)").click()
    belas.page.get_by_role("link", name="A name that must not be public").click()
    belas.page.get_by_label("I have read them").check()
    belas.page.get_by_role("button", name="Destroy them").click()
    expect(belas.page.locator("main")).to_contain_text("The words have been destroyed.")
    assert Post.objects.get(id=post.id).standing == Standing.REMOVED
    assert Revision.objects.filter(post=post, kind=Kind.REMOVED).count() == 1


def test_the_line_says_when_the_desk_is_away(writing: Writing) -> None:
    ana = writing()
    ana.open()
    expect(ana.page.locator("#state-readers")).to_have_text("Readers see everything")
    ana.desk.kill()
    expect(ana.page.locator("#state-readers")).to_contain_text("cannot be reached", timeout=20_000)
