"""Putting a newsroom back: from a checked backup, and from what was published since.

The steps are those of docs/reference/backup.md, "Restoring". On SQLite all of it happens in a
staged copy, which is renamed into its place in the end.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from django.db import connection

from stoppress.backup import placing, postgres, sounding
from stoppress.backup.choosing import longest, rows_with_words
from stoppress.backup.files import copy_file, copy_pictures
from stoppress.backup.going_on import GoneOn, go_on
from stoppress.backup.losses import say_lost
from stoppress.backup.manifest import MEDIA, POSTGRESQL, Manifest
from stoppress.backup.missing_pictures import bring_pictures
from stoppress.backup.pointing import fold_up, record_at, require_sound
from stoppress.backup.published import Found, look_everywhere
from stoppress.backup.removals import remove_again
from stoppress.backup.taking_back import take_back, take_back_site_leaves
from stoppress.config import Config
from stoppress.notary.origins import SITE
from stoppress.record.checking.outside import check_ledger
from stoppress.record.epoch import new_epoch
from stoppress.record.errors import Refused
from stoppress.record.models import Coverage
from stoppress.record.removal.scrub import scrub_file
from stoppress.record.upgrading import bring_up_to_date


@dataclass
class Restored:
    """What was done. `taken_in`: revisions that the backup lacked; `lost`: without their words."""

    revisions: int = 0
    taken_in: int = 0
    lost: int = 0
    removed: int = 0
    epoch: str = ""
    origins: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)  # what a person must look at
    aside: Path | None = None  # where the record that was replaced lies


def restore(
    config: Config,
    backup: Path,
    manifest: Manifest,
    sources: list[str],
    *,
    replace: bool,
    settle: Callable[[Config], None],
) -> Restored:
    """Put the newsroom back, ready to be served but for its public store. Raises Refused.

    `manifest` is what `check_backup` gave, `settle` as `removals.remove_again` takes it.
    """
    result = Restored(revisions=manifest.revisions)
    with _opened(config, backup, manifest, replace=replace) as staged:
        bring_up_to_date()
        sounding.require_told(manifest)
        sounding.require_none(sounding.findings(Config(data=backup)), "the backup")
        known = {one.slug: one.head for one in manifest.coverages}
        found = look_everywhere(config, sources, known | {SITE: manifest.site_log.size})
        result.notes += found.notes
        taken = _take_back(config, found, result)
        copy_pictures(backup / MEDIA, config.desk_media)
        result.notes += bring_pictures(config, found)
        result.removed = remove_again(config, settle)
        for coverage in taken:
            lost, notes = say_lost(config, coverage)
            result.lost += lost
            result.notes += notes
        gone_on: GoneOn = go_on(config, found)
        result.origins, result.notes = gone_on.origins, result.notes + gone_on.notes
        _require_whole(config)
    if staged is not None:
        _require_scrubbed(staged, result)
        fold_up(staged)
    elif result.removed:
        result.notes.append("run `stoppress scrub`: PostgreSQL's files still hold what was removed")
    result.epoch = new_epoch(config.checkpoints_file)
    if staged is not None:
        result.aside = placing.put_in_place(config, staged)
    return result


@contextmanager
def _opened(
    config: Config, backup: Path, manifest: Manifest, *, replace: bool
) -> Iterator[Path | None]:
    """The backup's database, for Django to work on; the staged file, on SQLite."""
    if manifest.engine == POSTGRESQL:
        if not postgres.is_empty():
            raise Refused(
                "the database is not empty; make an empty one (dropdb, createdb), or name another"
            )
        connection.close()
        postgres.put_back(config.database, backup / manifest.record)
        postgres.lift_limits()
        if postgres.count_rows() != manifest.rows:
            raise Refused("the database does not hold what the backup's manifest tells of")
        yield None
        return
    placing.require_free(config, replace=replace)
    staged = placing.fresh_stage(config)
    copy_file(backup / manifest.record, staged)
    require_sound(staged)
    with record_at(staged):
        yield staged


def _take_back(config: Config, found: Found, result: Restored) -> list[str]:
    """Take in what was published and is missing; the coverages that grew, by id."""
    ours = sounding.site_hashes()
    if site := longest(found.of(SITE), ours):
        take_back_site_leaves(site.rows, len(ours))
    ids = dict(Coverage.objects.values_list("slug", "id"))
    grown = []
    for slug in sorted({log.slug for log in found.logs} - {SITE}):
        hashes = sounding.leaf_hashes(ids[slug]) if slug in ids else []
        if chosen := longest(found.of(slug), hashes):
            rows = rows_with_words(chosen, found.of(slug), len(hashes))
            taken = take_back(config, slug, rows)
            result.taken_in += taken.rows
            grown.append(taken.coverage)
    return grown


def _require_whole(config: Config) -> None:
    """Raise Refused unless the record is whole; a picture that nobody has is told elsewhere."""
    wrong = (one for one in sounding.findings(config) if not one.column.startswith(f"{MEDIA}/"))
    sounding.require_none(wrong, "the restored record")
    sounding.require_none(check_ledger(config), "the restored record")


def _require_scrubbed(staged: Path, result: Restored) -> None:
    if result.removed:
        done = scrub_file(staged)
        if not done.clean:
            raise Refused(f"{staged}: {done.text}")
