"""Words that were lost, brought back from an archive: into their rows, and `released` says so."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

from django.db import transaction

from stoppress.backup.published import Published, archived
from stoppress.backup.uses import note_uses
from stoppress.config import Config
from stoppress.record.append import append
from stoppress.record.content.carried import pictures_in
from stoppress.record.errors import Refused
from stoppress.record.leaf import commitment
from stoppress.record.models import Coverage, Gone, Revision
from stoppress.record.removal.ledger_file import noted
from stoppress.record.removal.pictures import keep_picture
from stoppress.record.state.tables import make
from stoppress.record.vocabulary import Absence, Kind
from stoppress.tlog.errors import LogError
from stoppress.verify.findings import Trouble
from stoppress.verify.sources import Archive, open_archive


def bring_words(config: Config, path: Path) -> int:
    """Put back the lost words that the archive has; how many revisions have theirs again.

    Raises Refused where it is no archive of a coverage that is here. Words that were removed, or
    are withheld, stay where they are.
    """
    try:
        archive = open_archive(path)
        log = archived(config, str(path), archive)
    except (Trouble, LogError) as error:
        raise Refused(f"{path}: {error}") from None
    coverage = Coverage.objects.filter(slug=log.slug).first() if log else None
    if log is None or coverage is None:
        raise Refused(f"{path} holds no coverage that is here, or nobody signed it whom we know")
    with transaction.atomic():
        Coverage.objects.select_for_update().get(id=coverage.id)
        back = _put_back(config, coverage.id, log)
        if back:
            _keep_pictures(config, archive, back)
            _say_released(coverage.id, back)
            _tell_things(coverage.id)
    return len(back)


def _put_back(config: Config, coverage: str, log: Published) -> list[Revision]:
    """The rows that have their words again. The database lets only words that are lost come."""
    removed = {
        (one.position, one.commitment)
        for one in noted(config.checkpoints_file)
        if one.coverage == coverage
    }
    lost = Gone.objects.filter(coverage_id=coverage, sort=Absence.LOST).values("position")
    lacking = Revision.objects.filter(coverage_id=coverage, position__in=lost, content__isnull=True)
    back = []
    for row in lacking.order_by("position"):
        sealed = bytes(row.commitment)
        one = log.rows[row.position - 1] if row.position <= len(log.rows) else None
        if one is None or one.content is None or one.salt is None:
            continue
        if commitment(one.salt, one.content) == sealed and (row.position, sealed) not in removed:
            row.content, row.salt = one.content, one.salt
            row.save(update_fields=["content", "salt"])
            back.append(row)
    return back


def _say_released(coverage: str, back: list[Revision]) -> None:
    by_post: dict[str | None, list[int]] = defaultdict(list)
    for row in back:
        by_post[row.post_id].append(row.position)
    for post, positions in sorted(by_post.items(), key=lambda one: one[1]):
        append(coverage, Kind.RELEASED, {"positions": sorted(positions)}, post_id=post)


def _tell_things(coverage: str) -> None:
    """What these words say of shared things counts again."""
    rows = list(Revision.objects.filter(coverage_id=coverage).order_by("position"))
    note_uses(coverage, rows, make(rows))


def _keep_pictures(config: Config, archive: Archive, back: list[Revision]) -> None:
    names = archive.names()
    for name in sorted({name for row in back for name in pictures_in(row)}):
        if f"media/{name}" in names:
            keep_picture(config.desk_media, name, archive.read(f"media/{name}"))
