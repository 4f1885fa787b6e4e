"""What a revision's words carry with them, shared things and pictures, and what is left of these
when the words go.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from typing import Any

from django.db import connection

from stoppress.record.models import Revision, Shared, SharedVersion
from stoppress.record.vocabulary import Kind, Sort

Version = tuple[str, int]  # the id of a shared thing, and which version of it


def versions_carried(row: Revision) -> set[Version]:
    """The versions of shared things whose words stand in `row`; none where its words are gone."""
    return set(versions_in(content_of(row) or {}))


def content_of(row: Revision) -> dict[str, Any] | None:
    """What the row says; None where its words are gone, or are damaged."""
    try:
        said = json.loads(bytes(row.content)) if row.content is not None else None
    except ValueError:
        return None
    return said if isinstance(said, dict) else None


def versions_in(content: dict[str, Any]) -> Iterator[Version]:
    """Every copy of a shared thing in a content that says of which version it is."""
    yield from _named(content, "shared", "version")
    yield from _named(content, "source_id", "source_version")  # who says a claim that was changed
    for thread in content.get("threads") or []:
        yield from _named(thread, "thread", "version")
    for block in content.get("blocks") or []:
        if block.get("type") == "context":
            yield from _named(block, "context", "version")
        if block.get("type") == "claim":
            yield from _named(block, "claim", "version")
            yield from _named(block, "source_id", "source_version")


def pictures_in(row: Revision) -> set[str]:
    """The media names in `row`; none where its words are gone."""
    content = content_of(row) or {}
    shown = [content.get("lead"), *(content.get("blocks") or [])]
    names = {(one or {}).get(key) for one in shown for key in ("media", "small")}
    return {name for name in names if isinstance(name, str)}


def _named(said: dict[str, Any], key: str, version: str) -> Iterator[Version]:
    if isinstance(said.get(key), str) and isinstance(said.get(version), int):
        yield said[key], said[version]


def forget_unsaid_versions(versions: set[Version]) -> None:
    """Blank those of `versions` in the tables of shared things that no revision carries any more.

    A version that another post still carries is still published, and stays.
    """
    for shared, version in sorted(versions):
        if any((shared, version) in versions_carried(row) for row in rows_naming(shared)):
            continue
        old = SharedVersion.objects.filter(shared_id=shared, version=version).first()
        if old is not None and old.fields is not None:
            _forget_in_claims(shared, old.fields.get("name"))
            old.fields, old.change = None, ""
            old.save()
        Shared.objects.filter(id=shared, version=version).update(fields={}, name="")


def _forget_in_claims(source: str, name: str | None) -> None:
    """The tables of claims hold their source's name as well: there its newest one takes over."""
    newest = Shared.objects.filter(id=source, sort=Sort.SOURCE).first()
    if newest is None or not name:
        return
    there = newest.fields.get("name") if newest.fields.get("name") != name else None
    claims = Shared.objects.filter(sort=Sort.CLAIM, fields__source_id=source)
    versions = SharedVersion.objects.filter(shared__sort=Sort.CLAIM, fields__source_id=source)
    rows: list[Shared | SharedVersion] = [*claims, *versions]
    for row in rows:
        if row.fields and row.fields.get("source") == name:
            row.fields["source"] = there
            row.save(update_fields=["fields"])


def rows_naming(name: str, *, kinds: Collection[Kind] = tuple(Kind)) -> Iterator[Revision]:
    """The revisions of all coverages in whose words `name` stands as a value, in order."""
    find = "instr(content, %s)" if connection.vendor == "sqlite" else "position(%s in content)"
    found = Revision.objects.filter(content__isnull=False, kind__in=kinds).extra(
        where=[f"{find} > 0"], params=[json.dumps(name, ensure_ascii=False).encode()]
    )
    yield from found.order_by("coverage", "position").iterator()
