"""Writing posts in a real browser: the quick way, pictures, sections, edits that lose nothing."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from stoppress.record.append import append
from stoppress.record.history import copy_of, published
from stoppress.record.models import Post, Revision
from stoppress.record.vocabulary import Kind
from tests.desk.writer import DESK, Writer, photo

pytestmark = pytest.mark.journey
Writing = Callable[..., Writer]


def said() -> dict[str, Any]:
    return published(Revision.objects.latest("position")).content


def test_it_publishes_from_the_keyboard_alone(writing: Writing) -> None:
    writer = writing()
    writer.open()
    expect(writer.headline).to_be_focused()
    keyboard = writer.page.keyboard
    keyboard.type("Crane falls")
    keyboard.press("Enter")  # a tired hand's habit: it must not publish
    keyboard.press("Tab")
    keyboard.press("Control+b")
    keyboard.type("Hurt:")
    keyboard.press("Control+b")
    keyboard.type(" nobody")
    keyboard.press("Enter")
    keyboard.type("- One")
    keyboard.press("Enter")
    keyboard.type("Two")
    writer.publish()
    assert Post.objects.count() == 1
    assert said()["headline"] == "Crane falls"
    paragraph, bullets = said()["blocks"]
    assert (paragraph["label"], paragraph["html"]) == ("Hurt", "nobody")
    assert [item["html"] for item in bullets["items"]] == ["One", "Two"]
    expect(writer.headline).to_have_value("")
    expect(writer.headline).to_be_focused()


def test_it_publishes_once_for_a_double_click(writing: Writing) -> None:
    writer = writing()
    writer.open()
    writer.write("Crane falls")
    writer.page.locator("#publish").dblclick()
    writer.published()
    assert Post.objects.count() == 1


def test_it_links_words(writing: Writing) -> None:
    writer = writing()
    writer.open()
    writer.write("Crane falls", "See the port’s page")
    writer.page.keyboard.press("Control+a")
    writer.page.keyboard.press("Control+k")
    writer.page.locator("#link-address").fill("https://port.example/")
    writer.page.keyboard.press("Enter")
    expect(writer.words.locator("a")).to_have_attribute("href", "https://port.example/")
    writer.publish()
    assert said()["blocks"][0]["html"] == '<a href="https://port.example/">See the port’s page</a>'


_TABLE = """<table><thead><tr><th>Berth</th><th>Ship</th></tr></thead>
<tbody><tr><td><p>4</p></td><td><p>Echo</p></td></tr><tr><td>5</td><td>none</td></tr></tbody></table>
<p>After</p>"""


def test_it_keeps_the_words_of_a_pasted_table_apart(writing: Writing) -> None:
    writer = writing()
    writer.open()
    writer.write("Berths")
    writer.words.evaluate(
        """(words, html) => {
            const clipboardData = new DataTransfer()
            clipboardData.setData("text/html", html)
            words.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true }))
        }""",
        _TABLE,
    )
    expect(writer.words).to_contain_text("After")
    writer.publish()
    lines = [block["html"].split() for block in said()["blocks"]]
    assert lines == [["Berth", "Ship"], ["4"], ["Echo"], ["5", "none"], ["After"]]


def test_it_takes_a_picture_in_while_one_writes_and_keeps_it(writing: Writing) -> None:
    writer = writing()
    writer.open()
    writer.page.get_by_role("button", name="Picture").click()
    writer.page.locator("input[type=file]").set_input_files(photo())
    expect(writer.page.locator(".picture-file img")).to_be_visible()
    writer.page.get_by_label("Caption").fill("The crane")
    writer.page.get_by_label("Credit").fill("x" * 301)
    writer.press()
    expect(writer.problem).to_contain_text("301 characters; at most 300 fit")
    expect(writer.problem).to_be_focused()
    expect(writer.page.locator(".picture-file img")).to_be_visible()
    writer.page.get_by_label("Credit").fill("Ana Reis")
    writer.publish()
    (picture,) = said()["blocks"]
    assert (picture["caption"], picture["credit"]) == ("The crane", "Ana Reis")
    assert (picture["width"], picture["height"]) == (1600, 1067)


def test_it_takes_a_picture_that_is_dropped_on_the_words(writing: Writing) -> None:
    writer = writing()
    writer.open()
    writer.write("Crane falls")
    writer.page.evaluate(
        """async () => {
            const canvas = new OffscreenCanvas(90, 60)
            canvas.getContext("2d").fillRect(0, 0, 90, 60)
            const data = new DataTransfer()
            const picture = await canvas.convertToBlob()
            data.items.add(new File([picture], "a.png", {type: "image/png"}))
            const how = {dataTransfer: data, bubbles: true, cancelable: true}
            document.querySelector(".ProseMirror").dispatchEvent(new DragEvent("drop", how))
        }"""
    )
    expect(writer.page.locator(".picture-file img")).to_be_visible()
    writer.publish()
    assert said()["blocks"][0]["width"] == 90


def test_it_moves_removes_and_brings_back_sections(writing: Writing) -> None:
    writer = writing()
    writer.open()
    writer.write("What we know", "First words")
    writer.page.get_by_role("button", name="Claim").click()
    writer.page.keyboard.type("Two are missing")
    claim = writer.page.locator(".section.claim")
    claim.get_by_role("button", name="Move this section up").click()
    claim.get_by_role("button", name="Remove this section").click()
    expect(claim).to_have_count(0)
    writer.page.get_by_role("button", name="Bring it back").click()
    writer.page.get_by_role("button", name="Links").click()
    links = writer.page.locator(".section.links")
    links.get_by_role("button", name="One more link").click()
    links.get_by_label("Words of the link").nth(1).fill("The port")
    links.get_by_label("Address of the link").nth(1).fill("https://port.example/")
    writer.publish()
    claim_block, text, links_block = said()["blocks"]
    assert claim_block["text"] == "Two are missing"
    assert text["html"] == "First words"
    assert links_block["items"] == [{"text": "The port", "url": "https://port.example/"}]


# Nested marks stand in the order in which the editor itself writes them.
EVERYTHING: list[dict[str, Any]] = [
    {
        "type": "paragraph",
        "label": "Hurt",
        "html": "nobody, <em>says </em><strong><em>the chief</em></strong>",
    },
    {"type": "paragraph", "html": "<strong>Note:</strong> no label"},
    {"type": "paragraph", "html": "H<sub>2</sub>O <code>x</code> <s>old</s> one<br>two"},
    {"type": "paragraph", "html": '<a href="https://a.example/?b=1&amp;c">a</a>'},
    {"type": "heading", "text": "What <we> know"},
    {"type": "bullets", "ordered": True, "items": [{"label": "A", "html": "b"}, {"html": "c"}]},
    {"type": "bullets", "items": [{"html": "<strong>X:</strong> y"}]},
    {"type": "quote", "paragraphs": ["It leaned.", "Then it fell."], "credit": "Zoë & co"},
    {"type": "quote", "paragraphs": ["— not a credit"]},
    {"type": "picture", "media": None, "caption": "Only words\nwere kept", "credit": "AP"},
    {"type": "paragraph", "html": "after the picture"},
    {
        "type": "claim",
        "claim": "c1",
        "text": "It <em>fell</em>",
        "source": "The union",
        "status": "disputed",
        "note": "The port denies it.",
    },
    {"type": "context", "context": "k1", "title": "The crane", "paragraphs": ["Old.", "Tall."]},
    {
        "type": "links",
        "title": "More",
        "items": [{"text": "No address", "url": None}, {"text": "b", "url": "https://b.example"}],
    },
]


def without_nothing(blocks: list[dict[str, Any]]) -> Any:
    """A key that is absent means the same as null; `false` is the default of every flag."""
    return json.loads(
        json.dumps(blocks),
        object_hook=lambda block: {k: v for k, v in block.items() if v not in (None, False)},
    )


def edited(writer: Writer, post: Post) -> Any:
    writer.publish()
    return without_nothing(copy_of(Post.objects.get(id=post.id)).content["blocks"])


def test_it_loses_nothing_of_a_post_that_is_edited(writing: Writing, fire: str) -> None:
    content = {"headline": "Before", "blocks": EVERYTHING}
    post = append(fire, Kind.POSTED, content).post
    assert post is not None
    before = without_nothing(copy_of(post).content["blocks"])
    writer = writing()
    writer.open(f"{DESK}/posts/{post.id}/edit")
    writer.headline.fill("Only the headline")
    assert edited(writer, post) == before
    # Now every rich text is touched, so that the editor writes all its HTML anew.
    writer.open(f"{DESK}/posts/{post.id}/edit")
    for text in writer.page.locator(".ProseMirror").all():
        text.press("Control+End")
        text.press("x")
        text.press("Backspace")
    assert edited(writer, post) == before


def test_it_works_without_script(writing: Writing) -> None:
    writer = writing(java_script_enabled=False)
    page = writer.page
    page.goto(writer.desk.url + DESK)
    page.locator("#headline").fill("Crane falls")
    page.locator(".section.text textarea").fill("Nobody was hurt.\n\nThe quay is closed.")
    page.get_by_role("button", name="Picture").click()
    page.locator("input[type=file]").set_input_files(photo())
    page.get_by_label("Credit").fill("x" * 301)
    page.locator("#publish").click()
    expect(page.locator("#problem")).to_contain_text("301 characters")
    expect(page.locator(".picture-file img")).to_be_visible()
    page.get_by_label("Credit").fill("Ana Reis")
    page.locator("#publish").click()
    expect(page.locator("#published")).to_be_visible()
    first, second, picture = said()["blocks"]
    assert (first["html"], second["html"]) == ("Nobody was hurt.", "The quay is closed.")
    assert picture["credit"] == "Ana Reis"


def test_it_fits_on_a_phone(writing: Writing, fire: str) -> None:
    post = append(fire, Kind.POSTED, {"headline": "x" * 200, "blocks": EVERYTHING}).post
    assert post is not None
    writer = writing(phone=True)
    paths = ["", "/open", DESK, f"{DESK}/header", f"{DESK}/end", "/password"]
    paths += [f"{DESK}/{act}" for act in ("pause", "resume", "reopen", "merge")]
    paths += ["/removals", "/shared/claim", "/shared/claim/c1", "/shared/context/k1"]
    actions = ["edit", "correct", "clarify", "withdraw", "withhold", "release", "ask-removal"]
    actions += ["versions", "place-above", "move"]
    paths += [f"{DESK}/posts/{post.id}/{action}" for action in actions]
    for path in paths:
        writer.page.goto(writer.desk.url + path)
        width = writer.page.evaluate("document.documentElement.scrollWidth")
        assert width <= 360, f"{path} is {width} pixels wide"


def test_it_opens_a_coverage_and_suggests_its_address(writing: Writing) -> None:
    writer = writing()
    writer.page.goto(f"{writer.desk.url}/open")
    writer.page.get_by_label("Title", exact=True).fill("Flood on the Rua São João")
    expect(writer.page.locator("#slug")).to_have_attribute(
        "placeholder", "flood-on-the-rua-sao-joao"
    )
    writer.page.get_by_role("textbox", name="Standfirst").click()
    writer.page.keyboard.type("The river rises.")
    writer.page.get_by_role("button", name="Open it to readers").click()
    writer.ready()
    assert writer.page.url.endswith("/coverages/flood-on-the-rua-sao-joao")
    opened = published(Revision.objects.latest("id")).content
    assert opened["standfirst"][0]["html"] == "The river rises."
