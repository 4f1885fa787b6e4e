"""The copies of shared things that a post's content carries. Pure: it reads no table.

A claim that names a source is also a copy of that source: of its name, and of nothing else of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from stoppress.record.content.things import FIELDS
from stoppress.record.vocabulary import Sort

_VERSIONS = frozenset({"version", "source_version"})


@dataclass(frozen=True)
class Copy:
    """One showing of a thing. `fields` are those of the thing that stand in it."""

    sort: Sort
    id: str
    version: int | None  # null: the words are meant as they stand here
    fields: dict[str, Any]
    said: dict[str, Any]  # the block or thread in the content that it is

    def put(self, version: int, fields: Mapping[str, Any]) -> None:
        """Write that version of the thing into the content."""
        if self.sort is Sort.SOURCE:
            self.said.update(source=fields.get("name"), source_version=version)
            return
        if self.sort is Sort.CLAIM and self.said.get("source_id") != fields.get("source_id"):
            self.said.pop("source", None)  # it was another's name, and another's version
            self.said.pop("source_version", None)
        for name in sorted(_own_fields(self.sort, fields)):
            if name in self.said or fields.get(name) is not None:
                self.said[name] = fields.get(name)
        self.said["version"] = version


def copies_in(content: dict[str, Any], sorts: Iterable[Sort] = Sort) -> list[Copy]:
    """The copies of these sorts in a content that was checked, in order."""
    wanted = frozenset(sorts)
    return [copy for copy in _copies(content) if copy.sort in wanted]


def says_the_same(fields: Mapping[str, Any], thing: Mapping[str, Any]) -> bool:
    """Whether a copy's `fields` are those of `thing`; what the copy does not carry is no matter."""
    return all((value or None) == (thing.get(name) or None) for name, value in fields.items())


def is_same_copy(one: Any, other: Any) -> bool:
    """Whether two contents say the same, whatever versions `append` wrote into one of them."""
    return bool(_without_versions(one) == _without_versions(other))


def _copies(content: dict[str, Any]) -> Iterator[Copy]:
    for block in content.get("blocks") or []:
        sort = block["type"]
        if sort == Sort.CONTEXT:
            yield _copy(Sort.CONTEXT, block)
        if sort == Sort.CLAIM:
            yield _copy(Sort.CLAIM, block)
            if block.get("source_id"):
                name = {"name": block["source"]} if block.get("source") else {}
                version = block.get("source_version")
                yield Copy(Sort.SOURCE, block["source_id"], version, name, block)
    for thread in content.get("threads") or []:
        name = {"name": thread["name"]}
        yield Copy(Sort.THREAD, thread["thread"], thread.get("version"), name, thread)


def _copy(sort: Sort, block: dict[str, Any]) -> Copy:
    fields = {name: block.get(name) for name in _own_fields(sort, block)}
    return Copy(sort, block[sort], block.get("version"), fields, block)


def _own_fields(sort: Sort, said: Mapping[str, Any]) -> set[str]:
    """Those that a copy of that sort carries. Who says it is the source's to say, if it has one."""
    if sort is Sort.THREAD:
        return {"name"}
    own = set(FIELDS[sort])
    return own - {"source"} if sort is Sort.CLAIM and said.get("source_id") else own


def _without_versions(said: Any) -> Any:
    if isinstance(said, list):
        return [_without_versions(one) for one in said]
    if isinstance(said, dict):
        return {
            name: _without_versions(value)
            for name, value in said.items()
            if name not in _VERSIONS and value is not None
        }
    return said
