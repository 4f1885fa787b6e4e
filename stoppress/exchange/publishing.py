"""What was taken in as content of ours (docs/reference/content.md). It appends nothing itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from stoppress.exchange.blocks import Blocks, fitted, link_items, plain_blocks
from stoppress.exchange.capture import ImportedCoverage, ImportedPost, Lead
from stoppress.exchange.moments import day_in
from stoppress.exchange.pieces import BulletList
from stoppress.lib.clock import to_rfc3339

_ROUND_UP_LEAST = 3  # labelled bullets


def header_content(coverage: ImportedCoverage, file: str | None = None) -> dict[str, Any]:
    """The content of `opened`; `file` is the name to remember the source by."""
    day = day_in(coverage.title)
    return {
        "title": coverage.title,
        "slug": coverage.slug,
        "language": coverage.language,
        "zone": None,
        "zone_name": None,
        "date": day.isoformat() if day else None,
        "standfirst": [block for piece in coverage.standfirst for block in plain_blocks(piece)],
        "lead": _lead(coverage.lead) if coverage.lead else None,
        "related": link_items(coverage.related),
        "origin": {
            "source": coverage.source,
            "format": coverage.format,
            "file": file,
            "sha256": coverage.sha256,
            "declared_posts": coverage.declared_posts,
            "found_posts": coverage.found_posts,
        },
    }


def post_contents(coverage: ImportedCoverage) -> list[dict[str, Any]]:
    """The content of each post's `posted`, oldest first: the order in which to append them.

    Pages stand newest first, unless their own times say otherwise.
    """
    blocks = Blocks(coverage.source)
    made = [_content(post, blocks) for post in coverage.posts]
    return made if _is_oldest_first(coverage.posts) else made[::-1]


def is_round_up(post: ImportedPost) -> bool:
    """Whether a post sums up others: mostly bullets with run-in headings."""
    bullets = sum(len(piece.plain) for piece in post.body if isinstance(piece, BulletList))
    labelled = sum(bullet.label is not None for bullet in post.bullets)
    return labelled >= _ROUND_UP_LEAST and 2 * bullets >= len(post.text)


def _is_oldest_first(posts: Sequence[ImportedPost]) -> bool:
    known = [post.published_at for post in posts if post.published_at]
    return len(known) >= 2 and known[0] < known[-1]


def _content(post: ImportedPost, blocks: Blocks) -> dict[str, Any]:
    at = to_rfc3339(post.published_at) if post.published_at else None
    origin: dict[str, Any] = {"published_at": at, "line": post.line}
    if post.time_text:
        origin["said"] = post.time_text
    return {
        "headline": post.headline,
        "byline": fitted(post.byline),
        "round_up": is_round_up(post),
        "blocks": [block for piece in post.body for block in blocks.of(piece)],
        "origin": origin,
    }


def _lead(lead: Lead) -> dict[str, Any]:
    no_media = {"url": None, "media": None, "width": None, "height": None, "alt": None}
    return {**lead.as_json(), **no_media}
