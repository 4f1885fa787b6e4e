"""reliability.md, line 8: no text can break the stream, read by a real browser's own EventSource.

The cases are those of the web platform tests, eventsource/format-*: what each of them does to a
stream stands here in the words of a post, or between the lines of its JSON.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from stoppress.config import Config
from stoppress.public_store import Frame, Head
from tests.conformance.client import Address
from tests.edge.press import EPOCH, SLUG, Press, frame_body
from tests.edge.process import running

pytestmark = pytest.mark.journey
TEXTS = {
    "bom": "\ufeffdata:1",
    "bom-2": "\ufeff\ufeffdata:1",
    "comments": "data:1\r:\0\n:\r\ndata:2\n:" + "long " * 2000 + "\rdata:3\n:data:fail\r:\ndata:4",
    "data-before-final-empty-line": "retry:1000\ndata:test1\n\nid:test\ndata:test2",
    "field-data": "data:\n\ndata\ndata\n\ndata:test",
    "field-event": "event:test\ndata:x\n\ndata:x",
    "field-event-empty": "event: \ndata:data",
    "field-id": "id: 1\n\nid: \nid\nid:2",
    "field-id-null": "id: 1\0002\n\ndata:x",
    "field-parsing": "data:\0\ndata:  2\rData:1\ndata\0:2\ndata:1\r\0data:4\nda-ta:3\rdata_5",
    "field-retry": "retry:3000\ndata:x",
    "field-retry-bogus": "retry:3000\nretry:1000x\ndata:x",
    "field-retry-empty": "retry\ndata:test",
    "field-unknown": "data:test\n data\ndata\nfoobar:xxx\njustsometext\n:thisisacomment\ndata:test",
    "leading-space": "data:\ttest\rdata: \ndata:test",
    "newlines": "data:test\r\ndata\ndata:test\r\n\r",
    "null-character": "data:\0\n\n\n\n",
    "utf-8": "data:ok…\u2028\u2029\x85\x0b\x1c\U0001f30a e\u0301",
    "our own events": "\n\nevent: reset\ndata: {}\n\nevent: bye\ndata: {}\n\n",
}  # fmt: skip
_FOLLOW = """
    (target) => {
        window.heard = [];
        const source = new EventSource(target);
        for (const name of ["change", "message", "reset", "bye", "test", "error"])
            source.addEventListener(name, ({ data, lastEventId }) =>
                heard.push([name, data ?? "", lastEventId ?? ""]));
    }
"""


@pytest.fixture
def address(chromium: Browser, press: Press, newsroom: Config) -> Iterator[Address]:
    with running(newsroom) as edge:
        yield edge.address()


@pytest.fixture
def page(chromium: Browser, address: Address) -> Iterator[Page]:
    """A page of the edge's own, in which EventSource may ask it."""
    page = chromium.new_page()
    page.goto(f"http://{address.host}:{address.port}/{SLUG}/")
    page.evaluate(_FOLLOW, f"/{SLUG}/stream?after={EPOCH}.0")
    yield page
    page.close()


def heard(page: Page, count: int) -> list[list[str]]:
    """The first `count` events, once they are there."""
    page.wait_for_function("(count) => heard.length >= count", arg=count)
    found: list[list[str]] = page.evaluate("heard")
    return found


def test_line_8_any_text_comes_as_it_was_written(page: Page, press: Press) -> None:
    bodies = press.publish(*TEXTS.values())
    expected = [["change", body.decode(), f"{EPOCH}.{n}"] for n, body in enumerate(bodies, 1)]
    found = heard(page, len(TEXTS))
    assert found == expected
    announced = [json.loads(data)["announce"] for _, data, _ in found]
    assert dict(zip(TEXTS, announced, strict=True)) == TEXTS


def test_line_8_json_with_any_line_ends_says_the_same(page: Page, press: Press) -> None:
    ends = ["\n", "\r", "\r\n", "\n\n", "\r\r\n", "\n\r\n"]
    frames: list[Any] = []
    for position, end in enumerate(ends, 1):
        frames.append(json.loads(frame_body(position, TEXTS["our own events"])))
        body = json.dumps(frames[-1], indent=1, ensure_ascii=False).replace("\n", end)
        with press.writer.publish() as publication:
            publication.put_frame(SLUG, Frame(position, body.encode()))
            publication.put_head(Head(SLUG, f"c-{SLUG}", position, "live"))
    found = heard(page, len(ends))
    assert [name for name, _, _ in found] == ["change"] * len(ends)
    assert [json.loads(data) for _, data, _ in found] == frames
