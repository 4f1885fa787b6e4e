"""Posts that show shared things, and what the tables and logs say of those."""

from __future__ import annotations

import json
from typing import Any

from stoppress.record.append import append
from stoppress.record.models import Post, Revision, Shared, SharedUse
from stoppress.record.vocabulary import Kind
from tests.newsroom import revisions


def claim(**changes: Any) -> dict[str, Any]:
    words = {"type": "claim", "claim": "hurt", "text": "Nobody was hurt.", "status": "unverified"}
    return words | {"source": "Port authority"} | changes


def context(**changes: Any) -> dict[str, Any]:
    words = {"type": "context", "context": "quay", "title": "The quay", "paragraphs": ["Of 1887."]}
    return words | changes


def showing(*blocks: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"headline": "Crane falls on the quay", "blocks": list(blocks)} | more


def post(coverage: str, *blocks: dict[str, Any], **more: Any) -> Post:
    revision = append(coverage, Kind.POSTED, showing(*blocks, **more))
    assert revision.post is not None
    return revision.post


def said(revision: Revision) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(bytes(revision.content or b""))
    return content


def blocks(revision: Revision) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = said(revision)["blocks"]
    return found


def told(coverage: str) -> list[tuple[str, int]]:
    """Which shared things, in which version, this coverage's log was told of by themselves."""
    return [
        (said(row)["shared"], said(row)["version"])
        for row in revisions(coverage)
        if row.kind == Kind.SHARED_CHANGED
    ]


def uses(coverage: str) -> dict[str, set[int]]:
    """The versions in which the posts of a coverage show each thing."""
    found: dict[str, set[int]] = {}
    for use in SharedUse.objects.filter(coverage=coverage):
        found.setdefault(use.shared_id, set()).add(use.version)
    return found


def newest(id: str) -> tuple[int, dict[str, Any]]:
    thing = Shared.objects.get(id=id)
    return thing.version, thing.fields
