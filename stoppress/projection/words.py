"""Plain words out of copy: for titles, descriptions, announcements and first words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import unescape

from stoppress.projection.shared import resolved
from stoppress.projection.timeline import Content, Post

# Overrides of writing direction: inside the page each text is its own box, but a title or an
# announcement is one line that they could turn around.
_DIRECTION = re.compile("[\u202a-\u202e\u2066-\u2069]")
_TAGS = re.compile(r"<[^>]*>")


def one_line(text: str) -> str:
    """`text` with its white space made single, and without direction overrides."""
    return " ".join(_DIRECTION.sub("", text).split())


def plain(html: str) -> str:
    """The words of inline HTML that was cleaned."""
    return one_line(unescape(_TAGS.sub("", html.replace("<br>", " "))))


def shortened(text: str, most: int) -> str:
    """`text`, cut at a word so that it has at most `most` characters."""
    if len(text) <= most:
        return text
    return text[: most - 1].rsplit(" ", 1)[0].rstrip(" ,;:–-") + "…"


def first_words(blocks: Sequence[Content], most: int = 160) -> str:
    """The beginning of the first words in `blocks`; empty where there are none."""
    for block in blocks:
        for html in _texts(block):
            if text := plain(html):
                return shortened(text, most)
    return ""


def headline_of(post: Post) -> str:
    """What a link to the post says."""
    if not post.is_shown:
        return f"{post.standing.capitalize()} post"
    said = one_line(post.copy.get("headline") or post.copy.get("kicker") or "")
    return said or first_words(blocks_of(post), 80) or "Post"


def blocks_of(post: Post) -> Sequence[Content]:
    """Its blocks as readers see them: shared things in their newest version, none in a notice."""
    if not post.is_shown:
        return []
    return [resolved(block, post.things) for block in post.copy.get("blocks") or []]


def _texts(block: Content) -> list[str]:
    kind = block.get("type")
    if kind == "paragraph":
        return [block["html"]]
    if kind in ("quote", "context"):
        return list(block.get("paragraphs") or [])
    if kind == "bullets":
        return [bullet["html"] for bullet in block.get("items") or []]
    return [block["text"]] if kind == "claim" else []
