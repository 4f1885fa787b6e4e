"""Taking revisions in again that a backup lacks: as they were published, verbatim.

Leaves, positions and instants are those that everybody has seen; the database itself refuses a
position that is not the next. Words come with them only where they are what the leaf commits to,
and were not removed. Everything else in the tables follows from the rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.db import transaction

from stoppress.backup.uses import note_uses
from stoppress.config import Config
from stoppress.lib.clock import from_rfc3339
from stoppress.record.errors import Refused
from stoppress.record.leaf import commitment, leaf_hash
from stoppress.record.models import Coverage, Gone, Post, Revision, SiteLeaf
from stoppress.record.removal.ledger_file import noted
from stoppress.record.state.tables import Made, make
from stoppress.verify.chain import Row
from stoppress.verify.leaf import NoLeaf, parse_leaf
from stoppress.verify.site_leaf import parse_site_leaf

_BATCH = 500


@dataclass(frozen=True)
class TakenBack:
    """What was taken in of one coverage: `rows` revisions, those of `words` with their words."""

    coverage: str
    rows: int
    words: int


def take_back(config: Config, slug: str, rows: list[Row]) -> TakenBack:
    """Put `rows`, which follow what the record has, into the coverage; begin it where it is not.

    Raises Refused where they are no revisions of one coverage.
    """
    removed = {
        (one.coverage, one.position, one.commitment) for one in noted(config.checkpoints_file)
    }
    try:
        new = [_revision(row, removed) for row in rows]
    except NoLeaf as error:
        raise Refused(f"a leaf of /{slug}/ that was published {error}") from None
    with transaction.atomic():
        coverage = _coverage(slug, new[0])
        old = Revision.objects.filter(coverage=coverage).order_by("position")
        everything = [*old, *new]
        made = make(everything)
        _put_posts(coverage, made, everything)
        Revision.objects.bulk_create(new, batch_size=_BATCH)
        _put_absences(coverage, made)
        Coverage.objects.filter(id=coverage.id).update(**made.coverage)
        note_uses(coverage.id, everything, made)
    with_words = sum(row.content is not None for row in new)
    return TakenBack(coverage.id, len(new), with_words)


def take_back_site_leaves(rows: list[Row], after: int) -> int:
    """The same for the site log, which holds no words; how many."""
    new = []
    for position, row in enumerate(rows, after + 1):
        assert row.leaf is not None
        at = from_rfc3339(parse_site_leaf(row.leaf, position)["at"])
        hashed = leaf_hash(row.leaf)
        new.append(SiteLeaf(position=position, at=at, leaf=row.leaf, leaf_hash=hashed))
    with transaction.atomic():
        SiteLeaf.objects.bulk_create(new, batch_size=_BATCH)
    return len(new)


def _revision(row: Row, removed: set[tuple[str, int, bytes]]) -> Revision:
    assert row.leaf is not None
    leaf = parse_leaf(row.leaf)
    sealed = bytes.fromhex(leaf.content)
    content, salt = row.content, row.salt
    is_removed = (leaf.coverage, leaf.position, sealed) in removed
    if content is None or salt is None or is_removed or commitment(salt, content) != sealed:
        content = salt = None
    return Revision(
        coverage_id=leaf.coverage,
        position=leaf.position,
        kind=leaf.kind,
        post_id=leaf.post,
        post_revision=leaf.revision,
        at=from_rfc3339(leaf.at),
        content=content,
        salt=salt,
        commitment=sealed,
        leaf=row.leaf,
        leaf_hash=leaf_hash(row.leaf),
    )


def _coverage(slug: str, first: Revision) -> Coverage:
    """The coverage, locked; a new one is called by its address until its header is read."""
    Coverage.objects.get_or_create(
        id=first.coverage_id, defaults={"slug": slug, "title": slug, "opened_at": first.at}
    )
    return Coverage.objects.select_for_update().get(id=first.coverage_id)


def _put_posts(coverage: Coverage, made: Made, rows: list[Revision]) -> None:
    """Every post as the revisions now make it, in the order that they now have on the page."""
    places = {post: float(place) for place, post in enumerate(made.order, 1)}
    begun = {row.post_id: row.at for row in reversed(rows) if row.post_id}
    there = set(Post.objects.filter(coverage=coverage).values_list("id", flat=True))
    for id, columns in made.posts.items():
        if id in there:
            Post.objects.filter(id=id).update(place=places[id], **columns)
    Post.objects.bulk_create(list(_new_posts(coverage, made, places, begun, there)), _BATCH)


def _new_posts(
    coverage: Coverage,
    made: Made,
    places: dict[str, float],
    begun: Mapping[str, object],
    there: set[str],
) -> Iterator[Post]:
    for id, columns in made.posts.items():
        if id not in there:
            with_instant = {"posted_at": begun[id]} | columns
            yield Post(id=id, coverage=coverage, place=places[id], **with_instant)


def _put_absences(coverage: Coverage, made: Made) -> None:
    Gone.objects.filter(coverage=coverage).delete()
    Gone.objects.bulk_create(
        [
            Gone(coverage=coverage, position=position, sort=sort, by=by)
            for position, (sort, by) in sorted(made.gone.items())
        ],
        _BATCH,
    )
