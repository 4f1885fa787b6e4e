"""The parts that a post's body is read as. Plain text throughout; `line` counts from 1."""

from __future__ import annotations

import re
from dataclasses import dataclass

_ADDRESS = re.compile(r"https?://[^\s<>\"“”]*[^\s<>\"“”.,;:!?)\]’']")
_AROUND_ADDRESS = " \t<>()[]:|–—-"


@dataclass(frozen=True)
class Link:
    """Words that led somewhere; `url` is null where the source did not keep it."""

    text: str
    url: str | None
    line: int

    def as_json(self) -> dict[str, str | None]:
        return {"text": self.text, "url": self.url}


@dataclass(frozen=True)
class Paragraph:
    """A paragraph; `label` is its run-in heading, without the colon."""

    text: str
    label: str | None
    line: int

    @property
    def plain(self) -> str:
        return f"{self.label}: {self.text}" if self.label else self.text


@dataclass(frozen=True)
class Heading:
    """A heading inside a post or a standfirst."""

    text: str
    line: int

    @property
    def plain(self) -> str:
        return self.text


@dataclass(frozen=True)
class Bullet:
    """One item of a list; `label` is its run-in heading, without the colon."""

    label: str | None
    text: str
    line: int

    def as_json(self) -> dict[str, str | None]:
        return {"label": self.label.strip() if self.label else None, "text": self.text}

    @property
    def plain(self) -> str:
        return f"{self.label}: {self.text}" if self.label else self.text


@dataclass(frozen=True)
class BulletList:
    """Consecutive bullets."""

    ordered: bool
    items: tuple[Bullet, ...]
    line: int

    @property
    def plain(self) -> str:
        return "\n".join(item.plain for item in self.items)


@dataclass(frozen=True)
class Caption:
    """What survived of a picture: its caption and its credit, either of which may be missing."""

    caption: str | None
    credit: str | None
    line: int

    @property
    def plain(self) -> str:
        return " ".join(part for part in (self.caption, self.credit) if part)


@dataclass(frozen=True)
class Image:
    """The address of a picture."""

    url: str
    line: int

    @property
    def plain(self) -> str:
        return self.url


@dataclass(frozen=True)
class LinkList:
    """A lead-in such as “Read more” (`title`, without the colon) and the links behind it."""

    title: str | None
    items: tuple[Link, ...]
    line: int

    @property
    def plain(self) -> str:
        lead_in = [f"{self.title}:"] if self.title else []
        return "\n".join([*lead_in, *(item.text for item in self.items)])


Piece = Paragraph | Heading | BulletList | Caption | Image | LinkList


def link_from(text: str, line: int) -> Link:
    """A link of a line's words; an address that stands in the line is where it leads."""
    match = _ADDRESS.search(text)
    if match is None:
        return Link(text, None, line)
    words = f"{text[: match.start()].rstrip(_AROUND_ADDRESS)} {text[match.end() :]}"
    return Link(words.strip(_AROUND_ADDRESS) or match.group(), match.group(), line)


def links_of(piece: Piece) -> tuple[Link, ...]:
    """The links of a link list, or the addresses that a text spells out."""
    if isinstance(piece, LinkList):
        return piece.items
    if isinstance(piece, Paragraph):
        return _addresses_in(piece.plain, piece.line)
    if isinstance(piece, BulletList):
        return tuple(link for item in piece.items for link in _addresses_in(item.plain, item.line))
    return ()


def _addresses_in(text: str, line: int) -> tuple[Link, ...]:
    return tuple(Link(match.group(), match.group(), line) for match in _ADDRESS.finditer(text))
