"""reliability.md, lines 16, 20 and 22: pages that nobody looks at, and clocks that are wrong.

The browser of these tests takes every page for one that is looked at; a test says otherwise by
the two things that a page can know it from: `document.hidden`, and the event of its change.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from stoppress.edge.asking import ask, sockets_in
from stoppress.record.append import append
from stoppress.record.models import Coverage, Post
from stoppress.record.vocabulary import Kind
from tests.newsroom import open_harbour_fire, publish, some_post
from tests.reader.conftest import Site
from tests.reader.reader import Reader
from tests.waiting import eventually

pytestmark = pytest.mark.journey
Reading = Callable[..., Reader]
PAGE = "/harbour-fire/"
TABS = 7  # one more than a browser has connections for, to a host, in HTTP/1.1
_MAY_HIDE = "Object.defineProperty(document, 'hidden', { get: () => window.isAway ?? false })"
_LOOK = "document.dispatchEvent(new Event('visibilitychange'))"
_CLOCKS = "[...document.querySelectorAll('time')].map((one) => one.innerText)"


@pytest.fixture
def fire(site: Site) -> str:
    fire = open_harbour_fire()
    publish(fire, "Crane falls")
    site.wait_until_public(PAGE)
    return fire


@pytest.fixture
def window(chromium: Browser) -> Iterator[BrowserContext]:
    """A browser window whose tabs can be away."""
    window = chromium.new_context()
    window.add_init_script(_MAY_HIDE)
    yield window
    window.close()


def look_away(page: Page) -> None:
    page.evaluate(f"() => {{ window.isAway = true; {_LOOK} }}")


def look_at(page: Page) -> None:
    page.evaluate(f"() => {{ window.isAway = false; {_LOOK} }}")


def streams(site: Site) -> int:
    """How many streams the edge has open."""
    (own,) = sockets_in(site.config.edge_sockets)
    return int(json.loads(ask(own, "/readers"))["total"])


def has(page: Page, headline: str) -> None:
    """Wait until the page has it, be it behind the button for new posts."""
    page.wait_for_function(
        "(words) => { document.querySelector('.waiting:not([hidden])')?.click();"
        " return document.querySelector('#timeline').innerText.includes(words) }",
        arg=headline,
    )


def test_line_16_seven_tabs_hear_of_everything_and_starve_nobody(
    site: Site, window: BrowserContext, fire: str
) -> None:
    """One tab is looked at: it has the stream. The others have none, and catch up when shown."""
    tabs: list[Page] = []
    for _ in range(TABS):
        for other in tabs[-1:]:
            look_away(other)
        tabs.append(window.new_page())
        tabs[-1].goto(site.address(PAGE))  # fails where no connection is left for it
        eventually(lambda: streams(site) == 1)
    publish(fire, "Smoke")
    for turn, tab in enumerate([tabs[-1], *tabs[:-1]]):
        look_away(tabs[turn - 2])
        look_at(tab)
        has(tab, "Smoke")
        eventually(lambda: streams(site) == 1)
    publish(fire, "Ash")
    has(tabs[-2], "Ash")


def test_line_20_a_phone_that_slept_is_right_as_soon_as_it_is_looked_at(
    chromium: Browser, site: Site, fire: str
) -> None:
    """It asks at once, with no time passing on the page, and draws within two seconds of it."""
    crane = Post.objects.get()
    reader = Reader(chromium, "about:blank", phone=True, clock=True)
    page = reader.page
    page.add_init_script(_MAY_HIDE)
    page.goto(site.address(PAGE))
    page.evaluate("window.isStillTheSamePage = true")
    page.get_by_label("Follow live").check()
    look_away(page)
    reader.context.set_offline(True)
    publish(fire, "While it slept")
    append(fire, Kind.REVISED, some_post("Gantry falls"), post_id=crane.id)
    site.wait_until_public(PAGE)
    reader.pass_time(600)
    assert reader.headlines == ["Crane falls"]
    reader.context.set_offline(False)
    with page.expect_response("**/after/*") as answer:
        look_at(page)
    answer.value.finished()
    reader.pass_time(2)
    assert reader.headlines == ["While it slept", "Gantry falls"]
    assert page.evaluate("window.isStillTheSamePage") and reader.errors == []
    reader.close()


@pytest.mark.parametrize("years", [-1, 1])
def test_line_22_a_clock_that_is_a_year_off_changes_neither_order_nor_times(
    chromium: Browser, site: Site, reading: Reading, fire: str, years: int
) -> None:
    """The page counts no minutes since: all times on it come from the server."""
    right = reading()
    wrong = Reader(chromium, "about:blank")
    wrong.page.clock.install(time=datetime.now(UTC) + timedelta(days=365 * years))
    wrong.page.goto(site.address(PAGE))
    for reader in (right, wrong):
        reader.page.get_by_label("Follow live").check()
    for number in range(3):
        publish(fire, f"News {number}")
    top = Coverage.objects.get(id=fire).head
    right.reach(top)
    wrong.wait_until(lambda: wrong.position == top)
    assert wrong.headlines == right.headlines == ["News 2", "News 1", "News 0", "Crane falls"]
    assert wrong.page.evaluate(_CLOCKS) == right.page.evaluate(_CLOCKS)
    assert wrong.errors == []
    wrong.close()
