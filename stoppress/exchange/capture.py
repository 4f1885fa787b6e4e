"""What was read from somebody else's live coverage, before any of it becomes content of ours.

Null means that the source does not say it. Nothing here is guessed and nothing here publishes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from stoppress.exchange.pieces import (
    Bullet,
    BulletList,
    Caption,
    Heading,
    Image,
    Link,
    Paragraph,
    Piece,
    links_of,
)
from stoppress.lib.clock import to_rfc3339

WARNING_KINDS = (
    "missing-posts",
    "no-timestamps",
    "no-bylines",
    "caption-without-credit",
    "dangling-reference",
    "unverified-claim",
    "repeated-passage",
    "pages-missing",
    "unparsed",
)


@dataclass(frozen=True)
class CaptureWarning:
    """Something an editor should look at. `kind` is one of WARNING_KINDS; `where` names lines."""

    kind: str
    where: str
    text: str

    def as_json(self) -> dict[str, str]:
        return {"kind": self.kind, "where": self.where, "text": self.text}


@dataclass(frozen=True)
class Lead:
    """The picture or video above all posts; `length` as the source writes it, `03:05`."""

    kind: str  # "video" or "picture"
    title: str | None = None
    label: str | None = None
    length: str | None = None
    source: str | None = None
    caption: str | None = None
    credit: str | None = None

    def as_json(self) -> dict[str, str | None]:
        return dict(vars(self))


@dataclass(frozen=True)
class ImportedPost:
    """One post as the source has it. `line` is where it begins, counted from 1.

    `published_at` is set only where day, clock time and zone are all known; `time_text` keeps
    what the source says otherwise.
    """

    headline: str | None
    published_at: datetime | None
    time_text: str | None
    byline: str | None
    body: tuple[Piece, ...]
    line: int

    @property
    def text(self) -> str:
        """The body in plain words, pieces apart by an empty line; captions stand apart."""
        words = [piece.plain for piece in self.body if not isinstance(piece, Caption | Image)]
        return "\n\n".join(words)

    @property
    def captions(self) -> tuple[Caption, ...]:
        return tuple(piece for piece in self.body if isinstance(piece, Caption))

    @property
    def bullets(self) -> tuple[Bullet, ...]:
        return tuple(b for piece in self.body if isinstance(piece, BulletList) for b in piece.items)

    @property
    def links(self) -> tuple[Link, ...]:
        """The links of link lists, and the addresses that stand in the text."""
        return tuple(link for piece in self.body for link in links_of(piece))

    @property
    def paragraphs(self) -> tuple[str, ...]:
        return tuple(p.plain for p in self.body if isinstance(p, Paragraph | Heading))

    @property
    def name(self) -> str:
        """How warnings name it."""
        return f"“{self.headline}” (line {self.line})" if self.headline else f"line {self.line}"

    def as_json(self) -> dict[str, Any]:
        return {
            "headline": self.headline,
            "published_at": to_rfc3339(self.published_at) if self.published_at else None,
            "byline": self.byline,
            "text": self.text,
            "paragraphs": list(self.paragraphs),
            "bullets": [b.as_json() for b in self.bullets],
            "captions": [{"caption": c.caption, "credit": c.credit} for c in self.captions],
            "images": [{"url": i.url} for i in self.body if isinstance(i, Image)],
            "links": [link.as_json() for link in self.links],
            "line": self.line,
        }


@dataclass(frozen=True)
class ImportedCoverage:
    """One file's coverage, its posts in the order of the source.

    `account` says of every non-blank line, by its number, what it became.
    """

    path: str
    format: str
    slug: str
    title: str
    source: str | None
    sha256: str | None
    declared_posts: int | None
    lead: Lead | None
    standfirst: tuple[Piece, ...]
    posts: tuple[ImportedPost, ...]
    related: tuple[Link, ...]
    warnings: tuple[CaptureWarning, ...]
    account: Mapping[int, str]
    language: str | None = None
    started_at: datetime | None = None
    ended_at: datetime | None = None

    @property
    def found_posts(self) -> int:
        return len(self.posts)

    @property
    def unparsed_lines(self) -> int:
        return sum(fate == "unparsed" for fate in self.account.values())

    def as_json(self) -> dict[str, Any]:
        """The object that `stoppress import --json` prints (docs/reference/import.md)."""
        return {
            "path": self.path,
            "format": self.format,
            "coverage": self.slug,
            "title": self.title,
            "source": self.source,
            "language": self.language,
            "started_at": to_rfc3339(self.started_at) if self.started_at else None,
            "ended_at": to_rfc3339(self.ended_at) if self.ended_at else None,
            "lead": self.lead.as_json() if self.lead else None,
            "standfirst": [piece.plain for piece in self.standfirst],
            "declared_posts": self.declared_posts,
            "found_posts": self.found_posts,
            "posts": [post.as_json() for post in self.posts],
            "related": [link.as_json() for link in self.related],
            "warnings": [warning.as_json() for warning in self.warnings],
        }
