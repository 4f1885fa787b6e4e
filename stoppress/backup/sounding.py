"""Whether a copy of the record is whole, and how far its logs went."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from stoppress.backup.manifest import Log, Manifest, Told
from stoppress.config import Config
from stoppress.record.checking.findings import Finding
from stoppress.record.checking.fsck import check_coverage, check_shared_things
from stoppress.record.checking.outside import check_pictures, check_site_log
from stoppress.record.errors import Refused
from stoppress.record.models import Coverage, Gone, Revision, SiteLeaf
from stoppress.record.vocabulary import Absence
from stoppress.tlog.hashes import root_of


def findings(config: Config) -> Iterator[Finding]:
    """What is wrong with the record by itself; `config` says where its pictures lie."""
    for coverage in Coverage.objects.order_by("slug"):
        yield from check_coverage(coverage)
    yield from check_shared_things()
    yield from check_site_log(config)
    yield from check_pictures(config)


def require_none(found: Iterable[Finding], what: str) -> None:
    """Raise Refused with the first of `found`; `what` is the copy that it is about."""
    wrong = list(found)
    if wrong:
        more = f" (and {len(wrong) - 1} more)" if wrong[1:] else ""
        raise Refused(f"{what} is not whole: {wrong[0]}{more}")


def coverages() -> tuple[Told, ...]:
    """How far each coverage's log goes."""
    return tuple(
        Told(one.id, one.slug, one.head, root_of(leaf_hashes(one.id)).hex(), _removed(one.id))
        for one in Coverage.objects.order_by("slug")
    )


def _removed(coverage: str) -> tuple[int, ...]:
    gone = Gone.objects.filter(coverage_id=coverage, sort=Absence.REMOVED).order_by("position")
    return tuple(gone.values_list("position", flat=True))


def site_log() -> Log:
    hashes = site_hashes()
    return Log(len(hashes), root_of(hashes).hex())


def leaf_hashes(coverage: str) -> list[bytes]:
    rows = Revision.objects.filter(coverage_id=coverage).order_by("position")
    return [bytes(one) for one in rows.values_list("leaf_hash", flat=True).iterator()]


def site_hashes() -> list[bytes]:
    rows = SiteLeaf.objects.order_by("position").values_list("leaf_hash", flat=True)
    return [bytes(one) for one in rows.iterator()]


def require_told(manifest: Manifest) -> None:
    """Raise Refused unless the record goes exactly as far as the manifest says."""
    if (coverages(), site_log()) != (manifest.coverages, manifest.site_log):
        raise Refused("the database of this backup is not the one that its manifest tells of")
