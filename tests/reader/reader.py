"""Somebody who reads: one browser window, and what they see, and whether anything jumped."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Browser, FloatRect, Locator, ViewportSize

from stoppress.record.models import Coverage

_PHONE: ViewportSize = {"width": 360, "height": 740}
_DESKTOP: ViewportSize = {"width": 1280, "height": 800}
# Sums what the browser itself counts as a jump (CLS), and remembers who jumped.
_WATCH = """
    window.hurt = () => { window.isHurt = true; };  // for hostile text to call
    window.jumped = 0; window.jumps = [];
    new PerformanceObserver((list) => {
        for (const jump of list.getEntries()) {
            if (jump.hadRecentInput) continue;
            window.jumped += jump.value;
            for (const source of jump.sources)
                window.jumps.push([source.node?.nodeName, source.node?.id || source.node?.className,
                    source.previousRect.y, source.currentRect.y]);
        }
    }).observe({ type: "layout-shift", buffered: true });
"""
# Every line of text in the page: its words and the top of its box. Marked so that words that
# stand in two posts are told apart: by the post, and by how often they came before in it.
_LINES = """
    () => {
        const lines = [], seen = {};
        const walker = document.createTreeWalker(coverage, NodeFilter.SHOW_TEXT);
        for (let node = walker.nextNode(); node; node = walker.nextNode()) {
            if (!node.data.trim()) continue;
            if (node.parentElement.closest(".more, .waiting, .rail")) continue;
            const range = document.createRange();
            range.selectNodeContents(node);
            const name = (node.parentElement.closest("article")?.id ?? "") + " " + node.data.trim();
            const count = seen[name] = (seen[name] ?? 0) + 1;
            [...range.getClientRects()].forEach((box, number) => {
                if (box.height) lines.push([name, count, number, box.top]);
            });
        }
        return lines;
    }
"""


Line = tuple[str, int, int]  # its post and words, which of those that are alike, which line of it
Lines = list[tuple[Line, float]]


class Reader:
    """`errors` holds whatever the page's console complained of."""

    def __init__(
        self,
        chromium: Browser,
        url: str,
        *,
        phone: bool = False,
        width: int | None = None,
        clock: bool = False,
        **context: Any,
    ) -> None:
        """With `clock` time passes on the page only as the test says (`page.clock`)."""
        size: ViewportSize = {**(_PHONE if phone else _DESKTOP)}
        size["width"] = width or size["width"]
        self.context = chromium.new_context(viewport=size, **context)
        self.page = self.context.new_page()
        self.errors: list[str] = []
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.add_init_script(_WATCH)
        self._has_clock = clock
        if clock:
            self.page.clock.install()
        self.page.goto(url)

    @property
    def position(self) -> int:
        """How far the page has come."""
        cursor = self.page.locator("#coverage").get_attribute("data-cursor") or ""
        return int(cursor.split(".")[1])

    @property
    def jumped(self) -> float:
        """The layout shift so far; 0 where nothing moved."""
        self.settle()
        return float(self.page.evaluate("jumped"))

    @property
    def jumps(self) -> object:
        """What moved, for a test that fails: name, id or class, from, to."""
        return self.page.evaluate("jumps")

    @property
    def height(self) -> float:
        """How far the page can be scrolled."""
        return float(self.page.evaluate("document.documentElement.scrollHeight - innerHeight"))

    @property
    def headlines(self) -> list[str]:
        return self.page.locator("article h2").all_inner_texts()

    def post(self, id: str) -> Locator:
        return self.page.locator(f"#post-{id}")

    def box(self, locator: Locator) -> FloatRect:
        """Where an element is in the window."""
        box = locator.bounding_box()
        assert box is not None
        return box

    def reach(self, position: int) -> None:
        """Wait until the page has applied the change at `position`."""
        self.wait_until(lambda: self.position >= position)
        self.settle()

    def wait_until(self, is_so: Callable[[], bool], seconds: float = 20) -> None:
        """Wait until `is_so`; on a page with `clock` time passes meanwhile."""
        end = time.monotonic() + seconds
        while not is_so():
            assert time.monotonic() < end, "it did not come to be"
            if self._has_clock:
                self.pass_time(0.05)
            else:
                self.page.wait_for_timeout(10)

    def pass_time(self, seconds: float) -> None:
        """Let time pass on a page with `clock`, and the network answer meanwhile."""
        while seconds > 0:
            self.page.clock.run_for(int(1000 * min(seconds, 5)))
            self.page.wait_for_timeout(20)
            seconds -= 5

    def settle(self) -> None:
        """Let the browser draw twice, so that it has noticed what moved."""
        if self._has_clock:
            return
        self.page.evaluate(
            "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
        )

    def scroll_to(self, y: float) -> None:
        self.page.evaluate("(y) => scrollTo({top: y, behavior: 'instant'})", y)
        self.settle()

    def lines_in_sight(self) -> Lines:
        """The lines of text in sight, from the top, and how far down in the window each is."""
        height = self.page.viewport_size["height"] if self.page.viewport_size else 0
        return [(line, top) for line, top in self._lines() if 0 <= top < height]

    def first_line(self) -> tuple[Line, float]:
        """The first line of text in sight, and how far down in the window it is."""
        return self.lines_in_sight()[0]

    def top_of(self, line: Line) -> float:
        """Where `line` is now."""
        return dict(self._lines())[line]

    def moved(self, before: Lines) -> float:
        """How far the first of the lines that are still there has moved, in pixels."""
        now = dict(self._lines())
        return next(now[line] - top for line, top in before if line in now)

    def _lines(self) -> Lines:
        found = self.page.evaluate(_LINES)
        return [((name, count, number), top) for name, count, number, top in found]

    def close(self) -> None:
        self.context.close()


def caught_up(reader: Reader, fire: str) -> Reader:
    """The page once it shows all that the record holds, and it is the one that was opened."""
    reader.reach(Coverage.objects.get(id=fire).head)
    assert reader.page.evaluate("window.isStillTheSamePage")
    assert reader.errors == []
    return reader
