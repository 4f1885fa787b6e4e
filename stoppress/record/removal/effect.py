"""What a revision that takes words away, or gives them back, does to the rest of the record.

`append` calls `take_effect` in its transaction, once the revision's own row is written. Nothing
here decides whether it may be: that is for `rules`. The acts themselves are in `removing`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from django.conf import settings

from stoppress.lib.clock import to_rfc3339
from stoppress.record.content.carried import forget_unsaid_versions, versions_carried
from stoppress.record.errors import Refused
from stoppress.record.models import Coverage, Gone, Post, Revision, SharedUse
from stoppress.record.removal import ledger_file
from stoppress.record.removal.absence import absence_after, standing_of
from stoppress.record.removal.ledger_file import Noted
from stoppress.record.vocabulary import Absence, Kind, Standing


def take_effect(
    coverage: Coverage, post: Post | None, revision: Revision, content: dict[str, Any]
) -> None:
    """Bring `gone`, the post and, for `removed`, the words themselves to what `revision` says.

    `revision` is of the kind withheld, released, removed or lost, and saved; `post` is the one
    that it is said of, and is saved here. Raises Refused where words are to come back that are
    not there.
    """
    kind, positions = Kind(revision.kind), list(content["positions"])
    if kind is Kind.RELEASED:
        _require_words(coverage, positions)
    _say_gone(coverage, positions, revision)
    for touched in _posts(coverage, post, positions):
        _bring_post_along(touched)
    if kind is Kind.REMOVED:
        destroy(coverage.id, positions, at=to_rfc3339(revision.at), reason=content["reason"])


def destroy(coverage_id: str, positions: Iterable[int], *, at: str, reason: str) -> None:
    """Note in the ledger, and then take out of the database, words that `gone` says are removed."""
    rows = Revision.objects.filter(coverage_id=coverage_id, position__in=list(positions))
    held = list(rows)
    ledger_file.note(
        settings.STOPPRESS.checkpoints_file,
        [Noted(coverage_id, row.position, bytes(row.commitment), at, reason) for row in held],
    )
    carried = {one for row in held for one in versions_carried(row)}
    rows.update(content=None, salt=None)
    forget_unsaid_versions(carried)


def destroy_unsaid(coverage_id: str, positions: list[int], *, at: str, reason: str) -> None:
    """The same, where no revision says so: the ledger does, and words must not be served again."""
    head = Coverage.objects.get(id=coverage_id).head
    for position in positions:
        Gone.objects.update_or_create(
            coverage_id=coverage_id,
            position=position,
            defaults={"sort": Absence.REMOVED, "by": head},
        )
    for post in Post.objects.filter(coverage_id=coverage_id, copy_position__in=positions):
        _bring_post_along(post)
    destroy(coverage_id, positions, at=at, reason=reason)


def _require_words(coverage: Coverage, positions: list[int]) -> None:
    lacking = Revision.objects.filter(
        coverage=coverage, position__in=positions, content__isnull=True
    )
    if (first := lacking.order_by("position").first()) is not None:
        raise Refused(f"The words of position {first.position} are not there; they stay gone.")


def _say_gone(coverage: Coverage, positions: list[int], revision: Revision) -> None:
    before = {
        one.position: one for one in Gone.objects.filter(coverage=coverage, position__in=positions)
    }
    for position in positions:
        row = before.get(position)
        sort = Absence(row.sort) if row else None
        after = absence_after(sort, Kind(revision.kind))
        if after is sort:
            continue
        if after is None:
            Gone.objects.filter(coverage=coverage, position=position).delete()
        else:
            Gone.objects.update_or_create(
                coverage=coverage,
                position=position,
                defaults={"sort": after, "by": revision.position},
            )


def _posts(coverage: Coverage, post: Post | None, positions: list[int]) -> list[Post]:
    """The posts whose present words are concerned."""
    if post is not None:
        return [post] if post.copy_position in positions else []
    return list(Post.objects.filter(coverage=coverage, copy_position__in=positions))


def _bring_post_along(post: Post) -> None:
    gone = Gone.objects.filter(coverage_id=post.coverage_id, position=post.copy_position).first()
    present = Absence(gone.sort) if gone else None
    post.headline = "" if gone else _headline_of(post)
    post.standing = standing_of(
        present,
        withdrawn=post.revisions.filter(kind=Kind.WITHDRAWN).exists(),
        moved=post.standing == Standing.MOVED,
    )
    if post.standing != Standing.SHOWN:
        post.pinned = post.key = False
    if post.standing == Standing.REMOVED:
        SharedUse.objects.filter(post=post).delete()
    post.save()


def _headline_of(post: Post) -> str:
    row = Revision.objects.get(coverage_id=post.coverage_id, position=post.copy_position)
    said: dict[str, Any] = json.loads(bytes(row.content or b"{}"))
    return said.get("headline") or ""
