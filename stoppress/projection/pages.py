"""Writing a coverage's parts and pages: of what it shows now, only what differs from before.

Every part follows from the standing alone, so writing all of them anew gives the same bytes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from stoppress.projection.places import (
    PAGE,
    front_address,
    older_pages,
    on_front,
    on_page,
    page_address,
    permalink,
)
from stoppress.projection.regions import REGIONS, Standing
from stoppress.projection.render import render_post
from stoppress.projection.shells import Shell, shell
from stoppress.projection.site import Site
from stoppress.projection.timeline import Content, Post
from stoppress.projection.words import blocks_of, first_words, headline_of, one_line
from stoppress.public_store import Publication


@dataclass(frozen=True)
class Head:
    """What a page says of itself to search engines and to those who pass it on."""

    title: str
    description: str
    path: str
    sort: str = "article"
    picture: str | None = None
    hidden: bool = False


def put_coverage(
    publication: Publication, site: Site, before: Standing | None, after: Standing
) -> None:
    """Bring the parts and pages of a coverage from `before` (null: none are there) to `after`."""
    new_header = before is None or _frame_of(before) != _frame_of(after)
    changed = _changed_posts(before, after)
    for name in REGIONS:
        if before is None or before.regions[name] != after.regions[name]:
            publication.put_part(_region(after, name), after.regions[name].encode())
    for post in changed:
        body = render_post(post, after.setting) + "\n"
        publication.put_part(_post(after, post), body.encode())
    for post in after.timeline.posts.values() if new_header else changed:
        _put(
            publication, after, permalink(after.timeline.slug, post), _permalink(site, after, post)
        )
    if new_header or _posts(before) != _posts(after):
        _put(publication, after, front_address(after.timeline.slug), _front(site, after))
        _put_older(publication, site, None if new_header else before, after)


def _put_older(
    publication: Publication, site: Site, before: Standing | None, after: Standing
) -> None:
    """From the page that was the newest of the older ones on: its link to newer posts changes."""
    last = older_pages(_posts(after))
    known = older_pages(_posts(before))
    if last == known and before is not None:
        return
    for number in range(max(1, known), last + 1):
        path = page_address(after.timeline.slug, number)
        _put(publication, after, path, _older(site, after, number))


def _put(publication: Publication, after: Standing, path: str, page: Shell) -> None:
    page.put(publication, path, after.timeline.slug)


def _front(site: Site, standing: Standing) -> Shell:
    header, slug = standing.timeline.header, standing.timeline.slug
    last = older_pages(_posts(standing))
    head = Head(
        title=one_line(header["title"]),
        description=describe(header) or f"Live coverage by {site.name}",
        path=front_address(slug),
        picture=(header.get("lead") or {}).get("media"),
    )
    return _shell(
        "front",
        f"{slug}/front",
        site,
        standing,
        on_front(standing.timeline),
        head=head,
        older=page_address(slug, last) if last else None,
    )


def _older(site: Site, standing: Standing, number: int) -> Shell:
    header, slug = standing.timeline.header, standing.timeline.slug
    last = older_pages(_posts(standing))
    said = f"Posts {(number - 1) * PAGE + 1} to {number * PAGE}"
    head = Head(
        title=f"{said} – {one_line(header['title'])}",
        description=describe(header) or f"Live coverage by {site.name}",
        path=page_address(slug, number),
    )
    return _shell(
        "inner",
        f"{slug}/page/{number}",
        site,
        standing,
        on_page(standing.timeline, number),
        head=head,
        range=said,
        newer=page_address(slug, number + 1) if number < last else front_address(slug),
        older=page_address(slug, number - 1) if number > 1 else None,
    )


def _permalink(site: Site, standing: Standing, post: Post) -> Shell:
    header, slug = standing.timeline.header, standing.timeline.slug
    words = "" if post.withdrawn else first_words(blocks_of(post))
    head = Head(
        title=f"{headline_of(post)} – {one_line(header['title'])}",
        description=words or one_line(header["title"]),
        path=permalink(slug, post),
        picture=None if post.withdrawn else _first_picture(post),
        hidden=post.withdrawn is not None,
    )
    name = f"{slug}/posts/{post.id}"
    return _shell("inner", name, site, standing, [post], head=head)


def _shell(
    template: str, name: str, site: Site, standing: Standing, posts: list[Post], **values: Any
) -> Shell:
    slots = {region: [_region(standing, region)] for region in REGIONS}
    slots["posts"] = [_post(standing, post) for post in posts]
    header = standing.timeline.header
    return shell(
        template, name, slots, site=site, setting=standing.setting, header=header, **values
    )


def describe(header: Content) -> str:
    """The first words of the standfirst; empty where there is none."""
    return first_words(header.get("standfirst") or [])


def _first_picture(post: Post) -> str | None:
    pictures = (block for block in blocks_of(post) if block.get("type") == "picture")
    return next((block["media"] for block in pictures if block.get("media")), None)


def _changed_posts(before: Standing | None, after: Standing) -> list[Post]:
    posts = list(after.timeline.posts.values())
    if before is None or before.setting != after.setting:
        return posts
    known = before.timeline.posts
    return [post for post in posts if known.get(post.id) is not post]


def _frame_of(standing: Standing) -> tuple[Content, object]:
    return standing.timeline.header, standing.setting


def _posts(standing: Standing | None) -> int:
    return len(standing.timeline.posts) if standing else 0


def _region(standing: Standing, name: str) -> str:
    return f"{standing.timeline.slug}/region/{name}"


def _post(standing: Standing, post: Post) -> str:
    return f"{standing.timeline.slug}/post/{post.id}"
