"""The small elements of the front page that change with the coverage, each by its id.

`regions` renders them all for one position; what differs between two positions is what an open
page must be told (`frames.py`) and what must be written (`pages.py`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from stoppress.projection.places import place_address
from stoppress.projection.render import render
from stoppress.projection.setting import Setting, setting_of
from stoppress.projection.timeline import Post, Timeline
from stoppress.projection.times import clock, in_words, when
from stoppress.projection.words import blocks_of, first_words, headline_of

_OF_HEADER = ("whence", "title", "story", "related")
REGIONS = ("state", *_OF_HEADER, "keys", "count", "changed", "pinned")


@dataclass(frozen=True)
class Standing:
    """A timeline with all that its open pages show of it besides posts."""

    timeline: Timeline
    setting: Setting
    regions: dict[str, str]


def standing(timeline: Timeline, language: str, before: Standing | None = None) -> Standing:
    """`timeline` rendered; what only the header decides is taken from `before` where it can be."""
    setting = setting_of(timeline, language)
    return Standing(timeline, setting, _regions(timeline, setting, before))


def _regions(timeline: Timeline, setting: Setting, before: Standing | None) -> dict[str, str]:
    shown: dict[str, Any] = {"timeline": timeline, "setting": setting, "header": timeline.header}
    if before and before.timeline.header is timeline.header and before.setting == setting:
        of_header = {name: before.regions[name] for name in _OF_HEADER}
    else:
        shown["day"] = day_said(timeline)
        of_header = {name: render(name, **shown) for name in _OF_HEADER}
    return of_header | {
        "state": render("state", **shown),
        "count": render("count", **shown, withdrawn=len(timeline.posts) - timeline.count),
        "changed": _changed(timeline, setting),
        "pinned": render("pinned", **shown, pinned=[_pin(timeline, p) for p in timeline.pinned]),
        "keys": render("keys", keys=[_key(timeline, p, setting) for p in timeline.key_events]),
    }


def _changed(timeline: Timeline, setting: Setting) -> str:
    return render("changed", changed=timeline.changed_at and clock(timeline.changed_at, setting))


def _pin(timeline: Timeline, post: Post) -> dict[str, Any]:
    return {
        "headline": headline_of(post),
        "address": place_address(timeline, post),
        "first_words": first_words(blocks_of(post)) if post.content.get("headline") else "",
    }


def _key(timeline: Timeline, post: Post, setting: Setting) -> dict[str, Any]:
    label = post.key.label if post.key else None
    return {
        "label": label or headline_of(post),
        "address": place_address(timeline, post),
        "clock": when(post, setting).main,
    }


def day_said(timeline: Timeline) -> dict[str, str] | None:
    """The day that the header names, for a machine and in words; null where it names none."""
    try:
        day = date.fromisoformat(timeline.header.get("date") or "")
    except ValueError:
        return None
    return {"iso": day.isoformat(), "words": in_words(day)}
