"""Where a composer stands: at a new post, or at the edit, correction or clarification of one."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.shortcuts import get_object_or_404
from django.urls import reverse

from stoppress.desk.shelf import as_shown
from stoppress.desk.zones import zone_name_of, zone_of
from stoppress.record.history import header_of
from stoppress.record.models import Coverage, Post
from stoppress.record.vocabulary import Kind

_VIEWS = {Kind.REVISED: "edit", Kind.CORRECTED: "correct", Kind.CLARIFIED: "clarify"}


@dataclass(frozen=True)
class Place:
    """What a composer writes: a post of `coverage`, or the next revision of `post`."""

    coverage: Coverage
    kind: Kind = Kind.POSTED
    post: Post | None = None

    @property
    def name(self) -> str:
        """What drafts of this place are filed under."""
        return f"{self.kind}:{self.post.id}" if self.post else str(self.kind)

    @property
    def url(self) -> str:
        """The page with this composer."""
        if self.post is None:
            return reverse("coverage", args=[self.coverage.slug])
        return reverse(_VIEWS[self.kind], args=[self.coverage.slug, self.post.id])

    @property
    def publish_url(self) -> str:
        return self.url if self.post else reverse("publish", args=[self.coverage.slug])

    @property
    def correcting(self) -> bool:
        return self.kind is Kind.CORRECTED

    @property
    def clarifying(self) -> bool:
        return self.kind is Kind.CLARIFIED

    @cached_property
    def base(self) -> dict[str, Any]:
        """The content that is being changed; nothing for a new post."""
        return as_shown(self.post) if self.post else {}

    @cached_property
    def header(self) -> dict[str, Any]:
        return header_of(self.coverage).content

    @property
    def zone(self) -> ZoneInfo:
        """The story's own zone."""
        return zone_of(self.header, settings.STOPPRESS)

    @property
    def zone_name(self) -> str:
        return zone_name_of(self.header, settings.STOPPRESS)


def revision_said(text: str) -> int | None:
    """The revision that a form says it was made from; null where it says none."""
    return int(text) if text.isdecimal() and len(text) < 10 else None


def new_post_in(slug: str) -> Place:
    """The place of new posts in the coverage at `slug`. Raises Http404."""
    return Place(get_object_or_404(Coverage, slug=slug))


def place_of(slug: str, post_id: str, kind: Kind) -> Place:
    """The place of an edit or a correction. Raises Http404."""
    posts = Post.objects.select_related("coverage")
    post = get_object_or_404(posts, id=post_id, coverage__slug=slug)
    return Place(post.coverage, kind, post)
