"""Reading the record: in order of position, by everyone who makes something of it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F

from stoppress.record.models import Coverage, Gone, Post, Revision
from stoppress.record.vocabulary import Absence, Kind

_BATCH = 200  # revisions read at once


@dataclass(frozen=True)
class Published:
    """One revision as its readers need it: what was said, of what, when.

    `gone` is set, and `content` empty, where its words are shown nowhere any more.
    """

    position: int
    kind: Kind
    post: str | None
    post_revision: int | None
    at: datetime
    content: dict[str, Any]
    gone: Absence | None = None


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
        gone = _gone(coverage_id, rows)
        yield from (published(row, gone.get(row.position)) for row in rows)
        if len(rows) < _BATCH:
            return
        position = rows[-1].position


def _gone(coverage_id: str, rows: list[Revision]) -> dict[int, Absence]:
    """Why the words of those among `rows` are gone whose words are, by position."""
    if not rows:
        return {}
    found = Gone.objects.filter(
        coverage_id=coverage_id, position__gte=rows[0].position, position__lte=rows[-1].position
    )
    return {position: Absence(sort) for position, sort in found.values_list("position", "sort")}


def published(row: Revision, gone: Absence | None = None) -> Published:
    """A row as its readers need it, or, where its words are `gone`, without them."""
    return Published(
        position=row.position,
        kind=Kind(row.kind),
        post=row.post_id,
        post_revision=row.post_revision,
        at=row.at,
        content={} if gone or row.content is None else json.loads(bytes(row.content)),
        gone=gone,
    )


def header_of(coverage: Coverage) -> Published:
    """The header now shown."""
    return published(Revision.objects.get(coverage=coverage, position=coverage.header_position))


def copy_of(post: Post) -> Published:
    """The words of `post` now shown (where it is not shown: the last that were, for the desk)."""
    return published(
        Revision.objects.get(coverage_id=post.coverage_id, position=post.copy_position)
    )


def revisions_of(post: Post) -> list[Published]:
    """All that was done to `post`, oldest first."""
    rows = list(post.revisions.order_by("position"))
    gone = _gone(post.coverage_id, rows)
    return [published(row, gone.get(row.position)) for row in rows]
