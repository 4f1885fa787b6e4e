"""The sections of a composer as its form sends them.

The field `section` names each section's key, in order; a section's own fields are called
`<key>-<name>`, and `<key>-kind` says which kind it is. Moving a section moves one value, and
nothing has to be numbered anew.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.datastructures import MultiValueDict

Fields = MultiValueDict[str, str]

KINDS = {
    "text": "Text",
    "picture": "Picture",
    "claim": "Claim",
    "context": "Context",
    "links": "Links",
}
_KEY = re.compile(r"[a-z0-9]{1,20}\Z")


@dataclass(frozen=True)
class Section:
    """One section of a composer; `values` are its own fields, by their short names."""

    key: str
    kind: str
    values: Fields
    elsewhere: tuple[Any, ...] = ()  # the other posts that show the same claim or context

    @property
    def title(self) -> str:
        return KINDS[self.kind]

    @property
    def thing(self) -> str:
        """The id of the claim or context that it shows; empty where it is new, or none."""
        own = self.values.get(self.kind) if self.kind in ("claim", "context") else ""
        return own or ""

    @property
    def links(self) -> list[tuple[str, str]]:
        """The rows of a section of links: (text, address)."""
        texts, addresses = self.values.getlist("link_text"), self.values.getlist("link_url")
        return list(zip(texts, addresses, strict=False))


def read_sections(fields: Fields) -> list[Section]:
    """The sections in `fields`, in order; what is no section of ours is passed over."""
    sections = []
    for key in dict.fromkeys(fields.getlist("section")):
        kind = fields.get(f"{key}-kind", "")
        if kind in KINDS and _KEY.match(key):
            sections.append(Section(key, kind, _own_fields(fields, key)))
    return sections


def write_sections(fields: Fields, sections: Iterable[Section]) -> None:
    """Put `sections` into `fields`, in place of those that are there."""
    for old in read_sections(fields):
        for name in old.values:
            del fields[f"{old.key}-{name}"]
    fields.setlist("section", [])
    for section in sections:
        fields.appendlist("section", section.key)
        for name in section.values:
            fields.setlist(f"{section.key}-{name}", section.values.getlist(name))
        fields[f"{section.key}-kind"] = section.kind


def new_section(kind: str, **values: str) -> Section:
    """A section of `kind` with a key that no other has."""
    section = Section(f"s{secrets.token_hex(4)}", kind, MultiValueDict())
    for name, value in values.items():
        section.values[name] = value
    return section


def obey_button(fields: Fields) -> bool:
    """Do what a button other than Publish asks of the form; whether one was pressed.

    Browsers without script send `keep` (as a draft), `add=<kind>`, `remove=<key>`, `up=<key>` or
    `down=<key>`.
    """
    sections = read_sections(fields)
    for wish in ("keep", "add", "remove", "up", "down"):
        if word := fields.get(wish):
            write_sections(fields, _rearranged(sections, wish, word))
            del fields[wish]
            return True
    return False


def _rearranged(sections: list[Section], wish: str, word: str) -> list[Section]:
    if wish == "add":
        return [*sections, new_section(word)] if word in KINDS else sections
    keys = [section.key for section in sections]
    if word not in keys:
        return sections
    place = keys.index(word)
    moved = sections.pop(place)
    if wish in ("up", "down"):
        sections.insert(max(0, place - 1) if wish == "up" else place + 1, moved)
    return sections


def _own_fields(fields: Fields, key: str) -> Fields:
    prefix = f"{key}-"
    return MultiValueDict(
        {
            name.removeprefix(prefix): fields.getlist(name)
            for name in fields
            if name.startswith(prefix)
        }
    )
