"""The small elements of a coverage's pages that change with it, each by its id.

`standing` renders them for one position; what differs between two positions is what an open page
must be told (`frames.py`) and what must be written (`pages.py`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from stoppress.projection.places import place_address
from stoppress.projection.render import render
from stoppress.projection.setting import Setting, setting_of
from stoppress.projection.timeline import Post, Timeline
from stoppress.projection.times import clock, in_words, when
from stoppress.projection.words import blocks_of, first_words, headline_of
from stoppress.record.vocabulary import Kind

_NOTICES = ("withdrawn", "withheld", "removed", "moved", "lost")
_TURNS = {
    Kind.PAUSED: "This coverage is paused.",
    Kind.ENDED: "This coverage has ended.",
    Kind.REOPENED: "This coverage has been reopened.",
    Kind.MERGED: "This coverage has ended.",
}


@dataclass(frozen=True)
class Standing:
    """A timeline with all that its open pages show of it besides posts."""

    timeline: Timeline
    setting: Setting
    regions: dict[str, str]


@dataclass(frozen=True)
class _Region:
    """`looks` is cheap, and another where the region is; only then `values` are rendered anew."""

    looks: Callable[[Timeline], object]
    values: Callable[[Timeline, Setting], dict[str, Any]]


def standing(timeline: Timeline, language: str, before: Standing | None = None) -> Standing:
    """`timeline` rendered; a region that looks as it did is taken from `before`."""
    setting = setting_of(timeline, language)
    if before is not None and before.setting != setting:
        before = None
    regions = {}
    for name, region in _REGIONS.items():
        if before and region.looks(before.timeline) == region.looks(timeline):
            regions[name] = before.regions[name]
        else:
            values = region.values(timeline, setting)
            regions[name] = render(
                name, timeline=timeline, setting=setting, header=timeline.header, **values
            )
    return Standing(timeline, setting, regions)


def day_said(timeline: Timeline) -> dict[str, str] | None:
    """The day that the header names, for a machine and in words; null where it names none."""
    try:
        day = date.fromisoformat(timeline.header.get("date") or "")
    except ValueError:
        return None
    return {"iso": day.isoformat(), "words": in_words(day)}


def _header(timeline: Timeline) -> object:
    return timeline.header


def _state(timeline: Timeline) -> object:
    return timeline.public_state


def _whence(timeline: Timeline) -> object:
    return timeline.header, timeline.turn, timeline.silent


def _count(timeline: Timeline) -> object:
    return timeline.tally


def _changed(timeline: Timeline) -> object:
    return timeline.changed_at


def _pinned(timeline: Timeline) -> object:
    said = (timeline.turn, timeline.joins, timeline.silent)
    return (*said, *((post, place_address(timeline, post)) for post in timeline.pinned))


def _keys(timeline: Timeline) -> object:
    return [(post, place_address(timeline, post)) for post in timeline.key_events]


def _nothing_more(timeline: Timeline, setting: Setting) -> dict[str, Any]:
    return {}


def _whence_said(timeline: Timeline, setting: Setting) -> dict[str, Any]:
    return {"day": day_said(timeline), "into": _into(timeline)}


def _count_said(timeline: Timeline, setting: Setting) -> dict[str, Any]:
    """There is one line for it, on a phone too: notices of several sorts are counted together."""
    notices = {name: many for name in _NOTICES if (many := timeline.tally.get(name, 0))}
    if len(notices) > 1:
        notices = {"not shown": sum(notices.values())}
    return {"notices": "".join(f"{many} {name}" for name, many in notices.items())}


def _changed_said(timeline: Timeline, setting: Setting) -> dict[str, Any]:
    return {"changed": timeline.changed_at and clock(timeline.changed_at, setting)}


def _pinned_said(timeline: Timeline, setting: Setting) -> dict[str, Any]:
    return {
        "turn": timeline.turn and _TURNS.get(timeline.turn.kind),
        "into": _into(timeline),
        "pinned": [_pin(timeline, post) for post in timeline.pinned],
    }


def _keys_said(timeline: Timeline, setting: Setting) -> dict[str, Any]:
    return {"keys": [_key(timeline, post, setting) for post in timeline.key_events]}


def _into(timeline: Timeline) -> dict[str, Any] | None:
    """The coverage that this one was merged into; null where it was not, or nothing tells it."""
    turn = timeline.turn
    return dict(turn.into) if turn and turn.into and turn.position not in timeline.silent else None


def _pin(timeline: Timeline, post: Post) -> dict[str, Any]:
    return {
        "headline": headline_of(post),
        "address": place_address(timeline, post),
        "first_words": first_words(blocks_of(post)) if post.copy.get("headline") else "",
    }


def _key(timeline: Timeline, post: Post, setting: Setting) -> dict[str, Any]:
    label = post.key.label if post.key and post.says(post.key.position) else None
    return {
        "label": label or headline_of(post),
        "address": place_address(timeline, post),
        "clock": when(post, setting).main,
    }


_REGIONS = {
    "state": _Region(_state, _nothing_more),
    "whence": _Region(_whence, _whence_said),
    "title": _Region(_header, _nothing_more),
    "story": _Region(_header, _nothing_more),
    "related": _Region(_header, _nothing_more),
    "keys": _Region(_keys, _keys_said),
    "count": _Region(_count, _count_said),
    "changed": _Region(_changed, _changed_said),
    "pinned": _Region(_pinned, _pinned_said),
}
REGIONS = tuple(_REGIONS)
