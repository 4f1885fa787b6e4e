"""What the desk does, one step after the other, and short ways of writing it down.

A step's content is that of docs/reference/content.md, except that a picture names a `drawing`.
An edit is written as the difference from an earlier step and holds, as it must, the whole post.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from stoppress.demo.blocks import Block, flow, paragraphs
from stoppress.demo.people import Person

Body = str | Block  # a text is copy: its paragraphs are parted by empty lines


@dataclass(frozen=True)
class Step:
    """One thing that somebody at the desk does."""

    kind: str  # a kind of revision, docs/reference/record.md
    post: str | None  # our own name for the post, the same in every step about it
    content: dict[str, Any]
    by: str  # the login of a person in people.py
    pause: float  # seconds to wait before it when the day is played back


def header(title: str, standfirst: str, lead: dict[str, Any]) -> dict[str, Any]:
    """The whole header, without the address that only `opened` carries."""
    return {
        "title": title,
        "language": "en",
        "zone": "America/Chicago",
        "zone_name": "Houston",
        "date": "1969-07-20",
        "standfirst": paragraphs(standfirst),
        "lead": lead,
        "related": [{"text": text, "url": url} for text, url in _RELATED],
        "origin": None,
    }


def header_changed(by: Person, content: dict[str, Any], pause: float = 1.5) -> Step:
    return Step("header_changed", None, content, by.login, pause)


def posted(
    name: str,
    by: Person,
    happened_at: str,
    headline: str,
    *body: Body,
    dateline: str = "HOUSTON",
    kicker: str | None = None,
    round_up: bool = False,
    pause: float = 5,
) -> Step:
    """A new post. `happened_at` is an instant in UTC: 1969-07-20T20:17:40Z."""
    content = {
        "headline": headline,
        "kicker": kicker,
        "byline": by.byline,
        "dateline": dateline,
        "happened_at": happened_at,
        "round_up": round_up,
        "blocks": _blocks(body),
    }
    return Step("posted", name, content, by.login, pause)


def revised(
    step: Step, by: Person, *body: Body, pause: float = 4, headline: str | None = None
) -> Step:
    """The post of `step` with a new body and, where one is given, a new headline."""
    return Step("revised", step.post, _edited(step, body, headline), by.login, pause)


def corrected(
    step: Step,
    by: Person,
    *body: Body,
    note: str,
    was: str,
    now: str,
    pause: float = 5,
    headline: str | None = None,
) -> Step:
    """The post of `step` put right, with what readers are told about it."""
    correction = {"note": flow(note), "was": flow(was), "now": flow(now)}
    content = _edited(step, body, headline) | {"correction": correction}
    return Step("corrected", step.post, content, by.login, pause)


def claim_settled(step: Step, by: Person, claim: Block, pause: float = 3) -> Step:
    """The post of `step` with its claim in a new state."""
    blocks = [
        claim if block.get("claim") == claim["claim"] else block for block in step.content["blocks"]
    ]
    return Step("revised", step.post, step.content | {"blocks": blocks}, by.login, pause)


def withdrawn(step: Step, by: Person, reason: str, pause: float = 5) -> Step:
    return Step("withdrawn", step.post, {"reason": flow(reason)}, by.login, pause)


def marked_key(step: Step, by: Person, label: str, pause: float = 1.5) -> Step:
    return Step("marked_key", step.post, {"label": label}, by.login, pause)


def unmarked_key(step: Step, by: Person, pause: float = 1.5) -> Step:
    return Step("unmarked_key", step.post, {}, by.login, pause)


def pinned(step: Step, by: Person, pause: float = 1.5) -> Step:
    return Step("pinned", step.post, {}, by.login, pause)


def unpinned(step: Step, by: Person, pause: float = 1.5) -> Step:
    return Step("unpinned", step.post, {}, by.login, pause)


def _edited(step: Step, body: tuple[Body, ...], headline: str | None) -> dict[str, Any]:
    said = {key: value for key, value in step.content.items() if key != "correction"}
    return said | {"headline": headline or said["headline"], "blocks": _blocks(body)}


def _blocks(body: tuple[Body, ...]) -> list[Block]:
    blocks: list[Block] = []
    for part in body:
        blocks += paragraphs(part) if isinstance(part, str) else [part]
    return blocks


_RELATED = (
    ("NASA: the Apollo 11 mission", "https://www.nasa.gov/mission/apollo-11/"),
    ("Hear and see it in real time", "https://apolloinrealtime.org/11/"),
    (
        "The mission at the Lunar and Planetary Institute",
        "https://www.lpi.usra.edu/lunar/missions/apollo/apollo_11/",
    ),
)
