"""Writing a coverage's parts and pages: of what it shows now, only what differs from before.

Every part follows from the standing alone, so writing all of them anew gives the same bytes. The
regions, posts, front and older pages keep what they were (dated); permalinks do not.
"""

from __future__ import annotations

from collections.abc import Iterable
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


def _parts(change: Change) -> Iterable[tuple[str, str]]:
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


def _changed_pages(change: Change) -> Iterable[int]:
    """Those whose arrangement may be another. A new one changes the link of the one before it."""
    last = _pages(change.after.timeline)
    if change.before is None:
        return range(1, last + 1)
    known = _pages(change.before.timeline)
    if change.before.setting != change.after.setting:
        return range(1, (known if change.is_return else last) + 1)
    old, new = change.before.timeline.order, change.after.timeline.order
    if len(old) == len(new) or change.is_return:
        return _moved_pages(old, new, known, last)
    return range(max(1, known), last + 1) if last != known else ()


def _moved_pages(
    old: tuple[str, ...], new: tuple[str, ...], known: int, last: int
) -> Iterable[int]:
    """Of the pages there were: those with other posts, and one that was the newest and is not."""
    for number in range(1, known + 1):
        posts = slice((number - 1) * PAGE, number * PAGE)
        if old[posts] != new[posts] or (number == known != last):
            yield number


def _older(change: Change, number: int) -> Shell:
    slug, timeline = change.slug, change.after.timeline
    last = _pages(timeline)
    said = f"Posts {(number - 1) * PAGE + 1} to {min(number * PAGE, len(timeline.order))}"
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
    """How many older pages there are. Where the front leads elsewhere they hold every post."""
    posts = len(timeline.order)
    return -(-posts // PAGE) if _merged_into(timeline) else older_pages(posts)


def _merged_into(timeline: Timeline) -> str | None:
    """The slug of the coverage that readers are led to."""
    if timeline.state != State.MERGED or not timeline.turn or not timeline.turn.into:
        return None
    return str(timeline.turn.into["slug"])
