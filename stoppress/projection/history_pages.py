"""The history page of one post: each of its versions, what changed, when, and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from stoppress.lib.clock import from_rfc3339
from stoppress.projection.differences import Line, differences
from stoppress.projection.notices import REASONS
from stoppress.projection.pages import TITLE
from stoppress.projection.places import permalink
from stoppress.projection.regions import Standing
from stoppress.projection.render import render
from stoppress.projection.setting import Setting
from stoppress.projection.shared import Content
from stoppress.projection.shells import Face, Head, shell, slot
from stoppress.projection.site import Site
from stoppress.projection.timeline import Post
from stoppress.projection.times import clock
from stoppress.projection.words import blocks_of, headline_of
from stoppress.public_store import Publication
from stoppress.record.content.reading import lines_of
from stoppress.record.history import Published
from stoppress.record.vocabulary import COPY, Kind

_DONE = {
    Kind.POSTED: "Published",
    Kind.MOVED_IN: "Moved here",
    Kind.REVISED: "Edited",
    Kind.CORRECTED: "Corrected",
    Kind.CLARIFIED: "Clarified",
    Kind.WITHDRAWN: "Withdrawn",
    Kind.WITHHELD: "Words withheld",
    Kind.RELEASED: "Words shown again",
    Kind.REMOVED: "Words removed",
    Kind.PINNED: "Pinned",
    Kind.UNPINNED: "No longer pinned",
    Kind.MARKED_KEY: "Marked as a key event",
    Kind.UNMARKED_KEY: "No longer a key event",
    Kind.REORDERED: "Moved to another place on the page",
    Kind.MOVED_OUT: "Moved to another coverage",
}
# Of a content, what is said of the change and not of the post.
_OF_THE_CHANGE = ("correction", "clarification", "moved", "origin")
_MADE_HERE = ("changed_at", "change", "source_url", "stamp")  # by resolving a shared thing


def put_history(
    publication: Publication,
    site: Site,
    standing: Standing,
    post: Post,
    revisions: Sequence[Published],
) -> None:
    """Write `/<slug>/posts/<id>/history`, undated, from all that was done to `post` and is public.

    Called once for each post that a publication changed. Words that are gone are not in
    `revisions`. Where those now shown are, the page becomes a `410` afterwards; its parts are
    written all the same, so that none keeps what it said.
    """
    slug = standing.timeline.slug
    name = f"{slug}/posts/{post.id}/history"
    head = Head(
        title=slot(TITLE, before=f"History of “{headline_of(post)}” – "),
        description="Every version of this post, what changed, when, and why.",
        path=f"{permalink(slug, post)}/history",
    )
    versions = "".join(_versions(post, revisions, standing.setting))
    publication.put_part(f"{name}/versions", versions.encode(), slug=slug)
    slots = {"versions": [f"{name}/versions"], TITLE: [f"{slug}/{TITLE}"]}
    page = shell(Face("history", site, head, standing.setting), name, slots)
    page.put(publication, head.path, slug)


def _versions(post: Post, revisions: Sequence[Published], setting: Setting) -> Iterator[str]:
    """The newest first: whoever comes here asks what was changed last."""
    sections = []
    before: tuple[str, ...] = ()
    for published in revisions:
        lines = before if published.kind not in COPY else _lines(published.content)
        sections.append(_version(post, published, before, lines, setting))
        before = lines if not published.gone else ()
    yield render("history_post", post=post, setting=setting, headline=headline_of(post))
    if post.is_shown and (since := _changed(before, _lines(_resolved(post)))):
        yield render("history_since", lines=since, changes=_changes(post))
    yield from reversed(sections)


def _version(
    post: Post,
    published: Published,
    before: tuple[str, ...],
    lines: tuple[str, ...],
    setting: Setting,
) -> str:
    is_copy = published.kind in COPY and not published.gone
    return render(
        "version",
        number=published.post_revision,
        position=published.position,
        done=_DONE.get(published.kind, published.kind.label),
        clock=clock(published.at, setting),
        gone=published.gone,
        lines=_changed(before, lines) if is_copy else [],
        is_first=published.kind in (Kind.POSTED, Kind.MOVED_IN) or not before,
        is_copy=is_copy,
        **_why(published, setting),
    )


def _why(published: Published, setting: Setting) -> Mapping[str, Any]:
    """What the desk said of the change, for the template."""
    said = published.content
    told = said.get("correction") or said.get("clarification") or {}
    moved = said.get("moved") or said.get("to")
    return {
        "note": told.get("note") or said.get("reason" if _is_withdrawn(published) else "note"),
        "was": told.get("was"),
        "now": told.get("now"),
        "other": moved,
        "brought": _brought(moved or {}, setting),
        "reason": None if _is_withdrawn(published) else REASONS.get(said.get("reason") or ""),
        "positions": said.get("positions"),
        "label": said.get("label") if published.kind is Kind.MARKED_KEY else None,
    }


def _brought(moved: Content, setting: Setting) -> list[dict[str, Any]]:
    """What was said of a post in the coverage that it came from, for the template."""
    return [
        {**note, "clock": clock(from_rfc3339(note["at"]), setting)}
        for note in moved.get("notes") or []
    ]


def _changed(before: tuple[str, ...], lines: tuple[str, ...]) -> list[Line]:
    """What differs; nothing where nothing does."""
    found = differences(before, lines)
    return found if any(line.runs for line in found) else []


def _is_withdrawn(published: Published) -> bool:
    return published.kind is Kind.WITHDRAWN


def _lines(content: Content) -> tuple[str, ...]:
    words = {key: value for key, value in content.items() if key not in _OF_THE_CHANGE}
    return tuple(lines_of(words))


def _resolved(post: Post) -> Content:
    """Its present words, with what is written once as it is now."""
    blocks = [
        {key: value for key, value in block.items() if key not in _MADE_HERE}
        for block in blocks_of(post)
    ]
    return {**post.copy, "blocks": blocks}


def _changes(post: Post) -> list[str]:
    things = (thing for thing in post.things.values() if thing)
    return sorted({thing.change for thing in things if thing.change})
