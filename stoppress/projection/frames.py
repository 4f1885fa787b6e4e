"""What a revision changes on an open page: the frame of docs/reference/stream.md.

It follows from the standing before and after, so a replay gives the same bytes as the day itself.
"""

from __future__ import annotations

import json

from stoppress.lib.clock import to_rfc3339
from stoppress.projection.announcements import announcement
from stoppress.projection.places import older_pages
from stoppress.projection.regions import REGIONS, Standing
from stoppress.projection.render import render_post, render_times
from stoppress.public_store import Frame
from stoppress.record.history import Published
from stoppress.record.vocabulary import BEGINNINGS, PURGES, Kind

TIMELINE_ID = "timeline"  # only the front page has this element, so older pages gain no posts
LIST_ID = "list"  # the posts of any other page
Change = dict[str, str | None]


def frame(before: Standing | None, after: Standing, published: Published) -> Frame:
    """The frame of `published`, which brought `before` (null: there was none) to `after`."""
    said = {
        "position": published.position,
        "kind": published.kind.value,
        "at": to_rfc3339(published.at),
        "state": after.timeline.public_state,
        "changes": _changes(before, after, published) if before else [],
        "announce": announcement(before, after, published) if before else "",
    }
    body = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
    return Frame(published.position, body.encode())


def _changes(before: Standing, after: Standing, published: Published) -> list[Change]:
    changes = [_post(after, id, published) for id in after.timeline.touched]
    if published.kind is Kind.REORDERED and before.timeline.order != after.timeline.order:
        changes.append(_move(after, published))
    changes += [
        {"op": "replace", "id": name, "html": after.regions[name]}
        for name in REGIONS
        # What went in a purge is in neither standing, but may be on the page.
        if published.kind in PURGES or after.regions[name] != before.regions[name]
    ]
    if before.setting != after.setting:
        changes += _new_times(after)
    return changes


def _post(after: Standing, id: str, published: Published) -> Change:
    html = render_post(after.timeline.posts[id], after.setting)
    change: Change = {"op": "replace", "id": f"post-{id}", "html": html}
    if id == published.post and published.kind in BEGINNINGS:
        change |= {"op": "insert", "into": TIMELINE_ID}
    return change


def _move(after: Standing, published: Published) -> Change:
    """Below all, a post stands last on the oldest page, which is the front where there is one."""
    above = published.content.get("above")
    is_alone = older_pages(len(after.timeline.order)) == 0
    return {
        "op": "move",
        "id": f"post-{published.post}",
        "above": f"post-{above}" if above else None,
        "into": TIMELINE_ID if is_alone else LIST_ID,
    }


def _new_times(after: Standing) -> list[Change]:
    """Another zone or day is another time in every post, and nothing else of it."""
    return [
        {"op": "replace", "id": id, "html": html}
        for post in after.timeline.newest_first
        for id, html in render_times(post, after.setting).items()
    ]
