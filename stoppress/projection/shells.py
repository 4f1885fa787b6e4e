"""The unchanging runs of a page around what changes: a template cut at its slots.

A slot is a comment `<!--@name-->` in a template. Copy can never make one: its `<` is escaped and
comments do not survive cleaning.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from stoppress.projection.render import render
from stoppress.public_store.types import CURSOR_PART, Publication

_SLOT = re.compile(r"<!--@([a-z]+)-->")


@dataclass(frozen=True)
class Shell:
    """A page: its recipe, and those of its parts that are its own."""

    recipe: list[str]
    parts: dict[str, bytes]

    def put(self, publication: Publication, path: str, slug: str) -> None:
        for name, body in self.parts.items():
            publication.put_part(name, body)
        publication.put_page(path, self.recipe, slug=slug)


def shell(template: str, name: str, slots: Mapping[str, Sequence[str]], **values: Any) -> Shell:
    """`template` rendered, its own runs named `name/0`, `name/1` …, its slots filled with parts."""
    slots = {"cursor": [CURSOR_PART], **slots}
    recipe: list[str] = []
    parts: dict[str, bytes] = {}
    for number, run in enumerate(_SLOT.split(render(template, **values))):
        if number % 2:
            recipe += slots[run]
        else:
            part = f"{name}/{number // 2}"
            recipe.append(part)
            parts[part] = run.encode()
    return Shell(recipe, parts)
