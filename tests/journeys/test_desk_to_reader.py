"""What an editor does in one browser, a reader sees in another that was open all along."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import Browser, Locator, Page, expect

from tests.commands.shell import Served, Shell
from tests.reader.reader import Reader

pytestmark = pytest.mark.journey
SLUG = "fire-in-the-old-harbour"
WORDS = "The north crane leaned over the water and fell at noon. " * 3


class Desk:
    """An editor's browser, signed in."""

    def __init__(self, chromium: Browser, served: Served, link: str) -> None:
        self.page: Page = chromium.new_context().new_page()
        self.reader_page = f"{served.reader}/{SLUG}/"
        self._home = f"{served.desk}/coverages/{SLUG}"
        self.page.goto(link)
        self.page.get_by_role("button").click()

    def open_coverage(self) -> None:
        self.page.get_by_role("link", name="Open a coverage").click()
        self.page.get_by_label("Title").fill("Fire in the old harbour")
        self.page.get_by_label("Time zone of the story").fill("Europe/Lisbon")
        self.page.get_by_role("button", name="Open it to readers").click()
        self.page.wait_for_url(f"**/coverages/{SLUG}*")

    def publish(self, headline: str, words: str = WORDS, picture: bytes = b"") -> None:
        self.page.goto(self._home)
        self.page.get_by_label("Headline").fill(headline)
        self.page.locator(".ProseMirror").click()
        self.page.keyboard.insert_text(words)
        if picture:
            self._add_picture(picture)
        self.page.keyboard.press("Control+Enter")
        self.page.wait_for_url("**?published=*")

    def _add_picture(self, picture: bytes) -> None:
        self.page.locator("button[name=add][value=picture]").click()
        chosen = {"name": "crane.png", "mimeType": "image/png", "buffer": picture}
        self.page.get_by_label("File", exact=True).set_input_files(chosen)  # type: ignore[arg-type]
        expect(self.page.locator(".picture-file img")).to_be_visible()
        self.page.get_by_label("Caption").fill("The crane, an hour before")
        self.page.get_by_label("Credit").fill("Rui Pinto / Harbour News")
        self.page.get_by_label("Alt text").fill("A crane leans over a quay")

    def act(self, headline: str, action: str) -> None:
        """Press one of the words beneath a post in the list."""
        self.page.goto(self._home)
        self._row(headline).get_by_text(action, exact=True).first.click()

    def finish(self, button: str, **fields: str) -> None:
        """Fill the form that came up and send it."""
        for name, words in fields.items():
            self.page.locator(f"[name={name}]").fill(words)
        self.page.get_by_role("button", name=re.compile(f"^{button}")).click()

    def _row(self, headline: str) -> Locator:
        posts = self.page.locator("#posts li, .posts > *, article").filter(has_text=headline)
        return posts.first


@pytest.fixture
def desk(chromium: Browser, shell: Shell) -> Iterator[Desk]:
    with shell.serving() as served:
        link = shell.ok("user", "add", "ana").split()[-1]
        desk = Desk(chromium, served, link)
        desk.open_coverage()
        for number in range(1, 9):
            desk.publish(f"Post {number}")
        yield desk
        desk.page.context.close()


def picture() -> bytes:
    file = BytesIO()
    Image.new("RGB", (900, 600), "steelblue").save(file, "PNG")
    return file.getvalue()


def timed(act: Callable[[], None], seen: Locator, what: str) -> None:
    """Do `act`, wait until `seen` is on the reader's page, and say how long that took."""
    act()
    began = time.monotonic()
    seen.first.wait_for(state="attached")
    print(f"{what}: on the open page {time.monotonic() - began:.2f} s after the desk's yes")


def test_every_change_reaches_the_open_page_once_and_nothing_jumps(
    chromium: Browser, desk: Desk
) -> None:
    reader = Reader(chromium, desk.reader_page)
    page = reader.page
    page.evaluate("window.opened = true")
    page.locator(".follow").click()
    reader.scroll_to(500)
    line, top = reader.first_line()

    post = page.locator("article").filter(has_text="Crane falls")
    timed(lambda: desk.publish("Crane falls", picture=picture()), post, "a post with a picture")
    expect(post.locator("img")).to_have_attribute("alt", "A crane leans over a quay")
    assert post.locator("img").evaluate("async (img) => { await img.decode(); return true }")
    expect(post).to_contain_text("The crane, an hour before")
    expect(post).to_contain_text("Rui Pinto / Harbour News")

    _edit_correct_pin_and_withdraw(desk, page)

    assert reader.jumped == 0, reader.jumps
    assert abs(reader.top_of(line) - top) <= 1
    ids = page.locator("article").evaluate_all("(all) => all.map((one) => one.id)")
    assert len(ids) == len(set(ids)) == 9
    assert page.evaluate("window.opened"), "the page was loaded anew"
    assert not reader.errors
    page.reload()
    fresh = page.locator("article h2").all_inner_texts()
    assert fresh[0] == "Crane falls" and len(fresh) == 9
    assert "Post 3, edited" in fresh
    reader.close()


def _edit_correct_pin_and_withdraw(desk: Desk, page: Page) -> None:
    def edit() -> None:
        desk.act("Post 3", "Edit")
        desk.finish("Publish the edit", headline="Post 3, edited")
        desk.page.wait_for_url("**?published=*")

    timed(edit, page.locator("h2", has_text="Post 3, edited"), "an edit")

    def correct() -> None:
        desk.act("Post 5", "Correct")
        desk.finish("Publish the correction", note="It was a gantry.", was="crane", now="gantry")
        desk.page.wait_for_url("**?published=*")

    note = page.locator("article aside.correction", has_text="It was a gantry.")
    timed(correct, note, "a correction")

    def pin() -> None:
        desk.act("Post 2", "Pin")

    timed(pin, page.locator("#pinned", has_text="Post 2"), "a pin")

    def withdraw() -> None:
        desk.act("Post 6", "Withdraw")
        desk.finish("Withdraw the post", reason="It was another quay.")

    notice = page.locator("article.withdrawn", has_text="It was another quay.")
    timed(withdraw, notice, "a withdrawal")


def test_the_page_is_complete_without_script(chromium: Browser, desk: Desk) -> None:
    desk.publish("Crane falls", picture=picture())
    context = chromium.new_context(
        java_script_enabled=False, viewport={"width": 360, "height": 740}
    )
    page = context.new_page()
    page.goto(desk.reader_page)
    assert page.locator("article h2").all_inner_texts() == [
        "Crane falls",
        *(f"Post {number}" for number in range(8, 0, -1)),
    ]
    expect(page.locator("article").first).to_contain_text("The crane, an hour before")
    expect(page.get_by_text("Follow live")).to_be_hidden()
    expect(page.locator(".waiting")).to_be_hidden()
    page.locator("article").first.locator("time").first.click()
    expect(page).to_have_url(re.compile(rf"/{SLUG}/posts/[a-z0-9]+$"))
    expect(page.locator("h1, h2").filter(has_text="Crane falls").first).to_be_visible()
    context.close()
