"""A real browser: Debian's Chromium, or the one that CHROMIUM names."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, sync_playwright

_CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
_FLAGS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-gpu",
]


@contextmanager
def running_browser(*, keeps_pages: bool = False) -> Iterator[Browser]:
    """A browser, until the end of the block; one that `keeps_pages` goes back to them as users' do.

    (Playwright otherwise switches the back/forward cache off.)
    """
    # Playwright's loop runs in this thread, and Django would take ours for an async program.
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        browser = playwright.chromium.launch(
            executable_path=_CHROMIUM,
            args=_FLAGS,
            ignore_default_args=["--disable-back-forward-cache"] if keeps_pages else None,
        )
        yield browser
        browser.close()
