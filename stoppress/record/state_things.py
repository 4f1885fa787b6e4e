"""Which shared things the posts of a coverage show, made again from its revisions. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from stoppress.record.carried import content_of
from stoppress.record.copies import copies_in
from stoppress.record.models import Revision
from stoppress.record.state_tables import Made
from stoppress.record.things import FIELDS
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


def uses_of(rows: Iterable[Revision], made: Made) -> dict[tuple[str, str], set[int]]:
    """(post, thing) for all that is shown, with the versions in which it may be noted.

    That is the newest of the log. A source is also told of by claims that name it, which does not
    bring every post up to it; and words that are gone may have told more than is left.
    """
    told: dict[str, set[int]] = defaultdict(set)
    sources: dict[str, tuple[int, str | None]] = {}  # of a claim: by its newest version
    for row in rows:
        for one in told_in(content_of(row) or {}):
            told[one.id].add(one.version)
            if one.sort is Sort.CLAIM and one.version >= sources.get(one.id, (0, None))[0]:
                sources[one.id] = one.version, one.fields.get("source_id")
    uses = {}
    for post, content in made.contents.items():
        if made.posts[post]["standing"] in _USING:
            for thing, sort in _shown(content, sources):
                newest = {max(told[thing])} if told[thing] else set()
                uses[post, thing] = told[thing] if sort is Sort.SOURCE else newest
    return uses


def _shown(
    content: dict[str, Any], sources: dict[str, tuple[int, str | None]]
) -> Iterator[tuple[str, Sort]]:
    for copy in copies_in(content):
        if copy.sort is not Sort.SOURCE:
            yield copy.id, copy.sort
        if copy.sort is Sort.CLAIM:
            source = sources.get(copy.id, (0, copy.fields.get("source_id")))[1]
            if source:
                yield source, Sort.SOURCE
