"""What was done to posts and is public, read for many of them at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from stoppress.record.history import Published, published
from stoppress.record.models import Gone, Revision
from stoppress.record.vocabulary import Absence

_AT_ONCE = 50  # posts


def revisions_of_posts(
    coverage: str, ids: Sequence[str], upto: int
) -> Iterator[tuple[str, list[Published]]]:
    """Each post with its revisions up to the position `upto`, oldest first."""
    for start in range(0, len(ids), _AT_ONCE):
        some = ids[start : start + _AT_ONCE]
        rows = list(
            Revision.objects.filter(post_id__in=some, position__lte=upto)
            .order_by("position")
            .defer("salt", "commitment", "leaf", "leaf_hash")
        )
        positions = [row.position for row in rows]
        found = Gone.objects.filter(coverage_id=coverage, position__in=positions)
        gone = {at: Absence(sort) for at, sort in found.values_list("position", "sort")}
        said: dict[str, list[Published]] = {id: [] for id in some}
        for row in rows:
            said[row.post_id or ""].append(published(row, gone.get(row.position)))
        yield from said.items()
