"""A signed newsroom before a real edge, whose public store can be tampered with as by a burglar."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from urllib.request import urlopen

from playwright.sync_api import Browser, Page

from stoppress.config import Config
from stoppress.notary.keys import load_keys
from stoppress.tlog.checkpoints import Checkpoint, sign_checkpoint
from stoppress.tlog.keys import Signer
from tests.reader.conftest import Edge
from tests.waiting import eventually

ORIGIN = "127.0.0.1:8000/harbour-fire/log"
CHECKPOINT = "/harbour-fire/log/checkpoint"


@contextmanager
def edge_of(config: Config) -> Iterator[str]:
    """The address of an edge, until the end of the block."""
    edge = Edge(config)
    try:
        yield edge.url
    finally:
        edge.kill()


def tamper(config: Config, statement: str, *values: object) -> None:
    """Change the public store as nobody of ours would, while it is served."""
    with closing(sqlite3.connect(config.data / "public.sqlite", timeout=10)) as store, store:
        assert store.execute(statement, values).rowcount == 1


def public_value(config: Config, statement: str) -> bytes:
    """The one value of the public store that a query finds."""
    with closing(sqlite3.connect(config.data / "public.sqlite")) as store:
        return bytes(store.execute(statement).fetchone()[0])


def signing(config: Config) -> Signer:
    """The newsroom's own key, for the log of the sample coverage."""
    return load_keys(config.data)[0].signer(ORIGIN)


def put_checkpoint(config: Config, url: str, size: int, root: bytes) -> bytes:
    """Serve another checkpoint, signed by the newsroom's key; the note, once an edge has it."""
    note = sign_checkpoint(Checkpoint(ORIGIN, size, root), signing(config))
    tamper(config, "UPDATE part SET body = ? WHERE name = ?", note, CHECKPOINT)
    eventually(lambda: served(url + CHECKPOINT) == note)
    return note


def served(url: str) -> bytes:
    with urlopen(url, timeout=5) as answer:
        return bytes(answer.read())


def checked(page: Page, url: str, slug: str = "harbour-fire") -> str:
    """The verdict of the page that checks the record."""
    page.goto("about:blank")
    page.goto(f"{url}/-/verify#/{slug}/")
    page.locator(f"#checked[data-done={slug}]").wait_for(timeout=20_000)
    return page.locator("#verdict").inner_text()


@contextmanager
def window(chromium: Browser, *, dark: bool = False, width: int = 360) -> Iterator[Page]:
    """A reader's window, which keeps its storage until the end of the block; no errors in it."""
    context = chromium.new_context(
        viewport={"width": width, "height": 740}, color_scheme="dark" if dark else "light"
    )
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on(
        "console",
        lambda said: errors.append(said.text) if "Content Security" in said.text else None,
    )
    yield page
    context.close()
    assert errors == []
