"""What is written once and shown in many posts, as a composer offers it: to be chosen, or changed
knowing where else it shows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Exists, OuterRef

from stoppress.record.content.copies import copies_in
from stoppress.record.history import copy_of
from stoppress.record.models import Coverage, Post, Shared, SharedUse, SharedVersion
from stoppress.record.sharing.change import shared_uses
from stoppress.record.vocabulary import Sort

Block = dict[str, Any]
_OFFERED = 200  # of a sort, this coverage's own first; the rest are reached by the list of things


def offered(sort: Sort, coverage: Coverage) -> list[Shared]:
    """The things of `sort` that a post of `coverage` may choose, its own ones first."""
    here = Exists(SharedUse.objects.filter(shared=OuterRef("pk"), coverage=coverage))
    things = Shared.objects.filter(sort=sort, version__gt=0).exclude(name="")
    shown = things.annotate(here=here, shown=Count("uses")).filter(shown__gt=0)
    return list(shown.order_by("-here", "name", "id")[:_OFFERED])


def chosen_blocks(ids: Iterable[str]) -> dict[str, Block]:
    """The contexts and claims of these ids as blocks of a post, with their newest words."""
    things = Shared.objects.filter(id__in=set(ids), sort__in=(Sort.CONTEXT, Sort.CLAIM))
    return {thing.id: _block(thing) for thing in things if thing.version}


def names_of(sort: Sort, ids: Iterable[str]) -> dict[str, tuple[str, int]]:
    """(name, version) of the sources or threads of these ids."""
    things = Shared.objects.filter(id__in=set(ids), sort=sort, version__gt=0)
    return {thing.id: (thing.fields.get("name") or "", thing.version) for thing in things}


def shown_elsewhere(ids: Iterable[str], post: Post | None) -> dict[str, list[SharedUse]]:
    """The other posts that show each of these things."""
    found: dict[str, list[SharedUse]] = defaultdict(list)
    for id in set(ids):
        for use in shared_uses(id):
            if post is None or use.post_id != post.id:
                found[id].append(use)
    return found


def as_shown(post: Post) -> dict[str, Any]:
    """The words of `post` as readers see them: what it shares in the version its log last told."""
    content = copy_of(post).content
    told = dict(SharedUse.objects.filter(post=post).values_list("shared_id", "version"))
    behind = [copy for copy in copies_in(content) if copy.version != told.get(copy.id)]
    versions = SharedVersion.objects.filter(
        shared__in=[copy.id for copy in behind], fields__isnull=False
    )
    newest = {one.shared_id: one for one in versions if one.version == told.get(one.shared_id)}
    for copy in sorted(behind, key=lambda copy: copy.sort is Sort.SOURCE):
        if (one := newest.get(copy.id)) is not None:
            copy.put(one.version, one.fields or {})
    return content


def _block(thing: Shared) -> Block:
    fields = dict(thing.fields)
    if fields.get("source_id"):
        fields.pop("source", None)  # the newest name of its source is put in by the append
    return {"type": thing.sort, thing.sort: thing.id, "version": thing.version} | fields
