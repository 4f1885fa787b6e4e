"""The page of one post: where it is, and what is answered where it is no more."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from stoppress.projection.history_pages import put_history
from stoppress.projection.pages import TITLE, shell_of
from stoppress.projection.places import permalink
from stoppress.projection.regions import Standing
from stoppress.projection.shells import Face, Head, slot
from stoppress.projection.site import Site
from stoppress.projection.timeline import Post
from stoppress.projection.told import revisions_of_posts
from stoppress.projection.words import blocks_of, first_words, headline_of
from stoppress.public_store import Publication
from stoppress.record.history import Published

_GONE = frozenset({"withheld", "removed"})


def put_addresses(
    publication: Publication, site: Site, coverage: str, standing: Standing, ids: Iterable[str]
) -> None:
    """Write the posts' permalinks and, behind them, their histories; they are not dated."""
    timeline = standing.timeline
    for id, said in revisions_of_posts(coverage, sorted(ids), timeline.position):
        _put_address(publication, site, standing, timeline.posts[id], said)


def _put_address(
    publication: Publication,
    site: Site,
    standing: Standing,
    post: Post,
    said: list[Published],
) -> None:
    slug = standing.timeline.slug
    address = permalink(slug, post)
    page = shell_of(_face(site, standing, post), f"{slug}/posts/{post.id}", standing, [post])
    page.put(publication, address, slug, **_answer(post))
    # Also where it is answered as gone: its parts must not keep what they said.
    put_history(publication, site, standing, post, said)
    if post.standing in _GONE:
        publication.put_page(f"{address}/history", page.recipe, slug=slug, status=410)


def _face(site: Site, standing: Standing, post: Post) -> Face:
    words = first_words(blocks_of(post))
    head = Head(
        title=slot(TITLE, before=f"{headline_of(post)} – "),
        # Not the title: a page must always have as many runs, so that none of an old one is left.
        description=words or f"Live coverage by {site.name}",
        path=permalink(standing.timeline.slug, post),
        picture=_first_picture(post),
        hidden=not post.is_shown,
    )
    return Face("inner", site, head, standing.setting)


def _answer(post: Post) -> dict[str, Any]:
    if post.standing in _GONE:
        return {"status": 410}
    to = post.moved.to if post.moved and post.says(post.moved.position) else None
    if to:
        return {"status": 308, "location": f"/{to['slug']}/posts/{to['post']}"}
    return {}


def _first_picture(post: Post) -> str | None:
    pictures = (block for block in blocks_of(post) if block.get("type") == "picture")
    return next((block["media"] for block in pictures if block.get("media")), None)
