"""What follows once a shared thing is changed: its versions, its uses, the coverages told of it."""

from __future__ import annotations

import html
from collections.abc import Iterable
from datetime import datetime
from typing import Any

import nh3

from stoppress.record.content.check import checked
from stoppress.record.content.things import FIELDS
from stoppress.record.models import Coverage, Post, Revision, Shared, SharedUse, SharedVersion
from stoppress.record.rows import Press, write
from stoppress.record.sharing.bring import Brought
from stoppress.record.vocabulary import COPY, Kind, Sort, Standing, State

_NAME_MAX = 300  # characters
_GOING_ON = (State.LIVE, State.PAUSED)
# What is withheld may be released, and then must not have missed what was changed meanwhile.
_USING = (Standing.SHOWN, Standing.WITHHELD)
_OF_USES = COPY | {Kind.WITHDRAWN}


def follow_up(
    brought: Brought,
    revision: Revision,
    content: dict[str, Any],
    elsewhere: Iterable[Coverage],
    press: Press,
) -> None:
    """All that `revision`, just written, means for the things that its post shows.

    `elsewhere` are the other coverages that show those which it changes, locked.
    """
    if revision.post is None or Kind(revision.kind) not in _OF_USES:
        return
    why = (content.get("correction") or content.get("clarification") or {}).get("note")
    keep_versions(brought, revision, why)
    if brought.versions or revision.post_revision != 1:  # a new post has shown nothing before
        keep_uses(revision.post, brought.versions)
    tell(elsewhere, brought, Press(press.actor), why)
    for thing in brought.changed:
        keep_sources_used(thing, brought.sources_before[thing.id], brought.things)


def keep_versions(brought: Brought, revision: Revision, change: str | None) -> None:
    """Save the things that `revision` has changed; `change` is what changed them."""
    for thing in brought.changed:
        save_version(thing, revision.at, revision.actor_id, _why(thing, change))


def save_version(thing: Shared, at: datetime, actor_id: Any, change: str | None) -> None:
    """Save a thing that says something else, and its new version."""
    thing.name = _name_of(thing)
    thing.save()
    SharedVersion.objects.create(
        shared=thing,
        version=thing.version,
        fields=thing.fields,
        change=change or "",
        at=at,
        actor_id=actor_id,
    )


def forget_uses(post: Post) -> None:
    """What a post shows that is not shown any more."""
    SharedUse.objects.filter(post=post).delete()


def keep_uses(post: Post, versions: dict[str, int]) -> None:
    """Note what `post` shows now, in the versions that its coverage's log now tells."""
    if post.standing not in _USING:
        versions = {}
    before = dict(SharedUse.objects.filter(post=post).values_list("shared_id", "version"))
    if gone := before.keys() - versions.keys():
        SharedUse.objects.filter(post=post, shared__in=gone).delete()
    SharedUse.objects.bulk_create(
        SharedUse(shared_id=id, post=post, coverage_id=post.coverage_id, version=version)
        for id, version in sorted(versions.items())
        if id not in before
    )
    for id, version in sorted(versions.items()):
        _bring_uses_to(id, post.coverage_id, version)


def tell(coverages: Iterable[Coverage], brought: Brought, press: Press, change: str | None) -> None:
    """Append what was changed to each of these locked coverages that goes on and shows it."""
    for coverage in coverages:
        if coverage.state not in _GOING_ON:
            continue
        for thing in brought.changed:
            if SharedUse.objects.filter(shared=thing, coverage=coverage).exists():
                change_there(coverage, thing, brought.things, press, _why(thing, change))


def change_there(
    coverage: Coverage,
    thing: Shared,
    things: dict[str, Shared],
    press: Press,
    change: str | None,
) -> Revision:
    """Append to a locked coverage what a thing says now."""
    said = {name: thing.fields.get(name) for name in FIELDS[Sort(thing.sort)]}
    said |= {"shared": thing.id, "sort": thing.sort, "version": thing.version}
    said["change"] = change
    if source := things.get(thing.fields.get("source_id") or ""):
        # The claim keeps the name that its source had when it was last changed itself.
        said |= {"source": source.fields.get("name"), "source_version": source.version}
    content = checked(Kind.SHARED_CHANGED, said)
    revision = write(coverage, Kind.SHARED_CHANGED, content, press)
    _bring_uses_to(thing.id, coverage.id, thing.version)
    return revision


def keep_sources_used(claim: Shared, before: str | None, things: dict[str, Shared]) -> None:
    """Where a claim names another source than `before`, so do the posts that show the claim."""
    after = claim.fields.get("source_id")
    if claim.sort != Sort.CLAIM or before == after:
        return
    uses = list(SharedUse.objects.filter(shared=claim, version=claim.version))
    if after:
        SharedUse.objects.bulk_create(
            [
                SharedUse(
                    shared_id=after,
                    post_id=use.post_id,
                    coverage_id=use.coverage_id,
                    version=things[after].version,
                )
                for use in uses
            ],
            ignore_conflicts=True,
        )
    if before:
        posts = {use.post_id for use in uses}
        named = SharedUse.objects.filter(post__in=posts, shared__fields__source_id=before)
        still = set(named.values_list("post_id", flat=True))
        SharedUse.objects.filter(shared=before, post__in=posts - still).delete()


def _why(thing: Shared, change: str | None) -> str | None:
    """What a post says of a change is said of the post; a claim's own note is nearer to it."""
    return thing.fields.get("note") or change


def _bring_uses_to(shared: str, coverage: str, version: int) -> None:
    """All posts of a coverage show the version that its log told last; versions only go up."""
    SharedUse.objects.filter(shared=shared, coverage=coverage, version__lt=version).update(
        version=version
    )


def _name_of(thing: Shared) -> str:
    """What lists call it."""
    said: dict[str, Any] = thing.fields
    text = said.get("name") or said.get("title") or said.get("text") or ""
    return html.unescape(nh3.clean(text, tags=set()))[:_NAME_MAX] if said.get("text") else text
