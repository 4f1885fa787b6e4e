"""`kill -9` of either process while the desk publishes: nothing acknowledged is lost or doubled.

Three editors publish at once, each pressing again with the same submission until the desk says
yes. What each was told must be in the record once, on the reader's page once, and must have
reached an open stream once and in order.
"""

from __future__ import annotations

import random
import time

import pytest
from playwright.sync_api import Browser

from tests.commands.shell import Served, Shell
from tests.faults.newsdesk import SLUG, at_work, check, go_on, rate_of
from tests.faults.watcher import Watcher
from tests.reader.reader import Reader
from tests.waiting import PATIENCE

_PUBLISH_SECONDS = 0.06  # longer than a publish takes from press to page, so kills fall all over it


@pytest.mark.journey
@pytest.mark.parametrize("victim", ["desk", "edge"])
def test_it_loses_and_doubles_nothing_when_killed(
    chromium: Browser, shell: Shell, victim: str, full: bool
) -> None:
    kills = 20 if full else 6
    with shell.serving() as served:
        newsdesk, watcher = at_work(shell, served)
        reader = _open_page(chromium, served)
        for kill in range(kills):
            # Both are at work again: what is killed while it starts has nothing in hand to lose.
            go_on(newsdesk.told, 5)
            go_on(watcher.frames, 5)
            # Spread over the steps of a publish, with a little chance so that runs differ.
            time.sleep(_PUBLISH_SECONDS * (kill + random.random()) / kills)
            served.kill(victim)
        rate = rate_of(newsdesk)
        newsdesk.end()
        check(newsdesk, watcher)
        _check_page(reader, watcher)
    posts = len(newsdesk.told)
    print(f"{kills} kills of the {victim}, {posts} posts, {rate:.0f} a second while it ran")


def _open_page(chromium: Browser, served: Served) -> Reader:
    """A page whose reader follows live, marked so that a reload would show."""
    reader = Reader(chromium, f"{served.reader}/{SLUG}/")
    reader.page.evaluate("window.opened = true")
    reader.page.locator(".follow").click()
    return reader


def _check_page(reader: Reader, watcher: Watcher) -> None:
    """The open page has caught up by itself: every post once, the newest first."""
    # A page waits up to half a minute before it tries again what has failed several times.
    reader.page.set_default_timeout(PATIENCE * 1000)
    reader.reach(watcher.positions[-1])
    expected = [
        f"post-{frame['changes'][0]['id'].removeprefix('post-')}" for frame in watcher.frames
    ]
    shown = reader.page.locator("#timeline article").evaluate_all("(all) => all.map((a) => a.id)")
    assert shown[: len(expected)] == expected[::-1]
    assert len(shown) == len(set(shown)) == len(expected) + 1
    assert reader.page.evaluate("window.opened"), "the page was loaded anew"
    assert not reader.errors
    reader.close()
