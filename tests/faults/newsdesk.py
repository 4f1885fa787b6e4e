"""Editors who publish at once, each pressing again with the same submission until told yes."""

from __future__ import annotations

import io
import os
import threading
import time
from collections.abc import Sized
from dataclasses import dataclass, field
from urllib.request import urlopen
from uuid import uuid4

from PIL import Image

from stoppress.record.history import published
from stoppress.record.models import Coverage, Revision
from tests.commands.shell import Served, Shell
from tests.editor import Editor, NotPublished
from tests.faults.watcher import Watcher
from tests.waiting import PATIENCE, eventually

SLUG = "harbour-fire"
# Seconds between an editor's posts: together some 40 a second, which is more than any newsroom's,
# and few enough that what an edge misses while it starts again can be caught up without a reset.
_BREATH = 0.05


@dataclass
class Newsdesk:
    """Editors who go on publishing until told to stop."""

    editors: list[Editor]
    photographers: int = 0  # so many of them publish a picture in every post
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
            picture = any_picture() if number < self.photographers else b""
            while headline not in self.told:
                self.presses += 1
                try:
                    taken = editor.take_in(picture) if picture else None
                    self.told[headline] = editor.publish(SLUG, headline, press=press, taken=taken)
                except NotPublished:
                    time.sleep(0.02)
            time.sleep(_BREATH)


def go_on(growing: Sized, more: int) -> None:
    """Wait until there are `more` of them."""
    enough = len(growing) + more
    eventually(lambda: len(growing) >= enough)


def rate_of(newsdesk: Newsdesk, posts: int = 60) -> float:
    """Posts a second over so many, with everything running."""
    go_on(newsdesk.told, len(newsdesk.editors))  # their answers had only waited for the desk
    first, began = len(newsdesk.told), time.monotonic()
    go_on(newsdesk.told, posts)
    return (len(newsdesk.told) - first) / (time.monotonic() - began)


def any_picture() -> bytes:
    """A picture that nobody has seen before."""
    out = io.BytesIO()
    Image.frombytes("RGB", (8, 8), os.urandom(192)).save(out, "PNG")
    return out.getvalue()


def at_work(
    shell: Shell, served: Served, *, people: int = 3, photographers: int = 0
) -> tuple[Newsdesk, Watcher]:
    editors = []
    for number in range(people):
        link = shell.ok("user", "add", f"editor{number}").split()[-1]
        editors.append(Editor(served.desk))
        editors[-1].sign_in(link)
    editors[0].open_coverage(SLUG)
    first = editors[0].publish(SLUG, "Smoke over the harbour")
    watcher = Watcher(served.reader, SLUG, first["cursor"])
    watcher.start()
    newsdesk = Newsdesk(editors, photographers)
    newsdesk.begin()
    return newsdesk, watcher


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
