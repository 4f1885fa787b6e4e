"""Pieces of what was taken in as blocks of content (docs/reference/content.md)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape
from typing import Any

from stoppress.exchange.caveats import is_only_caveat
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
from stoppress.lib.ids import new_id

LINE_MOST = 300  # characters that the record takes for a line, such as the words of a link
_ADDRESS_MOST = 2000
_BLOCK_MOST = 20_000  # characters that the record takes for one paragraph, as HTML
_PART_MOST = 4_000  # characters of a part of one that is longer: `&amp;` makes five of one
_PARTS = re.compile(rf".{{1,{_PART_MOST}}}(?:\s|\Z)|.{{1,{_PART_MOST}}}", re.S)
_BACKGROUND = any_of(r"""
    (?:some |more |the |for |key )?(?:background|context)\b.*|more (?:on|about)\b.+
    how we got here|remember|a reminder|why (?:it|this) matters
    (?:zum )?hintergrund\b.*|mehr zu[mr]?\b.+
    (?:le )?contexte\b.*|rappel|plus sur\b.+
    contexto\b.*|antecedentes\b.*|más sobre\b.+
""")

Block = dict[str, Any]


class Blocks:
    """Makes the blocks of one coverage's posts; the same background gets the same id in all."""

    def __init__(self, source: str | None) -> None:
        self._source = source
        self._contexts: dict[str, str] = {}

    def of(self, piece: Piece) -> list[Block]:
        """The blocks that `piece` becomes in a post."""
        if isinstance(piece, Paragraph):
            return self._of_paragraph(piece)
        if isinstance(piece, Heading | BulletList):
            return plain_blocks(piece)
        return [_aside(piece)]

    def _of_paragraph(self, piece: Paragraph) -> list[Block]:
        if len(piece.plain) <= _PART_MOST and is_only_caveat(piece.plain, self._source):
            return [_claim(piece.plain)]
        if piece.label and _BACKGROUND.fullmatch(piece.label):
            key = " ".join(piece.plain.casefold().split())
            context = self._contexts.setdefault(key, new_id())
            return [_context(context, piece)]
        if piece.label is None and is_wholly_quoted(piece.text):
            return [{"type": "quote", "paragraphs": _inline(piece.text), "credit": None}]
        return plain_blocks(piece)


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


def plain_blocks(piece: Piece) -> list[Block]:
    """Blocks of the kinds that may stand in a standfirst as well."""
    if isinstance(piece, Heading):
        return [{"type": "heading", "text": piece.text}]
    if isinstance(piece, BulletList):
        items = [part for item in piece.items for part in _labelled(item.label, item.text)]
        return [{"type": "bullets", "ordered": piece.ordered, "items": items}]
    label, text = (piece.label, piece.text) if isinstance(piece, Paragraph) else (None, piece.plain)
    return [{"type": "paragraph", **part} for part in _labelled(label, text)]


def _labelled(label: str | None, text: str) -> list[Block]:
    """A label is shown with its colon close behind it; where a space stands between, as in French,
    it stays a part of the text."""
    if label and label.endswith(" "):
        label, text = None, f"{label}: {text}"
    first, *others = _inline(text)
    return [{"label": label, "html": first}, *({"label": None, "html": html} for html in others)]


def _aside(piece: Caption | Image | LinkList) -> Block:
    if isinstance(piece, Caption):
        return _picture(piece.caption, piece.credit)
    if isinstance(piece, Image):
        return _links(None, [Link(piece.url, piece.url, piece.line)])
    return _links(f"{piece.title}:" if piece.title else None, piece.items)


def _links(title: str | None, links: Sequence[Link]) -> Block:
    return {"type": "links", "title": title, "items": link_items(links)}


def link_items(links: Sequence[Link]) -> list[dict[str, str | None]]:
    """Links as the record takes them; an address that is too long to be one is left out."""
    return [
        {"text": fitted(link.text), "url": link.url if _is_short(link.url) else None}
        for link in links
    ]


def _is_short(url: str | None) -> bool:
    return url is not None and len(url) <= _ADDRESS_MOST


def fitted(line: str | None) -> str | None:
    """`line`, cut where it is longer than any line of the kind is."""
    if line is None or len(line) <= LINE_MOST:
        return line
    return f"{line[: LINE_MOST - 1]}…"


def _picture(caption: str | None, credit: str | None) -> Block:
    """A picture of which only the words survived."""
    return {
        "type": "picture",
        "media": None,
        "width": None,
        "height": None,
        "alt": None,
        "caption": caption,
        "credit": fitted(credit),
        "file_photo": False,
    }


def _inline(text: str) -> list[str]:
    """`text` as inline HTML, cut between words where it is too long for one block."""
    whole = escape(text, quote=False)
    if len(whole) <= _BLOCK_MOST:
        return [whole]
    return [escape(part.strip(), quote=False) for part in _PARTS.findall(text)]
