"""The unchanging runs of a page around what changes: a template cut at its slots.

A slot is a comment `<!--@name-->` in a template. Copy can never make one: its `<` is escaped and
comments do not survive cleaning.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from stoppress.projection.render import render
from stoppress.projection.setting import Setting
from stoppress.projection.site import Site
from stoppress.public_store.types import CURSOR_PART, PAST_PART, Publication

_SLOT = re.compile(r"<!--@([a-z]+)-->")
_KNOWN = 128  # faces whose runs are kept: a page's own are needed again at its next change


@dataclass(frozen=True)
class Head:
    """What a page says of itself to search engines and to those who pass it on."""

    title: str
    description: str
    path: str
    sort: str = "article"
    picture: str | None = None
    hidden: bool = False


@dataclass(frozen=True)
class Face:
    """All that a page's own runs follow from: two of the same give the same bytes."""

    template: str
    site: Site
    head: Head
    setting: Setting | None = None
    empty: bool = False
    range: str = ""
    newer: str | None = None
    older: str | None = None


@dataclass(frozen=True)
class Shell:
    """A page: its recipe, and those of its parts that are its own."""

    recipe: list[str]
    parts: dict[str, bytes]

    def put(
        self, publication: Publication, path: str, slug: str, since: int = 0, **answer: Any
    ) -> None:
        """Write both, dated where `since` is a position. `answer`: see `put_page`."""
        for name, body in self.parts.items():
            publication.put_part(name, body, slug=slug, since=since)
        publication.put_page(path, self.recipe, slug=slug, since=since, **answer)


def shell(face: Face, name: str, slots: Mapping[str, Sequence[str]]) -> Shell:
    """The page with its own runs named `name/0`, `name/1` …, and its slots filled with parts."""
    slots = {"cursor": [CURSOR_PART], "past": [PAST_PART], **slots}
    recipe: list[str] = []
    parts: dict[str, bytes] = {}
    for number, run in enumerate(_runs(face)):
        if number % 2:
            recipe += slots[run]
        else:
            part = f"{name}/{number // 2}"
            recipe.append(part)
            parts[part] = run.encode()
    return Shell(recipe, parts)


def slot(name: str, before: str = "") -> SafeString:
    """A slot for a page's head, after the words `before`."""
    return mark_safe(f"{escape(before)}<!--@{name}-->")


@lru_cache(maxsize=_KNOWN)
def _runs(face: Face) -> list[str]:
    """The page's own runs and, between them, the names of its slots."""
    values = {name: value for name, value in vars(face).items() if name != "template"}
    return _SLOT.split(render(face.template, **values))
