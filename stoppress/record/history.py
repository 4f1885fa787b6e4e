"""Reading the record: in order of position, by everyone who makes something of it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F

from stoppress.record.models import Coverage, Post, Revision
from stoppress.record.vocabulary import Kind

_BATCH = 200  # revisions read at once


@dataclass(frozen=True)
class Published:
    """One revision as its readers need it: what was said, of what, when."""

    position: int
    kind: Kind
    post: str | None
    post_revision: int | None
    at: datetime
    content: dict[str, Any]


def heads_to_project() -> list[tuple[str, str, int]]:
    """(id, slug, head) of every coverage whose head the projection has not reached, by its hint."""
    waiting = Coverage.objects.filter(head__gt=F("projected")).order_by("id")
    return list(waiting.values_list("id", "slug", "head"))


def since(coverage_id: str, position: int) -> Iterator[Published]:
    """Every revision above `position`, ascending and without gaps."""
    while True:
        rows = list(
            Revision.objects.filter(coverage_id=coverage_id, position__gt=position)
            .order_by("position")
            .defer("salt", "commitment", "leaf", "leaf_hash")[:_BATCH]
        )
        yield from (published(row) for row in rows)
        if len(rows) < _BATCH:
            return
        position = rows[-1].position


def published(row: Revision) -> Published:
    """A row as its readers need it."""
    return Published(
        position=row.position,
        kind=Kind(row.kind),
        post=row.post_id,
        post_revision=row.post_revision,
        at=row.at,
        content=json.loads(bytes(row.content)),
    )


def header_of(coverage: Coverage) -> Published:
    """The header now shown."""
    return published(Revision.objects.get(coverage=coverage, position=coverage.header_position))


def copy_of(post: Post) -> Published:
    """The words of `post` now shown (for a withdrawn post: the last that were)."""
    return published(
        Revision.objects.get(coverage_id=post.coverage_id, position=post.copy_position)
    )


def revisions_of(post: Post) -> list[Published]:
    """All that was done to `post`, oldest first."""
    return [published(row) for row in post.revisions.order_by("position")]
