"""What became of posts whose words are not shown: what was done, by whom, when and why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User

from stoppress.desk.answers import name_of
from stoppress.desk.models import RemovalRequest
from stoppress.record.content.carried import content_of
from stoppress.record.models import Post, Revision
from stoppress.record.vocabulary import Kind, Standing

REASONS = {"legal": "the law", "privacy": "privacy", "safety": "safety", "error": "an error"}
_DONE_BY = {
    Standing.WITHDRAWN: Kind.WITHDRAWN,
    Standing.WITHHELD: Kind.WITHHELD,
    Standing.REMOVED: Kind.REMOVED,
    Standing.MOVED: Kind.MOVED_OUT,
}


@dataclass(frozen=True)
class Fate:
    """`said` is what readers are told, `to` where a moved post goes on."""

    person: str
    at: datetime
    reason: str
    said: str
    to: dict[str, Any] | None
    request: RemovalRequest | None


def fates_of(posts: Iterable[Post]) -> dict[str, Fate]:
    """The fate of each of `posts` that is not shown, by the post's id."""
    hidden = {post.id: _DONE_BY[Standing(post.standing)] for post in posts if not post.is_shown}
    rows = Revision.objects.filter(post__in=hidden, kind__in=_DONE_BY.values())
    last = {
        str(row.post_id): row
        for row in rows.order_by("position").select_related("actor")
        if row.kind == hidden[str(row.post_id)]
    }
    asked = RemovalRequest.objects.filter(post__in=hidden, answered_at=None)
    requests = {one.post_id: one for one in asked.select_related("asked_by")}
    return {post: _fate(row, requests.get(post)) for post, row in last.items()}


def _fate(row: Revision, request: RemovalRequest | None) -> Fate:
    content = content_of(row) or {}
    return Fate(
        person=name_of(row.actor) if isinstance(row.actor, User) else "",
        at=row.at,
        reason=REASONS.get(content.get("reason", ""), ""),
        said=content.get("note") or ("" if "positions" in content else content.get("reason")) or "",
        to=content.get("to"),
        request=request,
    )
