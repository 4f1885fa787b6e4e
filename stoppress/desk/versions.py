"""The versions of a post at the desk: who did what, and when. Who it was is told here alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from stoppress.desk.answers import DeskRequest, name_of
from stoppress.desk.comparing import Row, compared
from stoppress.desk.fates import REASONS
from stoppress.desk.removals import open_request
from stoppress.desk.withholding import named_post
from stoppress.desk.zones import zone_of
from stoppress.record.content.carried import content_of
from stoppress.record.history import header_of
from stoppress.record.models import Gone, Post, Revision
from stoppress.record.removal.removing import SAYING
from stoppress.record.vocabulary import COPY, Absence, Kind

_DONE = {
    Kind.POSTED: "Published",
    Kind.REVISED: "Edited",
    Kind.MARKED_KEY: "Marked as a key event",
    Kind.UNMARKED_KEY: "No key event any more",
    Kind.REORDERED: "Put elsewhere on the page",
    Kind.MOVED_OUT: "Moved to another coverage",
    Kind.MOVED_IN: "Came from another coverage",
}

_OF_ITS_REVISION = frozenset({"correction", "clarification", "moved"})  # not of the words


@dataclass(frozen=True)
class Version:
    """One revision. `said` is what readers were told of it, `lines` what it changed in the words.

    `may_go`: older words that are still there, and can be removed by themselves.
    """

    row: Revision
    done: str
    person: str
    said: str
    lines: list[Row]
    gone: str
    may_go: bool


@require_safe
def versions(request: DeskRequest, slug: str, post_id: str) -> HttpResponse:
    """All that was done to a post, the newest first."""
    post = named_post(slug, post_id)
    found = list(_versions(post))
    waiting = open_request(post)
    context = {
        "coverage": post.coverage,
        "post": post,
        "versions": found[::-1],
        "may_choose": waiting is None and any(one.may_go for one in found),
        "may_release": waiting is None and any(one.gone == Absence.WITHHELD for one in found),
        "waiting": waiting,
        "zone": zone_of(header_of(post.coverage).content, settings.STOPPRESS),
        "history": f"{settings.STOPPRESS.reader_base}/{slug}/posts/{post.id}/history",
    }
    return render(request, "desk/versions.html", context)


def _versions(post: Post) -> Iterator[Version]:
    gone = dict(Gone.objects.filter(coverage=post.coverage_id).values_list("position", "sort"))
    before: dict[str, Any] | None = None
    for row in post.revisions.order_by("position").select_related("actor"):
        content = content_of(row) or {}
        kind = Kind(row.kind)
        words = _words(content) if kind in COPY and content else None
        yield Version(
            row=row,
            done=_DONE.get(kind, row.get_kind_display()),
            person=name_of(row.actor) if isinstance(row.actor, User) else "",
            said=_said(kind, content),
            lines=compared(words if before is None else before, words) if words else [],
            gone=gone.get(row.position, ""),
            may_go=kind in SAYING and row.position != post.copy_position and bool(content),
        )
        if kind in COPY:
            before = words


def _words(content: dict[str, Any]) -> dict[str, Any]:
    """Without the note on the change, which is said beside the words."""
    return {key: said for key, said in content.items() if key not in _OF_ITS_REVISION}


def _said(kind: Kind, content: dict[str, Any]) -> str:
    note = content.get("correction") or content.get("clarification") or content
    told = note.get("note") or note.get("label") or ""
    reason = content.get("reason") or ""
    if kind in (Kind.WITHHELD, Kind.REMOVED):
        because = f"because of {REASONS.get(reason, reason)}"
        return f"{because}: {told}" if told else because
    return reason or told
