"""The blocks that a post is made of (docs/reference/content.md, second table)."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from stoppress.record.content.fields import (
    ID_MAX,
    TEXT_MAX,
    check_links,
    inline_list,
    need_object,
    optional_address,
    optional_list,
    optional_number,
    optional_plain,
    required_inline,
    required_plain,
)
from stoppress.record.content.things import check_thing
from stoppress.record.errors import BadContent
from stoppress.record.vocabulary import Sort

_MEDIA_NAME = re.compile(r"[0-9a-f]{64}\.(webp|jpg|png)\Z")
_SIDE_MAX = 20_000  # pixels


def check_block(block: Any, allowed: frozenset[str] | None = None) -> None:
    """Clean one block in place. Raises BadContent, naming the field."""
    kind = need_object(block, "block").get("type")
    if kind not in _CHECKS or (allowed is not None and kind not in allowed):
        raise BadContent(f"blocks: {kind!r} is not a block that can stand here.")
    _CHECKS[kind](block)


def check_lead(lead: Any) -> None:
    """The lead picture or video of a coverage."""
    need_object(lead, "lead")
    if lead.get("kind") not in ("video", "picture"):
        raise BadContent("lead: kind must be 'video' or 'picture'.")
    for key in ("title", "label", "length", "source"):
        optional_plain(lead, key)
    optional_address(lead, "url")
    _check_picture(lead)


def _check_paragraph(block: dict[str, Any]) -> None:
    required_inline(block, "html")
    optional_plain(block, "label")


def _check_heading(block: dict[str, Any]) -> None:
    required_plain(block, "text", "the words of the heading")


def _check_bullets(block: dict[str, Any]) -> None:
    for item in optional_list(block, "items"):
        _check_paragraph(need_object(item, "bullet"))


def _check_quote(block: dict[str, Any]) -> None:
    inline_list(block, "paragraphs")
    optional_plain(block, "credit")


def _check_picture(block: dict[str, Any]) -> None:
    for key in ("alt", "caption"):
        optional_plain(block, key, TEXT_MAX)
    optional_plain(block, "credit")
    for key in ("media", "small"):
        if block.get(key) is not None and not _MEDIA_NAME.match(str(block[key])):
            raise BadContent(f"{key}: not the name of a picture that was taken in.")
    for key in ("width", "height"):
        side = block.get(key)
        if side is not None and not (isinstance(side, int) and 0 < side <= _SIDE_MAX):
            raise BadContent(f"{key}: must be a number of pixels.")


def _check_context(block: dict[str, Any]) -> None:
    required_plain(block, "context", "the inset's id", ID_MAX)
    optional_number(block, "version")
    check_thing(Sort.CONTEXT, block)


def _check_claim(block: dict[str, Any]) -> None:
    required_plain(block, "claim", "the claim's id", ID_MAX)
    optional_number(block, "version")
    check_thing(Sort.CLAIM, block)


def _check_links_block(block: dict[str, Any]) -> None:
    optional_plain(block, "title")
    check_links(block, "items")


_CHECKS: dict[str, Callable[[dict[str, Any]], None]] = {
    "paragraph": _check_paragraph,
    "heading": _check_heading,
    "bullets": _check_bullets,
    "quote": _check_quote,
    "picture": _check_picture,
    "context": _check_context,
    "claim": _check_claim,
    "links": _check_links_block,
}
