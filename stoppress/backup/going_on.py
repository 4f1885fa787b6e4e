"""Going on under another origin where a log cannot be made again what was signed."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass, field

from stoppress.backup import sounding
from stoppress.backup.choosing import not_ours
from stoppress.backup.published import Found
from stoppress.config import Config
from stoppress.notary.checkpoints import CheckpointStore
from stoppress.notary.continuing import continue_log, continue_site_log
from stoppress.notary.keys import KeyTrouble, has_keys, load_keys
from stoppress.notary.origins import SITE
from stoppress.notary.site_log import LogHead, known_site
from stoppress.record.content.carried import content_of
from stoppress.record.models import Coverage, Revision
from stoppress.record.vocabulary import Kind

_NO_STORE = (
    "checkpoints.sqlite is not here, so nobody can say what was signed, and nothing will be. If it"
    " exists anywhere, put it here and restore anew; else run `stoppress key continue --all`, and"
    " remove again what was removed since the backup"
)

_UNKNOWN_KEY = (
    "a signing key is here, but the backup is from before anything was signed, and"
    " checkpoints.sqlite is not here: if anything was signed with this key later, run"
    " `stoppress key replace --reason lost` before you publish"
)


@dataclass
class GoneOn:
    """`origins`: the new one of each log that goes on, by slug. `notes`: for a person to read."""

    origins: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def go_on(config: Config, found: Found) -> GoneOn:
    """Open a new origin for each log that is not what was signed; say what else signing lacks."""
    result = GoneOn()
    site = known_site()
    if config.checkpoints_file.exists():
        with closing(CheckpointStore(config.checkpoints_file)) as store:
            knows, last = store.host() is not None, store.latest()
    else:
        knows, last = False, {}
    if not knows:
        if site.position:
            result.notes.append(_NO_STORE)
        elif has_keys(config.data):
            result.notes.append(_UNKNOWN_KEY)
        return result
    signed = {slug: [LogHead(*one.head)] for slug, one in last.items()}
    for log in found.logs:
        if log.signed:
            signed.setdefault(log.slug, []).append(log.signed)
    left = {site.continued.origin} if site.continued else set()
    if head := _parted(signed.pop(SITE, []), sounding.site_hashes(), left):
        result.origins[SITE] = continue_site_log(config, previous=head)
    _go_on_with_coverages(config, signed, result)
    _tell_of_keys(config, result)
    return result


def _go_on_with_coverages(config: Config, signed: dict[str, list[LogHead]], result: GoneOn) -> None:
    coverages = {one.slug: one for one in Coverage.objects.all()}
    for slug, heads in sorted(signed.items()):
        coverage = coverages.get(slug)
        if coverage is None:
            result.notes.append(
                f"/{slug}/ was published up to {heads[0].size}, and nobody who was asked has it:"
                " take it in from an archive (`stoppress restore … --from ARCHIVE`)"
            )
        elif head := _parted(heads, sounding.leaf_hashes(coverage.id), _left(coverage)):
            result.origins[slug] = continue_log(config, coverage.id, previous=head)


def _parted(heads: list[LogHead], ours: list[bytes], left: set[str]) -> LogHead | None:
    """The head to go on from: the longest that was signed, under an origin not left, and is not
    a beginning of ours."""
    wrong = not_ours([head for head in heads if head.origin not in left], ours)
    return max(wrong, key=lambda head: head.size, default=None)


def _left(coverage: Coverage) -> set[str]:
    """The origins that the log has left already."""
    rows = Revision.objects.filter(coverage=coverage, kind=Kind.CONTINUED)
    return {str((content_of(row) or {}).get("origin")) for row in rows}


def _tell_of_keys(config: Config, result: GoneOn) -> None:
    try:
        load_keys(config.data)
    except KeyTrouble as trouble:
        if known_site().position:
            result.notes.append(f"nothing is signed yet: {trouble}")
