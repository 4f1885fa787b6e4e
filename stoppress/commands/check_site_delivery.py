"""How changes reach readers of a live site: the stream, at once and for long; the delta, held."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from typing import Any

from stoppress.commands.asking_site import Heard, Site, Streaming, hear, streaming
from stoppress.commands.failures import Failure
from stoppress.commands.findings import Finding, fail, ok, warn

_AT_ONCE = 5.0  # seconds for what is sent at once
_BEAT = 25.0  # seconds within which a heartbeat comes
_HELD = 30.0  # seconds after which a held delta must have been answered
_UNBUFFER = "let it send on at once: `proxy_buffering off` in nginx (docs/running/nginx.md)"


def delivery(site: Site, slug: str, cursor: str, *, watch: float) -> Iterator[Finding]:
    """The delta is held while the stream is watched, so that both take the time of one."""
    asked = _Asked(site, f"/{slug}/after/{cursor}")
    stream = f"/{slug}/stream"
    with streaming(site, stream, "gzip", _AT_ONCE) as packed:
        yield from _stream(packed, watch)
    with streaming(site, stream, "identity", _AT_ONCE) as plain:
        yield from _plain(plain)
    yield from _delta(asked)


def _stream(stream: Streaming, watch: float) -> Iterator[Finding]:
    hello, opened = stream.wait_for("hello", _AT_ONCE), time.monotonic()
    if stream.answer is not None and stream.answer.status == 204:
        yield warn("stream", "this coverage has ended: give the address of one that is live")
        return
    if stream.answer is not None and stream.answer.status != 200:
        yield fail("stream", f"answers {stream.answer.status}; readers fall back to polling")
        return
    if not hello:
        yield fail("stream", f"something in front holds it back (nothing in {_AT_ONCE:g} s)"
                   f"{': ' + stream.why if stream.why else ''}; {_UNBUFFER}")  # fmt: skip
        return
    yield ok("stream", "begins at once")
    yield from _headers(stream)
    yield from _beats(stream, opened, watch)


def _headers(stream: Streaming) -> Iterator[Finding]:
    assert stream.answer is not None
    caching, coding = stream.header("Cache-Control"), stream.header("Content-Encoding")
    if "no-store" not in caching or "no-transform" not in caching:
        yield warn("stream", f"something in front changed its Cache-Control to {caching or 'none'}")
    if coding not in ("", "gzip"):
        yield fail("compression", f"something in front compresses the stream itself ({coding}):"
                   " switch that off for text/event-stream")  # fmt: skip
    elif coding:
        yield ok("compression", "gzip, readable as it comes")
    else:
        yield ok("compression", "none: what stands in front names itself, or takes it apart")
    if stream.answer.version < 11:
        yield warn("proxy", "speaks HTTP/1.0 to readers: `proxy_http_version 1.1`, or a newer one")


def _beats(stream: Streaming, opened: float, watch: float) -> Iterator[Finding]:
    if not stream.wait_for("hb", _BEAT):
        lasted = time.monotonic() - opened
        if lasted < _BEAT - 1:
            yield _cut(lasted)
        else:
            yield fail("heartbeat", "none came: something in front holds back what follows the"
                       f" first bytes; {_UNBUFFER}")  # fmt: skip
        return
    while (left := opened + watch - time.monotonic()) > 0:
        if not stream.wait_for("hb", min(left, _BEAT)) and time.monotonic() < opened + watch - 1:
            yield _cut(time.monotonic() - opened)
            return
    yield ok("heartbeat", f"comes at once; the stream was watched for {watch:g} s")


def _cut(lasted: float) -> Finding:
    return fail("stream", f"was cut after {lasted:.0f} s, or held back from then on: raise the"
                " proxy's time for reading (60 s, a heartbeat comes every 20 s), and let no"
                " answer have an end by the clock below 15 minutes")  # fmt: skip


def _plain(stream: Streaming) -> Iterator[Finding]:
    """To one who cannot read gzip."""
    if stream.answer is None or stream.answer.status != 200:
        return
    if coding := stream.header("Content-Encoding"):
        yield fail("compression", f"something in front sends {coding} to those who did not ask for"
                   " it: switch its compression off for the stream")  # fmt: skip
    elif not stream.wait_for("hello", _AT_ONCE):
        yield fail("compression", "what takes the compression apart for others holds the stream"
                   f" back: switch that off; {_UNBUFFER}")  # fmt: skip


class _Asked:
    """A delta, asked for in the background."""

    def __init__(self, site: Site, path: str) -> None:
        self.heard: Heard | None = None
        self.why = ""
        self._site, self._path = site, path
        self._thread = threading.Thread(target=self._ask, daemon=True)
        self._thread.start()

    def wait(self) -> None:
        self._thread.join(_HELD + _BEAT)

    def _ask(self) -> None:
        try:
            self.heard = hear(self._site, self._path)
        except Failure as error:
            self.why = str(error)


def _delta(asked: _Asked) -> Iterator[Finding]:
    asked.wait()
    heard = asked.heard
    if heard is None:
        yield fail("delta", f"{asked.why or 'was never answered'}; raise the proxy's time for"
                   " reading to 60 s: it is held up to 25")  # fmt: skip
    elif heard.status == 410:
        yield warn("delta", "the page was older than what can be caught up with: is a cache in"
                   " front keeping it?")  # fmt: skip
    elif heard.status != 200 or (told := _told(heard)) is None:
        yield fail("delta", f"answers {heard.status} after {heard.seconds:.0f} s; raise the proxy's"
                   " time for reading to 60 s: it is held up to 25")  # fmt: skip
    elif not told.get("events") and heard.seconds < 1 and told.get("state") != "ended":
        yield warn("delta", "was answered at once, with nothing in it: a cache gives what is stale"
                   " to those who wait; do not let it for /…/after/")  # fmt: skip
    else:
        yield ok("delta", f"answered after {heard.seconds:.0f} s")


def _told(heard: Heard) -> dict[str, Any] | None:
    try:
        told = json.loads(heard.body)
    except ValueError:
        return None
    return told if isinstance(told, dict) else None
