"""Shared things in an act: locking them, settling which words stand, and telling who shows them.

The rules are those of docs/reference/content.md, "Shared things". Rows are locked in one order
everywhere, things by id and then coverages by id: so no two acts ever wait for each other.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from stoppress.record.content.copies import Copy, copies_in, says_the_same
from stoppress.record.errors import BadContent, Conflict, Refused
from stoppress.record.models import Coverage, Post, Revision, Shared, SharedUse, SharedVersion
from stoppress.record.vocabulary import Sort, State

_CLOSED = (State.ENDED, State.MERGED)


@dataclass
class Brought:
    """What a content shows of shared things; they are locked until the transaction ends."""

    things: dict[str, Shared] = field(default_factory=dict)
    versions: dict[str, int] = field(default_factory=dict)  # that the content now carries
    changed: list[Shared] = field(default_factory=list)  # by the content; not saved yet
    sources_before: dict[str, str | None] = field(default_factory=dict)  # of claims changed


def lock_things(wanted: dict[str, Sort]) -> dict[str, Shared]:
    """The things of these ids, locked, with the sources of the claims among them.

    One that there is not yet comes into being with version 0, for the caller to fill.
    """
    if not wanted:
        return {}
    known = Shared.objects.in_bulk(wanted)
    new = [
        Shared(id=id, sort=wanted[id], version=0, name="", fields={})
        for id in sorted(wanted.keys() - known.keys())
    ]
    # Another transaction may be making the same one: then this waits for it, and finds it made.
    Shared.objects.bulk_create(new, ignore_conflicts=True)
    sources = {thing.fields.get("source_id") for thing in known.values()} - {None}
    rows = Shared.objects.select_for_update(no_key=True).filter(id__in={*wanted, *sources})
    return {thing.id: thing for thing in rows.order_by("id")}


def bring(
    content: dict[str, Any],
    coverage_id: str,
    *,
    post_id: str | None = None,
    as_known: bool = False,
) -> Brought:
    """Lock what `content` shows, and write into it the words and versions that now stand.

    `post_id` is the post whose words it takes the place of. `as_known`: the content is to change
    nothing, only to have the newest words. Raises Conflict where a thing has been changed since the
    words were taken, BadContent, or Refused.
    """
    brought = Brought(lock_things({copy.id: copy.sort for copy in copies_in(content)}))
    if not brought.things:
        return brought
    _pass_over_untouched(content, post_id, brought.things)
    kept = _kept(coverage_id, brought.things)
    # Claims first: only then it is settled which sources they name.
    for sorts in ((Sort.CONTEXT, Sort.CLAIM, Sort.THREAD), (Sort.SOURCE,)):
        copies: dict[str, list[Copy]] = {}
        for copy in copies_in(content, sorts):
            copies.setdefault(copy.id, []).append(copy)
        for id, showings in sorted(copies.items()):
            _settle(brought, id, showings, kept.get(id), as_known)
    for thing in brought.changed:
        if source := brought.things.get(thing.fields.get("source_id") or ""):
            thing.fields["source"] = source.fields["name"]
    return brought


def shown_elsewhere(brought: Brought, coverage_id: str) -> set[str]:
    """The other coverages that show a thing which is changed."""
    if not brought.changed:
        return set()
    uses = SharedUse.objects.filter(shared__in=[thing.id for thing in brought.changed])
    others = uses.exclude(coverage=coverage_id).order_by().values_list("coverage_id", flat=True)
    return set(others.distinct())


def never_mind(brought: Brought) -> None:
    """Leave nothing of an act that turns out to have been done before."""
    Shared.objects.filter(id__in=brought.things, version=0).delete()


def _pass_over_untouched(
    content: dict[str, Any], post_id: str | None, things: dict[str, Shared]
) -> None:
    """Give copies from before things had versions the newest words, where nobody touched them.

    Such a copy has no version to tell by that it is old; but it stands in the post as it did.
    """
    unsaid = [copy for copy in copies_in(content) if copy.version is None]
    if post_id is None or not unsaid:
        return
    present = Post.objects.filter(id=post_id).values("copy_position", "coverage_id")[:1]
    for row in Revision.objects.filter(
        coverage=present.values("coverage_id"), position=present.values("copy_position")
    ):
        before = copies_in(json.loads(bytes(row.content or b"{}")))
        old = {copy.id: copy.fields for copy in before if copy.version is None}
        for copy in unsaid:
            thing = things[copy.id]
            same = copy.id in old and says_the_same(copy.fields, old[copy.id])
            if same and thing.sort == copy.sort and thing.version:
                copy.put(thing.version, thing.fields)


def _kept(coverage_id: str, things: Iterable[str]) -> dict[str, SharedVersion]:
    """What a coverage shows of `things`, if it has ended."""
    if not Coverage.objects.filter(id=coverage_id, state__in=_CLOSED).exists():
        return {}
    uses = SharedUse.objects.filter(coverage=coverage_id, shared__in=things)
    shown = dict(uses.order_by().values_list("shared_id", "version").distinct())
    versions = SharedVersion.objects.filter(shared__in=shown, fields__isnull=False)
    return {one.shared_id: one for one in versions if one.version == shown[one.shared_id]}


def _settle(
    brought: Brought, id: str, copies: list[Copy], kept: SharedVersion | None, as_known: bool
) -> None:
    """Decide which words of one thing stand, and write them into all of its copies."""
    thing = brought.things.get(id)
    if thing is None:
        raise Conflict("Somebody has changed a claim of this post meanwhile; publish again.")
    if thing.sort != copies[0].sort:
        raise BadContent(f"{copies[0].sort}: {id!r} is the id of a {thing.sort}; give it another.")
    version, fields = thing.version, thing.fields
    if kept and all(says_the_same(copy.fields, kept.fields or {}) for copy in copies):
        version, fields = kept.version, kept.fields or {}
    elif thing.version == 0 or not as_known:
        _take_news(brought, thing, copies)
        version, fields = thing.version, thing.fields
    for copy in copies:
        copy.put(version, fields)
    brought.versions[id] = version


def _take_news(brought: Brought, thing: Shared, copies: list[Copy]) -> None:
    news = [copy.fields for copy in copies if _is_news(thing, copy)]
    if not news:
        return
    if not all(says_the_same(news[0], other) for other in news):
        raise BadContent(
            f"{thing.sort}: {thing.id!r} stands in this post twice and says two things;"
            " make them one."
        )
    brought.sources_before[thing.id] = thing.fields.get("source_id")
    thing.fields = {**thing.fields, **news[0]}
    thing.version += 1
    brought.changed.append(thing)


def _is_news(thing: Shared, copy: Copy) -> bool:
    """Whether the words of `copy` are to become those of `thing`. Raises Conflict or Refused."""
    if thing.version == 0:
        if copy.sort is Sort.SOURCE and not copy.fields:
            raise BadContent("source: write who says it.")
        return True
    if says_the_same(copy.fields, thing.fields):
        return False
    if copy.version is None or copy.version == thing.version:
        return True
    if copy.version > thing.version:
        raise Refused(
            f"{thing.sort}: {thing.id!r} has no version {copy.version}; take the newest words."
        )
    old = SharedVersion.objects.filter(shared=thing, version=copy.version).first()
    if old and old.fields is not None and says_the_same(copy.fields, old.fields):
        return False
    raise Conflict(
        f"Somebody has changed the {thing.sort} {thing.name!r} meanwhile;"
        " take its newest words and publish again."
    )
