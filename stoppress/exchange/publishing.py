"""What was taken in as content of ours (docs/reference/content.md). It appends nothing itself."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape
from typing import Any

from stoppress.exchange.capture import ImportedCoverage, ImportedPost, Lead
from stoppress.exchange.caveats import is_only_caveat
from stoppress.exchange.moments import day_in
from stoppress.exchange.patterns import any_of
from stoppress.exchange.pieces import (
    BulletList,
    Caption,
    Heading,
    Image,
    Link,
    LinkList,
    Paragraph,
    Piece,
)
from stoppress.exchange.sentences import is_wholly_quoted
from stoppress.lib.clock import to_rfc3339
from stoppress.lib.ids import new_id

_ROUND_UP_LEAST = 3  # labelled bullets
_PARAGRAPH_MOST = 10_000  # characters of one block; the record takes twice as many
_PARTS = re.compile(rf".{{1,{_PARAGRAPH_MOST}}}(?:\s|\Z)|.{{1,{_PARAGRAPH_MOST}}}", re.S)
_BACKGROUND = any_of(r"""
    (?:some |more |the |for |key )?(?:background|context)\b.*|more (?:on|about)\b.+
    how we got here|remember|a reminder|why (?:it|this) matters
    (?:zum )?hintergrund\b.*|mehr zu[mr]?\b.+
    (?:le )?contexte\b.*|rappel|plus sur\b.+
    contexto\b.*|antecedentes\b.*|más sobre\b.+
""")

Block = dict[str, Any]


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
        "standfirst": [block for piece in coverage.standfirst for block in _plain_blocks(piece)],
        "lead": _lead(coverage.lead) if coverage.lead else None,
        "related": [link.as_json() for link in coverage.related],
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
    contents = _Contents(coverage.source)
    made = [contents.of_post(post) for post in coverage.posts]
    return made if _is_oldest_first(coverage.posts) else made[::-1]


def is_round_up(post: ImportedPost) -> bool:
    """Whether a post sums up others: mostly bullets with run-in headings."""
    bullets = sum(len(piece.plain) for piece in post.body if isinstance(piece, BulletList))
    labelled = sum(bullet.label is not None for bullet in post.bullets)
    return labelled >= _ROUND_UP_LEAST and 2 * bullets >= len(post.text)


def _is_oldest_first(posts: Sequence[ImportedPost]) -> bool:
    known = [post.published_at for post in posts if post.published_at]
    return len(known) >= 2 and known[0] < known[-1]


class _Contents:
    """Makes the contents of one coverage's posts; the same background gets the same id in all."""

    def __init__(self, source: str | None) -> None:
        self._source = source
        self._contexts: dict[str, str] = {}

    def of_post(self, post: ImportedPost) -> dict[str, Any]:
        at = to_rfc3339(post.published_at) if post.published_at else None
        origin: dict[str, Any] = {"published_at": at, "line": post.line}
        if post.time_text:
            origin["said"] = post.time_text
        return {
            "headline": post.headline,
            "byline": post.byline,
            "round_up": is_round_up(post),
            "blocks": [block for piece in post.body for block in self._blocks(piece)],
            "origin": origin,
        }

    def _blocks(self, piece: Piece) -> list[Block]:
        if isinstance(piece, Paragraph):
            return self._of_paragraph(piece)
        return _plain_blocks(piece) if isinstance(piece, Heading | BulletList) else [_aside(piece)]

    def _of_paragraph(self, piece: Paragraph) -> list[Block]:
        if is_only_caveat(piece.plain, self._source):
            return [_claim(piece.plain)]
        if piece.label and _BACKGROUND.fullmatch(piece.label):
            key = " ".join(piece.plain.casefold().split())
            context = self._contexts.setdefault(key, new_id())
            return [_context(context, piece)]
        if piece.label is None and is_wholly_quoted(piece.text):
            return [{"type": "quote", "paragraphs": _inline(piece.text), "credit": None}]
        return _plain_blocks(piece)


def _claim(text: str) -> Block:
    return {
        "type": "claim",
        "claim": new_id(),
        "text": escape(text, quote=False),
        "source": None,
        "status": "unverified",
        "note": None,
    }


def _context(context: str, piece: Paragraph) -> Block:
    """The title keeps its colon: title and text read on as the source has them."""
    return {
        "type": "context",
        "context": context,
        "title": f"{piece.label}:",
        "paragraphs": _inline(piece.text),
    }


def _plain_blocks(piece: Piece) -> list[Block]:
    """Blocks of the kinds that may stand in a standfirst as well."""
    if isinstance(piece, Heading):
        return [{"type": "heading", "text": piece.text}]
    if isinstance(piece, BulletList):
        items = [_labelled(item.label, item.text) for item in piece.items]
        return [{"type": "bullets", "ordered": piece.ordered, "items": items}]
    label, text = (piece.label, piece.text) if isinstance(piece, Paragraph) else (None, piece.plain)
    first, *others = _parts_of(text)
    blocks = [_labelled(label, first), *(_labelled(None, part) for part in others)]
    return [{"type": "paragraph", **block} for block in blocks]


def _labelled(label: str | None, text: str) -> Block:
    """A label is shown with its colon close behind it; where a space stands between, as in French,
    it stays a part of the text."""
    if label and label.endswith(" "):
        label, text = None, f"{label}: {text}"
    return {"label": label, "html": escape(text, quote=False)}


def _aside(piece: Caption | Image | LinkList) -> Block:
    if isinstance(piece, Caption):
        return _picture(piece.caption, piece.credit)
    if isinstance(piece, Image):
        return _links(None, [Link(piece.url, piece.url, piece.line)])
    return _links(f"{piece.title}:" if piece.title else None, piece.items)


def _links(title: str | None, links: Sequence[Link]) -> Block:
    return {"type": "links", "title": title, "items": [link.as_json() for link in links]}


def _picture(caption: str | None, credit: str | None) -> Block:
    """A picture of which only the words survived."""
    return {
        "type": "picture",
        "media": None,
        "width": None,
        "height": None,
        "alt": None,
        "caption": caption,
        "credit": credit,
        "file_photo": False,
    }


def _lead(lead: Lead) -> dict[str, Any]:
    no_media = {"url": None, "media": None, "width": None, "height": None, "alt": None}
    return {**lead.as_json(), **no_media}


def _inline(text: str) -> list[str]:
    return [escape(part, quote=False) for part in _parts_of(text)]


def _parts_of(text: str) -> list[str]:
    """`text`, cut between words where it is too long for one block."""
    return [part.strip() for part in _PARTS.findall(text)]
