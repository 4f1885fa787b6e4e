"""A stranger opens the archive's page years later: from the disk, with no network and no us."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from stoppress.config import Config
from stoppress.record.append import append
from stoppress.record.moving import merge
from stoppress.record.vocabulary import Kind
from tests.archives import an_eventful_day, export, sign, some_picture
from tests.newsroom import open_harbour_fire, publish, some_post

pytestmark = pytest.mark.journey


def opened(chromium: Browser, folder: Path) -> tuple[Page, list[str]]:
    """The page, and every request that it made besides that for itself."""
    context = chromium.new_context(offline=True)
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    trouble: list[str] = []
    page.on("console", lambda message: trouble.append(message.text))
    page.goto((folder / "index.html").as_uri())
    page.wait_for_load_state("networkidle")
    assert trouble == []
    return page, [url for url in asked if not url.endswith("/index.html")]


def test_it_shows_everything_and_asks_nobody(
    newsroom: Config, tmp_path: Path, chromium: Browser
) -> None:
    an_eventful_day(newsroom)
    sign(newsroom)
    export(newsroom, tmp_path / "fire")
    page, asked = opened(chromium, tmp_path / "fire")
    assert page.title() == "Fire in the old harbour"
    assert page.locator("article").count() == 4
    assert "It was never closed." in page.inner_text("main")
    assert "Ana Silva" not in page.content() and "arson" not in page.content()
    for where in ("#past", "footer.site"):
        assert "as it stood at position 10, 20" in page.inner_text(where)
    width = page.evaluate("document.querySelector('article img').naturalWidth")
    assert width == 8
    [picture] = asked
    assert picture.startswith((tmp_path / "fire" / "media").as_uri())
    assert page.locator("script").count() == 0
    assert page.evaluate("document.styleSheets[0].cssRules.length") > 50


def test_every_link_leads_somewhere(newsroom: Config, tmp_path: Path, chromium: Browser) -> None:
    """Within the page, or out to the site if its address is known; never to a file that is not."""
    fire = an_eventful_day(newsroom)
    links = some_post("Read on") | {
        "blocks": [
            {"type": "links", "items": [{"text": "Elsewhere", "url": "https://elsewhere.test/a"}]}
        ]
    }
    append(fire, Kind.POSTED, links)
    sign(newsroom)
    export(newsroom, tmp_path / "fire")
    page, _ = opened(chromium, tmp_path / "fire")
    addresses = page.eval_on_selector_all("a", "all => all.map(a => a.getAttribute('href'))")
    assert "https://elsewhere.test/a" in addresses
    for address in addresses:
        if not address.startswith("https://"):
            assert address.startswith("#") and page.locator(f"[id='{address[1:]}']").count() == 1


def test_a_coverage_that_was_merged_is_still_all_there(
    newsroom: Config, tmp_path: Path, chromium: Browser
) -> None:
    """Its own page leads readers elsewhere; the archive does not."""
    fire, other = open_harbour_fire(), open_harbour_fire("storm")
    for number in range(3):
        publish(fire, f"Number {number}")
    merge(fire, other)
    sign(newsroom)
    export(newsroom, tmp_path / "fire")
    page, _ = opened(chromium, tmp_path / "fire")
    assert page.locator("article").count() == 3


def test_all_posts_are_on_it_in_their_order(
    newsroom: Config, tmp_path: Path, chromium: Browser
) -> None:
    fire = open_harbour_fire()
    for number in range(1, 161):
        publish(fire, f"Number {number}")
    picture = some_picture(newsroom)
    both = picture | {"small": some_picture(newsroom, "teal")["media"]}
    append(fire, Kind.POSTED, some_post("Number 161") | {"blocks": [both]})
    sign(newsroom)
    export(newsroom, tmp_path / "fire")
    page, _ = opened(chromium, tmp_path / "fire")
    heads = page.eval_on_selector_all("article h2", "all => all.map(one => one.textContent)")
    assert heads == [f"Number {number}" for number in range(161, 0, -1)]
    # Whichever of a picture's sizes the browser takes, it lies beside the page.
    [shown] = page.eval_on_selector_all("img", "all => all.map(a => [a.currentSrc, a.srcset])")
    assert shown[0].startswith((tmp_path / "fire" / "media").as_uri())
    assert shown[1].count("media/") == 2 and "/-/" not in shown[1]
    assert page.evaluate("document.querySelector('img').naturalWidth") > 0
