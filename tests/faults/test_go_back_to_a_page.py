"""reliability.md, line 21: a page that the browser kept, and gives back as it was, catches up."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser

from stoppress.record.append import append
from stoppress.record.models import Coverage
from stoppress.record.vocabulary import Kind
from tests.browser import running_browser
from tests.newsroom import open_harbour_fire, publish, some_post
from tests.reader.reader import Reader

pytestmark = pytest.mark.journey


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """A browser that keeps pages, as those of readers do."""
    with running_browser(keeps_pages=True) as browser:
        yield browser


def test_line_21_it_has_everything_once(reading: Callable[..., Reader]) -> None:
    fire = open_harbour_fire()
    crane = publish(fire, "Crane falls")
    reader = reading()
    page = reader.page
    page.get_by_label("Follow live").check()
    publish(fire, "Smoke")
    reader.reach(3)
    page.evaluate("addEventListener('pageshow', ({ persisted }) => (window.wasKept = persisted))")
    page.goto(page.url + "posts/" + crane.id)
    publish(fire, "While the reader was elsewhere")
    append(fire, Kind.REVISED, some_post("Gantry falls"), post_id=crane.id)
    page.evaluate("history.back()")
    page.wait_for_function("window.wasKept")
    reader.reach(Coverage.objects.get(id=fire).head)
    assert reader.headlines == ["While the reader was elsewhere", "Smoke", "Gantry falls"]
    publish(fire, "And on it goes")
    reader.reach(Coverage.objects.get(id=fire).head)
    assert reader.headlines[0] == "And on it goes"
    assert reader.errors == []
