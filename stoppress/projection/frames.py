"""What a revision changes on an open page: the frame of docs/reference/stream.md.

It follows from the standing before and after, so a replay gives the same bytes as the day itself.
"""

from __future__ import annotations

import json
from typing import Any

from stoppress.lib.clock import to_rfc3339
from stoppress.projection.regions import REGIONS, Standing
from stoppress.projection.render import render_post, render_times
from stoppress.projection.words import headline_of, one_line
from stoppress.public_store import Frame
from stoppress.record.history import Published
from stoppress.record.vocabulary import Kind

TIMELINE_ID = "timeline"  # only the front page has this element, so older pages gain no posts


def frame(before: Standing | None, after: Standing, published: Published) -> Frame:
    """The frame of `published`, which brought `before` (null: there was none) to `after`."""
    said = {
        "position": published.position,
        "kind": published.kind.value,
        "at": to_rfc3339(published.at),
        "state": after.timeline.state,
        "changes": _changes(before, after, published) if before else [],
        "announce": _announcement(after, published),
    }
    body = json.dumps(said, ensure_ascii=False, separators=(",", ":"))
    return Frame(published.position, body.encode())


def _changes(before: Standing, after: Standing, published: Published) -> list[dict[str, str]]:
    changes: list[dict[str, str]] = []
    if published.post is not None:
        post = after.timeline.posts[published.post]
        change = {
            "op": "replace",
            "id": f"post-{post.id}",
            "html": render_post(post, after.setting),
        }
        if published.kind is Kind.POSTED:
            change |= {"op": "insert", "into": TIMELINE_ID}
        changes.append(change)
    changes += [
        {"op": "replace", "id": name, "html": after.regions[name]}
        for name in REGIONS
        if after.regions[name] != before.regions[name]
    ]
    if before.setting != after.setting:
        changes += _new_times(after)
    return changes


def _new_times(after: Standing) -> list[dict[str, str]]:
    """Another zone or day is another time in every post, and nothing else of it."""
    return [
        {"op": "replace", "id": id, "html": html}
        for post in after.timeline.newest_first
        for id, html in render_times(post, after.setting).items()
    ]


def _announcement(after: Standing, published: Published) -> str:
    """What a screen reader may say. Plain edits, pins and marks are not worth an interruption."""
    content: Any = published.content
    if published.kind is Kind.ENDED:
        return "This coverage has ended."
    if published.post is None:
        return ""
    headline = headline_of(after.timeline.posts[published.post])
    if published.kind is Kind.POSTED:
        return f"New post: {headline}"
    if published.kind is Kind.CORRECTED:
        return f"Correction to “{headline}”: {one_line(content['correction']['note'])}"
    if published.kind is Kind.WITHDRAWN:
        return f"A post was withdrawn: {one_line(content['reason'])}"
    return ""
