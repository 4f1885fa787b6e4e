"""Writing a coverage's parts and pages: of what it shows now, only what differs from before.

Every part follows from the standing alone, so writing all of them anew gives the same bytes. The
regions, posts, front and older pages keep what they were (dated); permalinks do not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.html import escape

from stoppress.projection.places import (
    PAGE,
    front_address,
    older_pages,
    on_front,
    on_page,
    page_address,
)
from stoppress.projection.regions import REGIONS, Standing
from stoppress.projection.render import render, render_post
from stoppress.projection.shells import Face, Head, Shell, shell, slot
from stoppress.projection.site import Site
from stoppress.projection.timeline import Content, Post, Timeline
from stoppress.projection.words import first_words, one_line
from stoppress.public_store import Publication
from stoppress.record.vocabulary import State

# What the heads of pages say of the coverage: parts, so that another title is not another page.
TITLE, DESCRIPTION = "called", "described"


@dataclass(frozen=True)
class Change:
    """A coverage from `before` to `after`. `before` null: whatever was, all is written.

    `touched` are the posts that may look other than they did. `is_return`: `before` is of long
    ago and was put beneath the present `after`, of which only what that covered is to be put.
    """

    site: Site
    before: Standing | None
    after: Standing
    touched: Iterable[str]
    is_return: bool = False

    @property
    def slug(self) -> str:
        return self.after.timeline.slug

    @property
    def position(self) -> int:
        return self.after.timeline.position


def put_change(publication: Publication, change: Change) -> None:
    """Bring the dated parts and pages to what they are from `after`'s position on."""
    for name, body in _parts(change):
        publication.put_part(
            f"{change.slug}/{name}", body.encode(), slug=change.slug, since=change.position
        )
    if _is_arranged_anew(change):
        _put_front(publication, change)
        _put_older(publication, change)


def shell_of(face: Face, name: str, standing: Standing, posts: Iterable[Post]) -> Shell:
    """A page of the coverage: its regions and `posts`, in the runs of `face` named `name/…`."""
    slug = standing.timeline.slug
    slots = {region: [f"{slug}/region/{region}"] for region in REGIONS}
    slots["posts"] = [f"{slug}/post/{post.id}" for post in posts]
    slots |= {said: [f"{slug}/{said}"] for said in (TITLE, DESCRIPTION)}
    return shell(face, name, slots)


def describe(header: Content) -> str:
    """The first words of the standfirst; empty where there is none."""
    return first_words(header.get("standfirst") or [])


def _parts(change: Change) -> Iterator[tuple[str, str]]:
    """Name and contents of the parts that may be others."""
    before, after = change.before, change.after
    for name in REGIONS:
        if before is None or before.regions[name] != after.regions[name]:
            yield f"region/{name}", after.regions[name]
    header = after.timeline.header
    if before is None or before.timeline.header is not header:
        yield TITLE, escape(one_line(header["title"]))
        yield DESCRIPTION, escape(describe(header) or f"Live coverage by {change.site.name}")
    if before is None or before.setting != after.setting:
        yield "past", render("past", setting=after.setting)
    for id in change.touched:
        yield f"post/{id}", render_post(after.timeline.posts[id], after.setting) + "\n"


def _is_arranged_anew(change: Change) -> bool:
    """Whether the front or an older page may be another, besides what its parts say."""
    if change.before is None or change.before.setting != change.after.setting:
        return True
    old, new = change.before.timeline, change.after.timeline
    return old.header is not new.header or old.state != new.state or old.order is not new.order


def _put_front(publication: Publication, change: Change) -> None:
    slug, timeline = change.slug, change.after.timeline
    last = _pages(timeline)
    head = Head(
        title=slot(TITLE),
        description=slot(DESCRIPTION),
        path=front_address(slug),
        picture=(timeline.header.get("lead") or {}).get("media"),
    )
    older = page_address(slug, last) if last else None
    face = Face("front", change.site, head, change.after.setting, older=older)
    page = shell_of(face, f"{slug}/front", change.after, on_front(timeline))
    into = _merged_into(timeline)
    answer = {"status": 302, "location": front_address(into)} if into else {}
    page.put(publication, front_address(slug), slug, change.position, **answer)


def _put_older(publication: Publication, change: Change) -> None:
    for number in _changed_pages(change):
        page = _older(change, number)
        page.put(publication, page_address(change.slug, number), change.slug, change.position)


def _changed_pages(change: Change) -> Iterator[int]:
    """Those whose arrangement may be another, or that are new."""
    last = _pages(change.after.timeline)
    known = _pages(change.before.timeline) if change.before else 0
    if change.before is not None:
        yield from _rearranged(change.before, change.after, known, last, change.is_return)
    if not change.is_return:
        yield from range(known + 1, last + 1)


def _rearranged(
    before: Standing, after: Standing, known: int, last: int, is_return: bool
) -> Iterator[int]:
    """Of the pages there were: those with other posts, and one that was the newest and is not."""
    old, new = before.timeline.order, after.timeline.order
    is_all_new = before.setting != after.setting
    # One revision either adds a post at the end or moves one, so mostly nothing is compared.
    is_moved = is_return or (len(old) == len(new) and old is not new)
    for number in range(1, known + 1):
        posts = slice((number - 1) * PAGE, number * PAGE)
        if is_all_new or number == known != last or (is_moved and old[posts] != new[posts]):
            yield number


def _older(change: Change, number: int) -> Shell:
    slug, timeline = change.slug, change.after.timeline
    last = _pages(timeline)
    posts = len(timeline.order)
    first, end = (number - 1) * PAGE + 1, min(number * PAGE, posts)
    said = f"Posts {first} to {end}" if posts else "No posts"
    head = Head(
        title=slot(TITLE, before=f"{said} – "),
        description=slot(DESCRIPTION),
        path=page_address(slug, number),
    )
    face = Face(
        "inner",
        change.site,
        head,
        change.after.setting,
        range=said,
        newer=page_address(slug, number + 1) if number < last else front_address(slug),
        older=page_address(slug, number - 1) if number > 1 else None,
    )
    return shell_of(face, f"{slug}/page/{number}", change.after, on_page(timeline, number))


def _pages(timeline: Timeline) -> int:
    """How many older pages there are.

    Of a merged coverage, whose front leads elsewhere, they hold every post; the first is always
    there, since the page that it leads to links to it.
    """
    posts = len(timeline.order)
    return max(1, -(-posts // PAGE)) if timeline.state == State.MERGED else older_pages(posts)


def _merged_into(timeline: Timeline) -> str | None:
    """The slug of the coverage that readers are led to."""
    if timeline.state != State.MERGED or not timeline.turn or not timeline.turn.into:
        return None
    return str(timeline.turn.into["slug"])
