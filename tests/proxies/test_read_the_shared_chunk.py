"""One compressed chunk, made once and sent to all, is read as it comes by whoever reads gzip."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.edge.press import Press
from tests.edge.process import EdgeProcess
from tests.proxies.looking import Looking, looking
from tests.waiting import PATIENCE, eventually

_BROWSERS = {
    "chromium": ["--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run",
                 "--disable-background-networking", "--disable-component-update",
                 "--user-data-dir={profile}", "{url}"],
    "firefox-esr": ["--headless", "--no-remote", "--profile", "{profile}", "{url}"],
}  # fmt: skip
_TEXTS = ("One", "Zwei — ж", "Three" * 900)


@pytest.mark.journey
@pytest.mark.parametrize("browser", _BROWSERS)
def test_a_browser_that_joins_in_the_middle_reads_it(
    browser: str, edge: EdgeProcess, press: Press, tmp_path: Path
) -> None:
    press.publish("Before anybody came")
    with looking(edge.address(), f"/{press.slug}/stream") as page, _open(browser, page, tmp_path):
        assert _next(page)["name"] == "hello"
        assert b"\r\nContent-Encoding: gzip\r\n" in page.sent[0]
        for text in _TEXTS:
            body = press.publish(text)[0]
            told = _next(page)
            assert (told["name"], told["data"].encode()) == ("change", body)
            assert told["id"] == press.cursor
        assert len(page.sent) == 1  # it never had to come back


def test_curl_reads_it(edge: EdgeProcess, press: Press) -> None:
    url = f"http://127.0.0.1:{edge.address().port}/{press.slug}/stream"
    command = [_program("curl"), "--silent", "--no-buffer", "--compressed", url]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as curl:
        assert curl.stdout is not None
        _until(curl.stdout, b"event: hello")
        for text in _TEXTS:
            body = press.publish(text)[0]
            _until(curl.stdout, b"data: " + body)
        curl.kill()


def test_aiohttp_reads_it(edge: EdgeProcess, press: Press) -> None:
    aiohttp = pytest.importorskip("aiohttp", reason="aiohttp is not installed: pip install aiohttp")

    async def read() -> None:
        url = f"http://127.0.0.1:{edge.address().port}/{press.slug}/stream"
        async with aiohttp.ClientSession() as session, session.get(url) as answer:
            assert answer.headers["Content-Encoding"] == "gzip"
            for text in ("", *_TEXTS):
                body = press.publish(text)[0] if text else b"event: hello"
                found = b""
                while body not in found:
                    found += await asyncio.wait_for(answer.content.readany(), PATIENCE)

    asyncio.run(read())


@contextmanager
def _open(browser: str, page: Looking, folder: Path) -> Iterator[None]:
    """A browser that shows `page`, with a profile of its own; ended with all that it started."""
    profile = folder / "profile"
    profile.mkdir()
    words = [word.format(profile=profile, url=page.url) for word in _BROWSERS[browser]]
    process = subprocess.Popen(
        [_program(browser), *words],
        env=os.environ | {"HOME": str(folder), "MOZ_DISABLE_CONTENT_SANDBOX": "1"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        yield
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _next(page: Looking) -> dict[str, Any]:
    eventually(lambda: not page.seen.empty())
    return page.seen.get()


def _until(pipe: Any, mark: bytes) -> None:
    """Wait for a line that begins with `mark`."""
    for line in pipe:
        if line.startswith(mark):
            return
    raise EOFError(f"no {mark!r} came")


def _program(name: str) -> str:
    return shutil.which(name) or pytest.skip(f"{name} is not installed: apt-get install {name}")
