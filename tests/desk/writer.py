"""Somebody who writes: a browser window at the desk."""

from __future__ import annotations

import io
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, FilePayload, Locator, ViewportSize, expect

from tests.desk.running import RunningDesk

_PHONE: ViewportSize = {"width": 360, "height": 740}
_DESKTOP: ViewportSize = {"width": 1200, "height": 900}
DESK = "/coverages/harbour-fire"


def photo() -> FilePayload:
    """A camera's file, 1800 × 1200."""
    out = io.BytesIO()
    Image.new("RGB", (1800, 1200), (120, 150, 180)).save(out, "JPEG")
    return {"name": "crane.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}


class Writer:
    """`complaints` holds what the page's scripts and its security policy complained of."""

    def __init__(
        self, chromium: Browser, desk: RunningDesk, link: str, *, phone: bool = False, **how: Any
    ) -> None:
        self.desk = desk
        self.context = chromium.new_context(viewport=_PHONE if phone else _DESKTOP, **how)
        self.page = self.context.new_page()
        self.complaints: list[str] = []
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on(
            "console",
            lambda line: self.complaints.append(line.text) if "Policy" in line.text else None,
        )
        self.sign_in(link)

    def sign_in(self, link: str) -> None:
        """Press the button behind a one-time link."""
        self.page.goto(self.desk.url + link)
        self.page.get_by_role("button", name="Sign in").click()
        expect(self.page.get_by_role("heading", name="Coverages")).to_be_visible()

    def open(self, path: str = DESK) -> None:
        self.page.goto(self.desk.url + path)
        self.ready()

    def ready(self) -> None:
        """Wait until the composer's script has taken over."""
        expect(self.page.locator("#composer[data-ready]")).to_be_visible()

    def write(self, headline: str, text: str = "") -> None:
        """Type a post as people do: headline, Tab, words."""
        self.headline.fill(headline)
        if text:
            self.headline.press("Tab")
            self.page.keyboard.type(text)

    def publish(self) -> None:
        """Press Publish, and wait until it has been done."""
        self.page.keyboard.press("Control+Enter")
        self.published()

    def published(self) -> None:
        expect(self.page.locator("#published")).to_be_visible()
        self.ready()

    def press(self) -> None:
        self.page.locator("#publish").click()

    def new_tab(self) -> Writer:
        """The same person and browser, another tab."""
        other = object.__new__(Writer)
        other.desk, other.context, other.complaints = self.desk, self.context, self.complaints
        other.page = self.context.new_page()
        return other

    @property
    def headline(self) -> Locator:
        return self.page.locator("#headline")

    @property
    def words(self) -> Locator:
        """The first rich text."""
        return self.page.locator(".section.text .ProseMirror").first

    @property
    def problem(self) -> Locator:
        return self.page.locator("#problem")

    @property
    def saved(self) -> Locator:
        return self.page.locator("#saved")

    def close(self) -> None:
        self.context.close()
