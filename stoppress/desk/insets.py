"""The background insets of a coverage, from which a post may choose."""

from __future__ import annotations

import json
from typing import Any

from stoppress.record.models import Coverage, Post, Revision
from stoppress.record.vocabulary import Standing


def insets_of(coverage: Coverage) -> dict[str, dict[str, Any]]:
    """The context blocks shown in `coverage` now, by id, the last told first."""
    shown = Post.objects.filter(coverage=coverage, standing=Standing.SHOWN).values("copy_position")
    copies = Revision.objects.filter(coverage=coverage, position__in=shown).order_by("-position")
    insets: dict[str, dict[str, Any]] = {}
    for content in copies.values_list("content", flat=True).iterator():
        said = bytes(content or b"")
        if b'"context"' in said:  # most posts have none; those are not worth parsing
            for block in json.loads(said).get("blocks") or []:
                if block["type"] == "context":
                    insets.setdefault(block["context"], block)
    return insets
