"""Shared things: what is written once and shown in many posts (docs/reference/content.md).

A post carries copies; what readers see is the newest version that their coverage's log holds.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from stoppress.record.history import Published
from stoppress.record.vocabulary import Kind, Sort

Content = Mapping[str, Any]  # an object of docs/reference/content.md


@dataclass(frozen=True)
class Thing:
    """A context, claim, source or thread as the log last told it."""

    sort: Sort
    version: int
    fields: Content
    changed_at: datetime | None = None  # null: it is here as it first came
    change: str | None = None  # what changed it


@dataclass(frozen=True)
class _Copy:
    """A thing as one revision tells it. `version` null: copy from before things had versions."""

    id: str
    sort: Sort
    version: int | None
    fields: Content
    is_whole: bool = True  # else what it leaves out stays as it was
    change: str | None = None


def news(published: Published, known: Mapping[str, Thing]) -> dict[str, Thing]:
    """The things of which `published` has a newer version than `known`, by id."""
    newer: dict[str, Thing] = {}
    for copy in _copies(published):
        old = newer.get(copy.id) or known.get(copy.id)
        if copy.version is None or (old and old.version >= copy.version):
            continue
        kept = old.fields if old and not copy.is_whole else {}
        changed_at = published.at if old else None
        fields = {**kept, **copy.fields}
        newer[copy.id] = Thing(copy.sort, copy.version, fields, changed_at, copy.change)
    return newer


def shown_in(content: Content, known: Mapping[str, Thing]) -> dict[str, Thing | None]:
    """What `content` shows, by id, in its newest version; null where none has a version yet."""
    shown: dict[str, Thing | None] = {}
    for copy in _in_post(content):
        thing = shown[copy.id] = known.get(copy.id)
        source = thing and thing.fields.get("source_id")  # of a claim, maybe another than it had
        if source:
            shown[source] = known.get(source)
    return shown


def resolved(block: Content, things: Mapping[str, Thing | None]) -> Content:
    """`block` as its newest version says it; `changed_at` and `change` say what became of it."""
    thing = things.get(block.get(block.get("type") or "") or "")
    if thing is not None:
        told = {"changed_at": thing.changed_at, "change": thing.change}
        block = {"type": block["type"], **thing.fields, **told}
    source = things.get(block.get("source_id") or "")
    if source is not None:
        block = {**block, "source": source.fields["name"], "source_url": source.fields.get("url")}
    return block


def threads_of(content: Content, things: Mapping[str, Thing | None]) -> list[str]:
    """The names of the threads that a post belongs to."""
    names = []
    for thread in content.get("threads") or []:
        thing = things.get(thread["thread"])
        names.append(thing.fields["name"] if thing else thread["name"])
    return names


def _copies(published: Published) -> Iterator[_Copy]:
    content = published.content
    if published.kind is not Kind.SHARED_CHANGED:
        yield from _in_post(content)
    elif content:
        told = {"shared", "sort", "version", "change"}
        fields = {name: value for name, value in content.items() if name not in told}
        sort = Sort(content["sort"])
        change = content.get("change")
        yield _Copy(content["shared"], sort, content["version"], fields, change=change)


def _in_post(content: Content) -> Iterator[_Copy]:
    for block in content.get("blocks") or []:
        sort = block.get("type")
        if sort in (Sort.CONTEXT, Sort.CLAIM) and block.get(sort):
            told = {"type", "version", sort, "source_version"}
            fields = {name: value for name, value in block.items() if name not in told}
            yield _Copy(block[sort], Sort(sort), block.get("version"), fields)
        if sort == Sort.CLAIM and block.get("source_id"):
            name = {"name": block.get("source") or ""}
            yield _Copy(
                block["source_id"], Sort.SOURCE, block.get("source_version"), name, is_whole=False
            )
    for thread in content.get("threads") or []:
        name = {"name": thread["name"]}
        yield _Copy(thread["thread"], Sort.THREAD, thread.get("version"), name, is_whole=False)
