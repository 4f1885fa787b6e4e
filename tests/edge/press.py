"""Publishing for tests of the edge: a public store with one coverage, written as tests please."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from stoppress.config import Config
from stoppress.public_store import Frame, Head, Publication, Writer, open_writer
from tests.conformance.client import Address, arrive

EPOCH = "e1"
SLUG = "harbour-fire"
START = datetime(2026, 1, 31, 9, tzinfo=UTC)  # when position 0 would have been published
_TOP = b'<!doctype html><title>Fire</title><main data-cursor="'
PAST = b"<p>As it stood.</p>"
_REST = b'"><p>A warehouse burns on the north quay.</p></main>' + b"<p>More of it.</p>" * 40


@dataclass
class Press:
    """The one writer of the store. `position` is what it has published last."""

    config: Config
    writer: Writer
    slug: str = SLUG
    position: int = 0
    state: str = "live"
    floor: int = 0
    purged: int = 0

    def publish(self, *texts: str, state: str = "live", pad: int = 0) -> list[bytes]:
        """Publish one change for each of `texts`, in one transaction; their frames."""
        self.state = state
        with self.writer.publish() as publication:
            bodies = [self._put(publication, text, pad) for text in texts]
            self._put_head(publication)
        return bodies

    def purge(self, text: str) -> bytes:
        """Publish that words are taken away, and clear the past: step 1 of the purge; its frame."""
        self.floor, self.purged = self.position, self.position + 1
        with self.writer.publish() as publication:
            body = self._put(publication, text)
            self._put_head(publication)
            publication.clear_past(self.slug, self.position)
        return body

    def make_past_again(self, *texts: str, floor: int = 0) -> None:
        """Step 2: publish `texts` as positions 1, 2 … once more; below `floor` not for all yet."""
        top, self.position, self.floor = self.position, 0, floor
        with self.writer.publish() as publication:
            for text in texts:
                self._put(publication, text)
            self.position = top
            self._put_head(publication)

    def open(self) -> None:
        """Let the coverage begin, at position 0."""
        with self.writer.publish() as publication:
            self._put_pages(publication)
            self._put_head(publication)

    def _put(self, publication: Publication, text: str, pad: int = 0) -> bytes:
        self.position += 1
        position, at = self.position, START + timedelta(seconds=self.position)
        body = frame_body(position, text, pad)
        instant = at.isoformat(timespec="microseconds").replace("+00:00", "Z")
        publication.put_frame(self.slug, Frame(position, body, instant))
        shown = _REST + f"{position} {text}".encode()
        publication.put_part(f"{self.slug}/rest", shown, slug=self.slug, since=position)
        return body

    def _put_head(self, publication: Publication) -> None:
        publication.put_head(
            Head(self.slug, f"c-{self.slug}", self.position, self.state, self.floor, self.purged)
        )

    def _put_pages(self, publication: Publication) -> None:
        """What a coverage's pages are made of; they are there from its first position on."""
        slug = self.slug
        publication.put_part(f"{slug}/top", _TOP, slug=slug, since=1)
        publication.put_part(f"{slug}/past", PAST, slug=slug)
        rest = _REST + str(self.position).encode()
        publication.put_part(f"{slug}/rest", rest, slug=slug, since=1)
        parts = [f"{slug}/top", "@cursor", f"{slug}/rest", "@past"]
        for path in (f"/{slug}/", f"/{slug}/page/1"):
            publication.put_page(path, parts, slug=slug, since=1)

    def rebuild(self, epoch: str = EPOCH, position: int | None = None) -> None:
        """Write the whole store anew: a new generation, empty of frames."""
        self.position = self.position if position is None else position
        with self.writer.rebuild(epoch=epoch, render="a" * 16) as publication:
            self._put_pages(publication)
            self._put_head(publication)
            publication.put_part("front", b"<!doctype html><title>All coverage</title>" + _REST)
            publication.put_page("/", ["front"])
            publication.put_part("script", b"'use strict';" * 40)
            publication.put_page(
                "/-/assets/reader-0123456789abcdef.js",
                ["script"],
                content_type="text/javascript; charset=utf-8",
                cache="asset",
            )

    def arrive(self, address: Address) -> None:
        """Wait until the edge at `address` has heard of everything."""
        arrive(address, f"/{self.slug}", EPOCH, self.position)

    @property
    def cursor(self) -> str:
        return f"{EPOCH}.{self.position}"


def open_press(config: Config, slug: str = SLUG) -> Press:
    """A press on a fresh store."""
    press = Press(config, open_writer(config), slug)
    press.rebuild()
    return press


def frame_body(position: int, text: str, pad: int = 0) -> bytes:
    """A frame as the projection writes it; `pad` bytes longer where wanted."""
    change: dict[str, Any] = {"op": "insert", "id": f"post-{position}", "into": "timeline"}
    change["html"] = f"<article id='post-{position}'>{text}</article>" + "x" * pad
    frame = {"position": position, "kind": "posted", "at": "2026-01-31T09:00:00Z", "state": "live"}
    return json.dumps(frame | {"changes": [change], "announce": text}).encode()
