"""A page as it goes out: its answers ready as bytes, each content coding made once."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from stoppress.edge.answers import (
    ASSET_CACHE,
    CHECKPOINT_CACHE,
    CONTENT_CACHE,
    HTML,
    NO_STORE,
    NOT_ACCEPTABLE,
    PAST_CACHE,
    Answer,
    cache_tag,
    make_answer,
    redirect,
)
from stoppress.edge.codings import GZIP_ALONE, IDENTITY, choose, encode
from stoppress.edge.requests import Request
from stoppress.public_store import Page, Site

_CACHES = {"content": CONTENT_CACHE, "asset": ASSET_CACHE, "checkpoint": CHECKPOINT_CACHE}
_WORTH_BYTES = 256  # below this, a coding's own bytes eat what it saves
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
    packed: Mapping[str, Answer]  # by content coding; the first is the smallest
    unchanged: Answer

    @property
    def is_front(self) -> bool:
        """Whether it is ready in all codings, as the first page of live coverage is."""
        return len(self.packed) > 1

    @property
    def size(self) -> int:
        """Bytes kept in memory, nearly."""
        return len(self.plain.body) + sum(len(answer.body) for answer in self.packed.values())

    def answer_to(self, request: Request) -> Answer:
        """The one of its answers that `request` gets."""
        wanted = request.headers.get("if-none-match")
        if wanted is not None and names_tag(wanted, self.tag):
            return self.unchanged
        if not self.packed:
            return self.plain  # nothing to choose from
        coding = choose(request.headers.get("accept-encoding", ""), tuple(self.packed))
        if coding is None:
            return NOT_ACCEPTABLE
        return self.plain if coding == IDENTITY else self.packed[coding]


def print_page(
    site: Site, page: Page, version: int, codings: tuple[str, ...] = GZIP_ALONE
) -> Printed:
    """Make the answers of `page`. Slow (it compresses): not on the loop."""
    caching = {"Cache-Control": _CACHES[page.cache]}
    return _print(site, page, version, _tag(site, page), caching, codings)


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


def _print(
    site: Site, page: Page, version: int, tag: str, of_it: Mapping[str, str],
    codings: tuple[str, ...] = GZIP_ALONE,
) -> Printed:  # fmt: skip
    caching = {"Vary": "Accept-Encoding"}
    caching |= {**of_it, "ETag": tag} if page.status == 200 else NO_STORE
    if page.status == 200 and page.cache != "asset":
        caching |= cache_tag(page.slug)
    if page.location:
        plain = unchanged = redirect(page.status, page.location, caching)
        packed = {}
    else:
        headers = {**caching, "Content-Type": page.content_type}
        if page.content_type.startswith("text/html"):
            headers |= HTML
        plain = make_answer(page.status, headers, page.body)
        packed = _packed(page, headers, codings)
        unchanged = make_answer(304, caching) if page.status == 200 else plain
    return Printed(
        site, page.slug, page.cache, page.position, page.purged, version, tag, plain, packed,
        unchanged,
    )  # fmt: skip


def _tag(site: Site, page: Page) -> str:
    if page.slug and page.cache == "content":
        return f'W/"{site.epoch}.{page.position}.{site.render}"'
    # No position moves with the bytes of such a page; `W/`: the same for all codings.
    return f'W/"{hashlib.sha256(page.body).hexdigest()[:32]}"'


def _packed(page: Page, headers: Mapping[str, str], codings: tuple[str, ...]) -> dict[str, Answer]:
    if len(page.body) < _WORTH_BYTES or not page.content_type.startswith(_TEXTS):
        return {}
    return {
        coding: make_answer(
            page.status, {**headers, "Content-Encoding": coding}, encode(coding, page.body)
        )
        for coding in codings
    }
