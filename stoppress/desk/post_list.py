"""The posts of a coverage as its desk page lists them, in the order of the page."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.contrib.auth.models import User
from django.db.models import Count

from stoppress.desk.answers import name_of
from stoppress.desk.fates import Fate, fates_of
from stoppress.record.history import published
from stoppress.record.models import Coverage, Post, Revision
from stoppress.record.vocabulary import Kind

_NUMBER = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,20})?\Z")
_PAGE = 50  # posts
_TEASER = 160  # characters


@dataclass(frozen=True)
class Listed:
    """One post of the list; `teaser` is how its text begins, `person` changed its words last."""

    post: Post
    teaser: str
    person: str
    changed_at: datetime
    corrections: int
    round_up: bool
    headline: str
    fate: Fate | None

    @property
    def press(self) -> str:
        """A new name for a press, so that a double click on an action does it once."""
        return str(uuid4())


@dataclass(frozen=True)
class Page:
    """A stretch of the list; `older` is what the link to the next one says."""

    rows: list[Listed]
    older: float | None


def posts_of(coverage: Coverage, before: str = "") -> Page:
    """The posts whose place is below `before` (any text that is no number: from the top)."""
    posts = Post.objects.filter(coverage=coverage).order_by("-place")
    if _NUMBER.match(before):
        posts = posts.filter(place__lt=float(before))
    found = list(posts[: _PAGE + 1])
    shown = found[:_PAGE]
    corrections = _corrections(shown)
    copies, fates = _copies(coverage, shown), fates_of(shown)
    rows = [
        _listed(post, copies[post.copy_position], corrections, fates.get(post.id)) for post in shown
    ]
    return Page(rows, shown[-1].place if len(found) > _PAGE else None)


def _copies(coverage: Coverage, posts: list[Post]) -> dict[int, Revision]:
    positions = [post.copy_position for post in posts]
    rows = Revision.objects.filter(coverage=coverage, position__in=positions)
    return {row.position: row for row in rows.select_related("actor")}


def _corrections(posts: list[Post]) -> dict[str, int]:
    rows = Revision.objects.filter(post__in=posts, kind=Kind.CORRECTED)
    return dict(rows.values_list("post").annotate(Count("id")))


def _listed(post: Post, row: Revision, corrections: dict[str, int], fate: Fate | None) -> Listed:
    content = published(row).content
    return Listed(
        post=post,
        teaser=_teaser(content.get("blocks") or []),
        person=name_of(row.actor) if isinstance(row.actor, User) else "",
        changed_at=row.at,
        corrections=corrections.get(post.id, 0),
        round_up=bool(content.get("round_up")),
        # The desk still reads what is withheld: somebody must decide what becomes of it.
        headline=content.get("headline") or "",
        fate=fate,
    )


def _teaser(blocks: list[dict[str, Any]]) -> str:
    words = html.unescape(re.sub(r"<[^>]*>", "", " ".join(_texts(blocks))))
    return words if len(words) <= _TEASER else f"{words[:_TEASER].rsplit(' ', 1)[0]} …"


def _texts(blocks: list[dict[str, Any]]) -> Iterator[str]:
    for block in blocks:
        if block.get("label"):
            yield f"{block['label']}:"
        yield from (str(block[key]) for key in ("html", "text", "caption") if block.get(key))
        yield from block.get("paragraphs") or []
        yield from _texts(block.get("items") or [])
