"""What readers should see, kept from the acts as they were accepted.

A plain list and no more: it shares no code with the projection, and reads a row but once, when it
is new, so that it holds what the record must never lose.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from stoppress.record.models import Revision

Seen = tuple[str, str, str]  # a post's id, its standing, and its headline where it is shown

_BEGINNINGS = ("posted", "moved_in")
_COPY = (*_BEGINNINGS, "revised", "corrected", "clarified")
_AWAY = ("withheld", "removed", "lost")


@dataclass
class Told:
    """A post, by what was said of it."""

    headline: str = ""
    words_at: int = 0
    is_withdrawn: bool = False
    is_moved: bool = False


@dataclass
class Model:
    """One coverage: `order` newest first, `contents` by position, None where they may not be."""

    order: list[str] = field(default_factory=list)
    posts: dict[str, Told] = field(default_factory=dict)
    contents: dict[int, bytes] = field(default_factory=dict)
    away: dict[int, str] = field(default_factory=dict)

    def take(self, rows: Iterable[Revision]) -> None:
        """Note the rows that are new."""
        for row in rows:
            if row.position == len(self.contents) + 1:
                self._take(row.position, str(row.kind), row.post_id, bytes(row.content or b""))

    def _take(self, position: int, kind: str, post: str | None, content: bytes) -> None:
        self.contents[position] = content
        said: dict[str, Any] = json.loads(content or b"{}")
        if kind in _AWAY:
            for gone in said["positions"]:
                if kind != "lost" or gone not in self.away:
                    self.away[gone] = kind
        elif kind == "released":
            for back in said["positions"]:
                self.away.pop(back)
        elif post is not None:
            self._act(position, kind, post, said)

    def _act(self, position: int, kind: str, post: str, said: dict[str, Any]) -> None:
        if kind in _BEGINNINGS:
            self.posts[post] = Told()
            self.order.insert(0, post)
        told = self.posts[post]
        if kind in _COPY:
            told.headline, told.words_at = said.get("headline") or "", position
        elif kind == "reordered":
            self.order.remove(post)
            above = said["above"]
            at = self.order.index(above) if above else len(self.order)
            self.order.insert(at, post)
        told.is_withdrawn |= kind == "withdrawn"
        told.is_moved |= kind == "moved_out"

    def seen(self) -> list[Seen]:
        """The page, from top to bottom."""
        standings = {id: self._standing(told) for id, told in self.posts.items()}
        return [
            (id, standings[id], self.posts[id].headline if standings[id] == "shown" else "")
            for id in self.order
        ]

    def _standing(self, told: Told) -> str:
        away = self.away.get(told.words_at)
        if told.is_moved:
            return "moved"
        if away and away != "lost":
            return away
        if told.is_withdrawn:
            return "withdrawn"
        return away or "shown"

    def words(self) -> list[bytes | None]:
        """The content of each position that anybody may still read."""
        return [None if at in self.away else words for at, words in self.contents.items()]
