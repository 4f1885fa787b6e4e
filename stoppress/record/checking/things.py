"""Checking the tables of shared things against what all revisions say of them.

`shared_version` also keeps what no log tells: who changed a thing, when and why, and versions that
no coverage was told of. That cannot be proved.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Iterator
from typing import Any

import nh3

from stoppress.record.checking.findings import Finding
from stoppress.record.content.carried import content_of
from stoppress.record.content.copies import says_the_same
from stoppress.record.models import Coverage, Revision, Shared, SharedUse, SharedVersion
from stoppress.record.state.tables import Made
from stoppress.record.state.things import Told, told_in, uses_of
from stoppress.record.vocabulary import COPY, Kind

_BATCH = 500  # revisions read at once
_NAME_MAX = 300  # characters
Versions = dict[tuple[str, int], SharedVersion]


def check_things() -> Iterator[Finding]:
    """What `shared` and `shared_version` hold that is not what the revisions say."""
    all_versions = SharedVersion.objects.select_related("shared")
    versions = {(one.shared_id, one.version): one for one in all_versions}
    rows = Revision.objects.filter(kind__in=COPY | {Kind.SHARED_CHANGED}, content__isnull=False)
    for row in rows.select_related("coverage").order_by("coverage", "position").iterator(_BATCH):
        for told in told_in(content_of(row) or {}):
            if text := _of_told(told, versions):
                yield Finding(row.coverage.slug, row.position, "sharedversion", text)
    for thing in Shared.objects.order_by("id"):
        for column, text in _of_thing(thing, versions):
            yield Finding("", None, f"shared.{column}", f"{thing.id!r} {text}")


def _of_told(told: Told, versions: Versions) -> str:
    row = versions.get((told.id, told.version))
    named = f"version {told.version} of {told.id!r}"
    if row is None:
        return f"{named} is missing, which stands here"
    if row.shared.sort != told.sort:
        return f"{told.id!r} is said to be a {row.shared.sort}, but stands here as a {told.sort}"
    if row.fields is None:
        return f"{named} was blanked, but stands here"
    return (
        "" if says_the_same(told.fields, row.fields) else f"{named} says something else than here"
    )


def _of_thing(thing: Shared, versions: Versions) -> Iterator[tuple[str, str]]:
    newest = max((number for id, number in versions if id == thing.id), default=0)
    if thing.version != newest:
        yield "version", f"is at version {thing.version}, its newest is {newest}"
        return
    fields = versions[thing.id, newest].fields if newest else {}
    if thing.fields != (fields or {}):
        yield "fields", f"says something else than its version {newest}"
    if thing.name != _name_of(thing.fields):
        yield "name", f"is called {thing.name!r}, not {_name_of(thing.fields)!r}"


def _name_of(fields: dict[str, Any]) -> str:
    """What lists call a thing: its name or title, or else the text of a claim, without marks."""
    if fields.get("name") or fields.get("title"):
        return str(fields.get("name") or fields.get("title"))
    return html.unescape(nh3.clean(str(fields.get("text") or ""), tags=set()))[:_NAME_MAX]


def check_uses(coverage: Coverage, rows: Iterable[Revision], made: Made) -> Iterator[Finding]:
    """What `shared_use` holds of the posts of one coverage; `rows` are those that carry copies."""
    uses = uses_of(rows, made)
    expected = uses.surely
    found = {
        (use.post_id, use.shared_id): use.version
        for use in SharedUse.objects.filter(coverage=coverage)
    }
    for post, shared in sorted((found.keys() - uses.perhaps) ^ (expected.keys() - uses.perhaps)):
        if expected.get((post, shared)) == set():
            continue  # a copy from before things had versions: its id may be none that is shared
        text = f"{post} is said to show {shared!r}, but does not"
        if (post, shared) in expected:
            text = f"{post} shows {shared!r}, but that is not noted"
        yield Finding(coverage.slug, None, "shareduse", text)
    for (post, shared), versions in sorted(expected.items()):
        version = found.get((post, shared))
        if version is not None and versions and version not in versions:
            text = f"{post} is said to show version {version} of {shared!r}; the log tells"
            text += f" {', '.join(map(str, sorted(versions)))}"
            yield Finding(coverage.slug, None, "shareduse.version", text)
