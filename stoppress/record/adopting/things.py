"""What an adopted coverage says of shared things: their rows, where this newsroom has them not.

A thing that is here already in a newer version stays at that: the adopted coverage then shows an
older one, as any that has ended does.
"""

from __future__ import annotations

from typing import Any

from stoppress.record.content.carried import content_of
from stoppress.record.content.copies import copies_in
from stoppress.record.errors import Refused
from stoppress.record.models import Revision, Shared, SharedUse, SharedVersion
from stoppress.record.sharing.telling import save_version
from stoppress.record.state.tables import Made
from stoppress.record.state.things import Told, told_in, uses_of
from stoppress.record.vocabulary import Sort, Standing

_USING = (Standing.SHOWN, Standing.WITHHELD)


def keep_things(coverage_id: str, rows: list[Revision], made: Made) -> None:
    """Write the versions that the rows tell, and which posts show them now. Raises Refused."""
    for row in rows:
        content = content_of(row) or {}
        for told in told_in(content):
            _keep_version(row, told, _why(content))
    SharedUse.objects.bulk_create(
        SharedUse(shared_id=id, post_id=post, coverage_id=coverage_id, version=max(versions))
        for (post, id), versions in sorted(uses_of(rows, made).surely.items())
        if versions
    )
    _note_sources(coverage_id, rows, made)


def _note_sources(coverage_id: str, rows: list[Revision], made: Made) -> None:
    """A claim may name another source than before: it has the one that was told last of it."""
    told: dict[str, int] = {}
    named: dict[str, tuple[int, str | None]] = {}  # claim: its newest version, and the source
    for row in rows:
        for one in told_in(content_of(row) or {}):
            told[one.id] = max(one.version, told.get(one.id, 0))
            if one.sort is Sort.CLAIM and one.version >= named.get(one.id, (0, None))[0]:
                named[one.id] = one.version, one.fields.get("source_id")
    for post, content in made.contents.items():
        if made.posts[post]["standing"] not in _USING or post in made.withdrawn:
            continue
        for copy in copies_in(content, [Sort.CLAIM]):
            _, source = named.get(copy.id, (0, None))
            if source in told:
                SharedUse.objects.get_or_create(
                    shared_id=source,
                    post_id=post,
                    defaults={"coverage_id": coverage_id, "version": told[source]},
                )


def _keep_version(row: Revision, told: Told, why: str) -> None:
    thing = Shared.objects.filter(id=told.id).first()
    thing = thing or Shared(id=told.id, sort=told.sort, version=0, fields={})
    if thing.sort != told.sort:
        raise Refused(f"{told.id!r} is a {thing.sort} here, but a {told.sort} in this archive.")
    if told.version > thing.version:
        thing.version = told.version
        thing.fields = {**thing.fields, **told.fields}
        save_version(thing, row.at, None, why)
    elif not SharedVersion.objects.filter(shared=thing, version=told.version).exists():
        SharedVersion.objects.create(
            shared=thing, version=told.version, fields=told.fields, change=why, at=row.at
        )


def _why(content: dict[str, Any]) -> str:
    """What readers were told of why something says something else."""
    said = content.get("correction") or content.get("clarification") or {}
    return str(content.get("change") or said.get("note") or "")
