"""Publishing for tests of the edge: a public store with one coverage, written as tests please."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from stoppress.config import Config
from stoppress.public_store import Frame, Head, Writer, open_writer
from tests.conformance.client import Address, arrive

EPOCH = "e1"
SLUG = "harbour-fire"
_TOP = b'<!doctype html><title>Fire</title><main data-cursor="'
_REST = b'"><p>A warehouse burns on the north quay.</p></main>' + b"<p>More of it.</p>" * 40


@dataclass
class Press:
    """The one writer of the store. `position` is what it has published last."""

    config: Config
    writer: Writer
    slug: str = SLUG
    position: int = 0
    state: str = "live"

    def publish(self, *texts: str, state: str = "live", pad: int = 0) -> list[bytes]:
        """Publish one change for each of `texts`, in one transaction; their frames."""
        bodies = [frame_body(self.position + 1 + at, text, pad) for at, text in enumerate(texts)]
        self.state = state
        with self.writer.publish() as publication:
            for at, body in enumerate(bodies):
                publication.put_frame(self.slug, Frame(self.position + 1 + at, body))
            self.position += len(texts)
            head = Head(self.slug, "c1", self.position, state)
            publication.put_head(head)
            publication.put_part(f"{self.slug}/rest", _REST + str(self.position).encode())
        return bodies

    def rebuild(self, epoch: str = EPOCH, position: int | None = None) -> None:
        """Write the whole store anew: a new generation, empty of frames."""
        self.position = self.position if position is None else position
        with self.writer.rebuild(epoch=epoch, render="a" * 16) as publication:
            publication.put_head(Head(self.slug, "c1", self.position, self.state))
            publication.put_part(f"{self.slug}/top", _TOP)
            publication.put_part(f"{self.slug}/rest", _REST + str(self.position).encode())
            parts = [f"{self.slug}/top", "@cursor", f"{self.slug}/rest"]
            publication.put_page(f"/{self.slug}/", parts, slug=self.slug)
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
