"""`kill -9` of either process while the desk publishes: nothing acknowledged is lost or doubled.

Three editors publish at once, each pressing again with the same submission until the desk says
yes. What each was told must be in the record once, on the reader's page once, and must have
reached an open stream once and in order.
"""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Sized
from dataclasses import dataclass, field
from urllib.request import urlopen
from uuid import uuid4

import pytest
from playwright.sync_api import Browser

from stoppress.record.history import published
from stoppress.record.models import Coverage, Revision
from tests.commands.shell import Served, Shell
from tests.editor import Editor, NotPublished
from tests.faults.watcher import Watcher
from tests.reader.reader import Reader
from tests.waiting import PATIENCE, eventually

SLUG = "harbour-fire"
EDITORS = 3
# Seconds between an editor's posts: together some 40 a second, which is more than any newsroom's,
# and few enough that what an edge misses while it starts again can be caught up without a reset.
_BREATH = 0.05
_PUBLISH_SECONDS = 0.06  # longer than a publish takes from press to page, so kills fall all over it


@dataclass
class Newsdesk:
    """Editors who go on publishing until told to stop."""

    editors: list[Editor]
    told: dict[str, dict[str, str]] = field(default_factory=dict)  # headline → the desk's yes
    presses: int = 0
    _over: threading.Event = field(default_factory=threading.Event)
    _threads: list[threading.Thread] = field(default_factory=list)

    def begin(self) -> None:
        for number, editor in enumerate(self.editors):
            thread = threading.Thread(target=self._work, args=(number, editor), daemon=True)
            thread.start()
            self._threads.append(thread)

    def end(self) -> None:
        """Stop; what has been begun is pressed until it is told."""
        self._over.set()
        for thread in self._threads:
            thread.join(PATIENCE)
            assert not thread.is_alive(), "an editor was never told that the post is published"

    def _work(self, number: int, editor: Editor) -> None:
        post = 0
        while not self._over.is_set():
            post += 1
            headline, press = f"Desk {number} post {post}", uuid4()
            while headline not in self.told:
                self.presses += 1
                try:
                    self.told[headline] = editor.publish(SLUG, headline, press=press)
                except NotPublished:
                    time.sleep(0.02)
            time.sleep(_BREATH)


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


def go_on(growing: Sized, more: int) -> None:
    """Wait until there are `more` of them."""
    enough = len(growing) + more
    eventually(lambda: len(growing) >= enough)


def rate_of(newsdesk: Newsdesk) -> float:
    """Posts a second, with everything running."""
    go_on(newsdesk.told, 5)
    first, began = len(newsdesk.told), time.monotonic()
    go_on(newsdesk.told, 60)
    return (len(newsdesk.told) - first) / (time.monotonic() - began)


def at_work(shell: Shell, served: Served) -> tuple[Newsdesk, Watcher]:
    editors = []
    for number in range(EDITORS):
        link = shell.ok("user", "add", f"editor{number}").split()[-1]
        editors.append(Editor(served.desk))
        editors[-1].sign_in(link)
    editors[0].open_coverage(SLUG)
    first = editors[0].publish(SLUG, "Smoke over the harbour")
    watcher = Watcher(served.reader, SLUG, first["cursor"])
    watcher.start()
    newsdesk = Newsdesk(editors)
    newsdesk.begin()
    return newsdesk, watcher


def _open_page(chromium: Browser, served: Served) -> Reader:
    """A page whose reader follows live, marked so that a reload would show."""
    reader = Reader(chromium, f"{served.reader}/{SLUG}/")
    reader.page.evaluate("window.opened = true")
    reader.page.locator(".follow").click()
    return reader


def check(newsdesk: Newsdesk, watcher: Watcher) -> None:
    coverage = Coverage.objects.get(slug=SLUG)
    rows = list(Revision.objects.filter(coverage=coverage).order_by("position"))
    assert [row.position for row in rows] == list(range(1, len(rows) + 1))

    headlines = [published(row).content["headline"] for row in rows[2:]]
    assert sorted(headlines) == sorted(newsdesk.told), "lost, or published twice"
    for row, headline in zip(rows[2:], headlines, strict=True):
        assert newsdesk.told[headline]["post"] == row.post_id
        assert newsdesk.told[headline]["cursor"].endswith(f".{row.position}")

    eventually(lambda: watcher.positions[-1:] == [len(rows)] or watcher.resets)
    watcher.end()
    assert watcher.resets == 0
    assert watcher.positions == list(range(3, len(rows) + 1))

    for answer in newsdesk.told.values():
        with urlopen(answer["url"], timeout=PATIENCE) as page:
            assert page.status == 200


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
