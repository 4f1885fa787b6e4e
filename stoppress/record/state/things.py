"""Which shared things the posts of a coverage show, made again from its revisions. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from stoppress.record.content.carried import content_of
from stoppress.record.content.copies import Copy, copies_in
from stoppress.record.content.things import FIELDS
from stoppress.record.models import Revision
from stoppress.record.state.tables import Made
from stoppress.record.vocabulary import Sort, Standing

# What is withheld may be released, and then must not have missed what was changed meanwhile.
_USING = (Standing.SHOWN, Standing.WITHHELD)


@dataclass(frozen=True)
class Told:
    """What one revision says of one version of a thing."""

    sort: Sort
    id: str
    version: int
    fields: dict[str, Any]


def told_in(content: dict[str, Any]) -> Iterator[Told]:
    """Every version of a thing that stands in a content."""
    if content.get("sort") in Sort.values and "shared" in content:
        yield from _told_by_change(Sort(content["sort"]), content)
    for copy in copies_in(content):
        if copy.version is not None:
            yield Told(copy.sort, copy.id, copy.version, copy.fields)


def _told_by_change(sort: Sort, content: dict[str, Any]) -> Iterator[Told]:
    fields = {name: content.get(name) for name in FIELDS[sort]}
    source, version = content.get("source_id"), content.get("source_version")
    if sort is Sort.CLAIM and source:
        name = fields.pop("source", None)
        if version is not None:
            yield Told(Sort.SOURCE, source, version, {"name": name})
    yield Told(sort, content["shared"], content["version"], fields)


@dataclass
class Uses:
    """What posts show, as (post, thing): with the versions in which it may be noted.

    `perhaps`: sources of a claim that named another one before. A coverage that catches up with
    the claim by a copy in one post does not note the new source for its other posts. And one of
    which a copy from before sources were shared says no name: there was nothing to note.
    """

    surely: dict[tuple[str, str], set[int]] = field(default_factory=dict)
    perhaps: set[tuple[str, str]] = field(default_factory=set)


def uses_of(rows: Iterable[Revision], made: Made) -> Uses:
    """What the posts of a coverage show; `rows` are its revisions that carry copies.

    The version is the newest of the log. A source is also told of by claims that name it, which
    does not bring every post up to it.
    """
    told: dict[tuple[Sort, str], set[int]] = defaultdict(set)
    sources: dict[str, set[str | None]] = defaultdict(set)  # that a claim ever named
    for row in rows:
        said = content_of(row) or {}
        copies: list[Told | Copy] = [*told_in(said), *copies_in(said, (Sort.CLAIM,))]
        for one in copies:
            if one.version is not None:
                told[one.sort, one.id].add(one.version)
            if one.sort is Sort.CLAIM:
                sources[one.id].add(one.fields.get("source_id"))
    uses = Uses()
    for post, content in made.contents.items():
        if made.posts[post]["standing"] in _USING and post not in made.withdrawn:
            _note(uses, post, content, told, sources)
    return uses


def _note(
    uses: Uses,
    post: str,
    content: dict[str, Any],
    told: dict[tuple[Sort, str], set[int]],
    sources: dict[str, set[str | None]],
) -> None:
    copies = copies_in(content)
    nameless = {one.id for one in copies if one.sort is Sort.SOURCE and not one.fields}
    for copy in copies:
        if copy.sort is not Sort.SOURCE:
            versions = told[copy.sort, copy.id]
            uses.surely[post, copy.id] = {max(versions)} if versions else set()
        if copy.sort is Sort.CLAIM:
            named = {source for source in sources[copy.id] if source}
            if len(sources[copy.id]) == 1 and not named & nameless:
                uses.surely |= {(post, source): told[Sort.SOURCE, source] for source in named}
            else:
                uses.perhaps |= {(post, source) for source in named}
