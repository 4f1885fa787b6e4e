"""A coverage that holds everything which the format allows (docs/reference/content.md)."""

from __future__ import annotations

from hashlib import sha256
from io import BytesIO
from typing import Any

from PIL import Image

from stoppress.config import Config
from stoppress.record.append import append, open_coverage
from stoppress.record.vocabulary import Kind

ORIGIN = {"source": "Harbour Times", "declared_posts": 33, "found_posts": 6}


def picture(config: Config) -> str:
    """A picture that the desk has taken in; its media name."""
    file = BytesIO()
    Image.new("RGB", (900, 600), "steelblue").save(file, "WEBP")
    name = f"{sha256(file.getvalue()).hexdigest()}.webp"
    config.desk_media.mkdir(exist_ok=True)
    (config.desk_media / name).write_bytes(file.getvalue())
    return name


def header(**more: Any) -> dict[str, Any]:
    return {
        "title": "Fire in the old harbour",
        "slug": "harbour-fire",
        "language": "en",
        "zone": "Europe/Lisbon",
        "zone_name": "Lisbon",
        "date": "2026-07-20",
        "standfirst": [
            {"type": "heading", "text": "What we know"},
            {"type": "paragraph", "html": "A <em>warehouse</em> burns on the north quay."},
            {"type": "bullets", "items": [{"label": "Hurt", "html": "Nobody."}]},
        ],
        "lead": {
            "kind": "video",
            "title": "The crane falls",
            "label": "From the quay",
            "length": "03:05",
            "source": "Harbour TV",
        },
        "related": [
            {"text": "The harbour's history", "url": "https://harbour.test/history"},
            {"text": "How cranes are built", "url": None},
        ],
        "origin": ORIGIN,
    } | more


def post(media: str) -> dict[str, Any]:
    """One post with every block and field."""
    return {
        "headline": "Crane falls on the quay",
        "kicker": "North quay",
        "byline": "Ana Reis",
        "dateline": "LISBON",
        "happened_at": "2026-07-20T20:17:40Z",
        "round_up": True,
        "threads": [{"thread": "crane", "name": "The crane"}, {"thread": "quay", "name": "Quay"}],
        "blocks": [*TEXTS, *pictures(media), *INSETS, *CLAIMS, LINKS],
    }


TEXTS = [
    {"type": "paragraph", "html": "It <strong>fell</strong> at noon."},
    {"type": "paragraph", "label": "The wind:", "html": "It came from the north."},
    {"type": "heading", "text": "The crane"},
    {
        "type": "bullets",
        "items": [
            {"label": "Built", "html": "In 1911."},
            {"label": None, "html": "By nobody who is left."},
        ],
    },
    {"type": "bullets", "ordered": True, "items": [{"html": "First the cable."}]},
    {"type": "quote", "paragraphs": ["It just bowed."], "credit": "Rui Pinto, docker"},
]
INSETS = [
    {
        "type": "context",
        "context": "harbour",
        "title": "The harbour",
        "paragraphs": ["It was dug in 1887."],
    },
    {
        "type": "context",
        "context": "quays",
        "title": "Four quays",
        "paragraphs": ["North and south.", "East and west."],
    },
]
CLAIMS = [
    {
        "type": "claim",
        "claim": status,
        "text": f"A claim that is {status}.",
        "source": "Port authority",
        "channel": "Harbour radio, channel 16",
        "url": "https://harbour.test/claim",
        "status": status,
        "note": f"We asked, and it is {status}.",
    }
    for status in ("unverified", "confirmed", "disputed", "false")
]
LINKS = {
    "type": "links",
    "title": "Read more",
    "items": [
        {"text": "The report", "url": "https://harbour.test/report"},
        {"text": "The map", "url": None},
    ],
}


def pictures(media: str) -> list[dict[str, Any]]:
    """One that is there, and one of which a source kept the caption alone."""
    there = {
        "type": "picture",
        "media": media,
        "small": media,
        "width": 900,
        "height": 600,
        "alt": "A crane leans over a quay",
        "caption": "The crane an hour before.",
        "credit": "Rui Pinto/Harbour News",
        "file_photo": True,
    }
    return [there, {"type": "picture", "media": None, "caption": "The quay.", "credit": None}]


def publish_everything(config: Config) -> dict[str, str]:
    """Open the coverage and fill it; the posts' ids by what they are."""
    fire = open_coverage(header()).coverage_id
    whole = post(picture(config))

    def say(kind: Kind, content: dict[str, Any], id: str | None = None) -> str:
        return append(fire, kind, content, post_id=id).post_id or ""

    ids = {
        "whole": say(Kind.POSTED, whole),
        "gone": say(Kind.POSTED, {"headline": "A ship sinks", "blocks": []}),
        "timeless": say(Kind.POSTED, {"headline": "Smoke", "origin": {"published_at": None}}),
        "timed": say(
            Kind.POSTED,
            {"headline": "Ash", "origin": {"published_at": "2026-07-21T04:00:00+01:00"}},
        ),
        "bare": say(Kind.POSTED, {"blocks": [{"type": "paragraph", "html": "No headline here."}]}),
    }
    note = {"note": "It was a gantry.", "was": "crane", "now": "gantry"}
    say(Kind.CORRECTED, whole | {"correction": note}, ids["whole"])
    say(Kind.WITHDRAWN, {"reason": "It was another harbour."}, ids["gone"])
    say(Kind.PINNED, {}, ids["whole"])
    say(Kind.MARKED_KEY, {"label": "The crane falls"}, ids["whole"])
    say(Kind.MARKED_KEY, {"label": None}, ids["timed"])
    return ids
