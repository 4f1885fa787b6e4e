"""Taking our own archive in, verbatim: the one way besides `append` by which rows come to be.

Only into an empty place, and only what was found to be whole: leaves, salts, positions and times
stay as they are, so the log that anybody has seen elsewhere is the log here. Going on under a name
of our own is the caller's (`notary.continuing.continue_log`), in the same transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db import transaction

from stoppress.config import Config
from stoppress.lib.clock import from_rfc3339
from stoppress.record.adopting.things import keep_things
from stoppress.record.append import append
from stoppress.record.content.carried import content_of, pictures_in
from stoppress.record.errors import Refused
from stoppress.record.leaf import leaf_hash
from stoppress.record.models import Coverage, Gone, Post, Revision
from stoppress.record.removal.ledger import reapply
from stoppress.record.removal.ledger_file import Noted, note
from stoppress.record.removal.pictures import keep_picture
from stoppress.record.state.tables import Made, make
from stoppress.record.vocabulary import Absence, Kind
from stoppress.verify.archive import ArchiveReport, check_archive
from stoppress.verify.keys import Trust
from stoppress.verify.leaf import parse_leaf
from stoppress.verify.log import CoverageLog
from stoppress.verify.sources import Archive

_BATCH = 500  # rows written at once


@dataclass(frozen=True)
class Adopted:
    """A coverage that was taken in: its first `size` revisions are the archive's.

    `origin`, `root` and `checkpoint` are those of its log elsewhere; the checkpoint is empty where
    nobody had signed it.
    """

    coverage_id: str
    slug: str
    title: str
    posts: int
    origin: str
    size: int
    root: bytes
    checkpoint: bytes


def adopt(archive: Archive, config: Config, *, trust: Trust | None = None) -> Adopted:
    """Take in the coverage of an archive. Raises Refused, and Trouble where it is no archive.

    Words that this newsroom once removed do not come back with it; words that the archive holds
    back, because they are withheld, are `lost` here until somebody brings them.
    """
    report = check_archive(archive, trust or Trust())
    log = _whole(report)
    rows = list(_rows(log))
    made = make(rows)
    with transaction.atomic():
        _require_empty_place(log, made)
        _write(log, rows, made)
        _note_removals(config, log.coverage, rows, made)
        keep_things(log.coverage, rows, made)
        reapply(config)
        _say_lost(log.coverage)
        _keep_pictures(archive, config, log.coverage)
    coverage = Coverage.objects.get(id=log.coverage)
    return Adopted(
        coverage.id,
        coverage.slug,
        coverage.title,
        coverage.post_count,
        log.origin,
        log.size,
        log.root,
        log.note,
    )


def _whole(report: ArchiveReport) -> CoverageLog:
    wrong = list(report.findings())
    if wrong or report.log is None or not report.log.size:
        why = str(wrong[0]) if wrong else "it holds no revision"
        more = f" (and {len(wrong) - 1} more)" if wrong[1:] else ""
        raise Refused(f"This archive is not whole, and is not taken in: {why}{more}.")
    return report.log


def _rows(log: CoverageLog) -> Iterator[Revision]:
    """The rows as they were written, without who pressed which button: that never leaves a desk."""
    for row in log.rows:
        assert row.leaf is not None  # the log is whole
        leaf = parse_leaf(row.leaf)
        yield Revision(
            coverage_id=leaf.coverage,
            position=leaf.position,
            kind=leaf.kind,
            post_id=leaf.post,
            post_revision=leaf.revision,
            at=from_rfc3339(leaf.at),
            content=row.content,
            salt=row.salt,
            commitment=bytes.fromhex(leaf.content),
            leaf=row.leaf,
            leaf_hash=leaf_hash(row.leaf),
        )


def _require_empty_place(log: CoverageLog, made: Made) -> None:
    if Coverage.objects.filter(id=log.coverage).exists():
        raise Refused(f"The coverage /{log.slug}/ is here already; there is nothing to take in.")
    if Coverage.objects.filter(slug=log.slug).exists():
        raise Refused(
            f"Another coverage stands at /{log.slug}/; an archive keeps its address, so it cannot"
            " be taken into this newsroom."
        )
    if Post.objects.filter(id__in=made.posts).exists():
        raise Refused("A post of this archive is here already, in another coverage.")


def _write(log: CoverageLog, rows: list[Revision], made: Made) -> None:
    columns = {"slug": log.slug, "title": log.slug} | made.coverage
    coverage = Coverage.objects.create(id=log.coverage, opened_at=rows[0].at, **columns)
    begun = {row.post_id: row.at for row in reversed(rows) if row.post_id}
    places = {post_id: float(place) for place, post_id in enumerate(made.order, 1)}
    Post.objects.bulk_create(
        [
            Post(
                id=post_id,
                coverage=coverage,
                place=places[post_id],
                **({"posted_at": begun[post_id]} | columns),
            )
            for post_id, columns in made.posts.items()
        ],
        batch_size=_BATCH,
    )
    Revision.objects.bulk_create(rows, batch_size=_BATCH)
    Gone.objects.bulk_create(
        [
            Gone(coverage=coverage, position=position, sort=sort, by=by)
            for position, (sort, by) in sorted(made.gone.items())
        ],
        batch_size=_BATCH,
    )


def _note_removals(config: Config, coverage: str, rows: list[Revision], made: Made) -> None:
    """What was removed elsewhere must not come back here either, from whatever backup."""
    note(config.checkpoints_file, _removed(coverage, rows, made))


def _removed(coverage: str, rows: list[Revision], made: Made) -> Iterator[Noted]:
    for position, (sort, by) in sorted(made.gone.items()):
        if sort is Absence.REMOVED:
            row, said_by = rows[position - 1], rows[by - 1]
            reason = str((content_of(said_by) or {}).get("reason") or "")
            at = parse_leaf(bytes(said_by.leaf)).at
            yield Noted(coverage, position, bytes(row.commitment), at, reason)


def _say_lost(coverage: str) -> None:
    """An archive never holds what is withheld: to this newsroom those words are lost."""
    withheld = Gone.objects.filter(coverage=coverage, sort=Absence.WITHHELD)
    lacking = Revision.objects.filter(
        coverage=coverage,
        content__isnull=True,
        position__in=withheld.values_list("position", flat=True),
    )
    positions = sorted(lacking.values_list("position", flat=True))
    unsaid = [at for at in positions if at not in _said_lost(coverage)]
    if unsaid:
        append(coverage, Kind.LOST, {"positions": unsaid})


def _said_lost(coverage: str) -> set[int]:
    rows: Iterable[Revision] = Revision.objects.filter(coverage=coverage, kind=Kind.LOST)
    return {at for row in rows for at in (content_of(row) or {}).get("positions") or []}


def _keep_pictures(archive: Archive, config: Config, coverage: str) -> None:
    """The pictures of the words that are here, before anybody can be shown them."""
    rows = Revision.objects.filter(coverage=coverage, content__isnull=False)
    names = {name for row in rows.iterator(_BATCH) for name in pictures_in(row)}
    there = archive.names()
    for name in sorted(names):
        if f"media/{name}" in there:
            keep_picture(config.desk_media, name, archive.read(f"media/{name}"))
