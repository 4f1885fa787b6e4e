"""A page as it goes out: its answers ready as bytes, gzip made once."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from stoppress.edge.answers import (
    ASSET_CACHE,
    CHECKPOINT_CACHE,
    CONTENT_CACHE,
    HTML,
    NO_STORE,
    PAST_CACHE,
    Answer,
    cache_tag,
    make_answer,
    redirect,
)
from stoppress.edge.requests import Request
from stoppress.public_store import Page, Site

_CACHES = {"content": CONTENT_CACHE, "asset": ASSET_CACHE, "checkpoint": CHECKPOINT_CACHE}
_LEVEL = 6
_WORTH_BYTES = 256  # below this, gzip's own bytes eat what it saves
_TEXTS = ("text/", "application/json", "application/xml", "application/javascript",
          "application/manifest+json", "application/atom+xml", "application/feed+json",
          "application/ld+json", "image/svg+xml")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Printed:
    """`version` is the hub's count of commits before the page was read."""

    site: Site
    slug: str
    cache: str  # as `Page.cache`
    position: int
    purged: int  # as `Page.purged`
    version: int
    tag: str
    plain: Answer
    packed: Answer | None
    unchanged: Answer

    @property
    def size(self) -> int:
        """Bytes kept in memory, nearly."""
        return len(self.plain.body) + (len(self.packed.body) if self.packed else 0)

    def answer_to(self, request: Request) -> Answer:
        """The one of its answers that `request` gets."""
        wanted = request.headers.get("if-none-match")
        if wanted is not None and names_tag(wanted, self.tag):
            return self.unchanged
        return self.packed if self.packed and request.accepts_gzip else self.plain


def print_page(site: Site, page: Page, version: int) -> Printed:
    """Make the answers of `page`. Slow (it compresses): not on the loop."""
    return _print(site, page, version, _tag(site, page), {"Cache-Control": _CACHES[page.cache]})


def print_past(site: Site, page: Page) -> Printed:
    """As `print_page`, of a page as it stood."""
    tag = f'W/"{site.epoch}.{page.position}.{site.render}.{page.purged}"'
    # Search engines would take every position of the past for a page of its own.
    return _print(site, page, 0, tag, {"Cache-Control": PAST_CACHE, "X-Robots-Tag": "noindex"})


def names_tag(header: str, tag: str) -> bool:
    """Whether `If-None-Match: header` names `tag`, compared weakly (RFC 9110 13.1.2)."""
    if header.strip() == "*":
        return True
    opaque = tag.removeprefix("W/")
    return any(one.strip().removeprefix("W/") == opaque for one in header.split(","))


def _print(site: Site, page: Page, version: int, tag: str, of_it: Mapping[str, str]) -> Printed:
    caching = {"Vary": "Accept-Encoding"}
    caching |= {**of_it, "ETag": tag} if page.status == 200 else NO_STORE
    if page.status == 200 and page.cache != "asset":
        caching |= cache_tag(page.slug)
    if page.location:
        plain = unchanged = redirect(page.status, page.location, caching)
        packed = None
    else:
        headers = {**caching, "Content-Type": page.content_type}
        if page.content_type.startswith("text/html"):
            headers |= HTML
        plain = make_answer(page.status, headers, page.body)
        packed = _packed(page, headers)
        unchanged = make_answer(304, caching) if page.status == 200 else plain
    return Printed(
        site, page.slug, page.cache, page.position, page.purged, version, tag, plain, packed,
        unchanged,
    )  # fmt: skip


def _tag(site: Site, page: Page) -> str:
    if page.slug and page.cache == "content":
        return f'W/"{site.epoch}.{page.position}.{site.render}"'
    # No position moves with the bytes of such a page; `W/` because of gzip beside plain.
    return f'W/"{hashlib.sha256(page.body).hexdigest()[:32]}"'


def _packed(page: Page, headers: Mapping[str, str]) -> Answer | None:
    if len(page.body) < _WORTH_BYTES or not page.content_type.startswith(_TEXTS):
        return None
    body = gzip.compress(page.body, _LEVEL, mtime=0)
    return make_answer(page.status, {**headers, "Content-Encoding": "gzip"}, body)
