"""What a revision's content says, as far as a check must know it (docs/reference/content.md)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

_MEDIA = re.compile(r"[0-9a-f]{64}\.(?:webp|jpg|png)")


def said_in(content: bytes) -> dict[str, Any] | None:
    """The object that the content is; null where it is none."""
    try:
        said = json.loads(content)
    except (ValueError, RecursionError):
        return None
    return said if isinstance(said, dict) else None


def media_in(content: bytes) -> Iterator[str]:
    """The names of the pictures that the content shows, each at most a few times."""
    said = said_in(content) or {}
    blocks = said.get("blocks")
    for shown in (said.get("lead"), *(blocks if isinstance(blocks, list) else ())):
        for key in ("media", "small"):
            name = shown.get(key) if isinstance(shown, dict) else None
            if isinstance(name, str) and _MEDIA.fullmatch(name):
                yield name
