"""Checking an archive on a disk, with no network (docs/reference/archive.md, "Checking")."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from stoppress.tlog.errors import LogError
from stoppress.tlog.keys import parse_vkey
from stoppress.verify.findings import Finding, Report, Trouble
from stoppress.verify.keys import Trust
from stoppress.verify.log import CoverageLog, check_log, check_unsigned
from stoppress.verify.manifest import FORMAT, NAME, Manifest, NoManifest, parse_manifest
from stoppress.verify.seen import Seen
from stoppress.verify.site import (
    SiteLog,
    check_site,
    hold_against_site,
    note_what_was_lost,
    slug_of,
)
from stoppress.verify.sources import Archive, Files, open_archive
from stoppress.verify.words import media_in, said_in

_OWN_WORD = (
    "the key is the one that the archive brings itself; give --key to hold it to one you know"
)
_RECORD, _SITE, _KEYS, _MEDIA = "record/", "site/", "keys", "media/"


@dataclass
class ArchiveReport(Report):
    """What an archive was found to be; `log` is its coverage's."""

    log: CoverageLog | None = None
    site: SiteLog | None = None
    manifest: Manifest | None = None

    @property
    def is_signed(self) -> bool:
        return bool(self.manifest and self.manifest.signatures)


def is_archive(path: Path) -> bool:
    """Whether this is meant to be an archive of ours, by what stands in it; it may be damaged."""
    try:
        manifest = open_archive(path).read(NAME)
    except (Trouble, OSError):
        return False
    return FORMAT.encode() in manifest[:1000].split(b"\n")


def check_archive(archive: Archive, trust: Trust, seen: Seen | None = None) -> ArchiveReport:
    """Everything that is wrong with it. Raises Trouble where it is no archive at all.

    `seen`: it must also go on from what was seen of its logs before, and is remembered.
    """
    report = ArchiveReport()
    names = archive.names()
    if NAME not in names and "record/tile/entries" not in "".join(names):
        raise Trouble("this is no archive of Stoppress: it has no manifest and no record")
    report.manifest = _read_manifest(archive, report)
    _check_files(archive, names, report)
    archived = _archived_keys(archive, names, report)
    if seen is not None and _RECORD + "checkpoint" in names:
        trust = seen.trust(_read(archive, _RECORD + "checkpoint"), trust)
    known = trust if trust.is_given else archived
    if _SITE + "checkpoint" in names:
        files = Files(archive, _SITE)
        report.site = check_site(files, _read(archive, _SITE + "checkpoint"), _held(known))
        report.logs.append(report.site)
        known = Trust(known.publics | report.site.trust.publics, known.is_given)
    _check_signature(report, known, trust, names)
    _check_record(archive, names, report, known)
    if report.site is not None and report.log is not None:
        _check_site_names(report, report.log, report.site, archived)
    _check_pictures(names, report)
    if not trust.is_given and report.is_signed:
        report.notes.append(_OWN_WORD)
    if seen is not None:
        _compare(report, seen, known)
    return report


def _compare(report: ArchiveReport, seen: Seen, known: Trust) -> None:
    for log, name in ((report.site, _SITE), (report.log, _RECORD)):
        if log is not None:
            seen.hold(log, f"{name}checkpoint", known)


def _read(archive: Archive, name: str) -> bytes:
    """A file that is there; nothing where it cannot be read, which is a finding already."""
    try:
        return archive.read(name)
    except FileNotFoundError:
        return b""


def _held(trust: Trust) -> Trust:
    """The same keys, to which the site log of the archive is held, even without --key."""
    return Trust(trust.publics, is_given=True)


def _read_manifest(archive: Archive, report: Report) -> Manifest | None:
    try:
        return parse_manifest(archive.read(NAME))
    except FileNotFoundError:
        report.beside.append(Finding(NAME, None, "is not there, or cannot be unpacked"))
    except NoManifest as error:
        report.beside.append(Finding(NAME, None, str(error)))
    return None


def _check_files(archive: Archive, names: set[str], report: ArchiveReport) -> None:
    listed = report.manifest.files if report.manifest else {}
    for path in sorted(listed.keys() | names - {NAME}):
        if path not in names:
            report.beside.append(Finding(path, None, "is not there, though the manifest lists it"))
            continue
        if report.manifest and path not in listed:
            report.beside.append(Finding(path, None, "is there, though the manifest has it not"))
        try:
            data = archive.read(path)
        except FileNotFoundError:
            report.beside.append(Finding(path, None, "is no file that can be read"))
            continue
        report.beside += _wrong_bytes(report.manifest, path, data)


def _wrong_bytes(manifest: Manifest | None, path: str, data: bytes) -> Iterable[Finding]:
    digest = sha256(data).hexdigest()
    one = manifest.files.get(path) if manifest else None
    if one and len(data) != one.size:
        yield Finding(path, None, f"has {len(data):,} bytes; the manifest says {one.size:,}")
    elif one and digest != one.sha256:
        yield Finding(path, None, "is not the file whose hash stands in the manifest")
    if path.startswith(_MEDIA) and not path.startswith(f"{_MEDIA}{digest}."):
        yield Finding(path, None, "is not the picture whose hash is its name")


def _archived_keys(archive: Archive, names: set[str], report: Report) -> Trust:
    if _KEYS not in names:
        return Trust()
    publics = set()
    for number, line in enumerate(_read(archive, _KEYS).decode("utf-8", "replace").split("\n"), 1):
        try:
            publics.add(parse_vkey(line).public) if line else None
        except LogError as error:
            report.beside.append(Finding(_KEYS, None, f"line {number}: {error}"))
    return Trust(frozenset(publics))


def _check_signature(report: ArchiveReport, known: Trust, trust: Trust, names: set[str]) -> None:
    manifest = report.manifest
    if manifest is None:
        return
    signed_parts = {_RECORD + "checkpoint", _SITE + "checkpoint", _KEYS} & names
    if not manifest.signatures:
        if signed_parts or trust.is_given:
            report.beside.append(Finding(NAME, None, "is not signed"))
        return
    try:
        manifest.signed_by(known.keys(manifest.origin))
    except LogError as error:
        report.beside.append(Finding(NAME, None, str(error)))


def _check_record(archive: Archive, names: set[str], report: ArchiveReport, known: Trust) -> None:
    files, manifest = Files(archive, _RECORD), report.manifest
    checkpoint = files.where("checkpoint")
    slug = slug_of(manifest.origin) if manifest else ""
    if checkpoint in names:
        log = check_log(files, slug, _read(archive, checkpoint), known)
        if manifest and log.size and (manifest.origin, manifest.position) != (log.origin, log.size):
            text = f"tells of {log.size:,} revisions of {log.origin}, unlike the manifest"
            log.add(checkpoint, None, text)
    elif manifest:
        if manifest.signatures:
            report.beside.append(Finding(checkpoint, None, "is not there"))
        log = check_unsigned(files, slug, manifest.position)
    else:
        return
    opened = log.rows[0].content if log.rows else None
    log.slug = str((said_in(opened or b"") or {}).get("slug") or slug)
    note_what_was_lost(log, checkpoint)
    report.log = log
    report.logs.append(log)


def _check_site_names(
    report: ArchiveReport, log: CoverageLog, site: SiteLog, archived: Trust
) -> None:
    if log.coverage and site.is_whole:
        hold_against_site(log, site, _RECORD + "checkpoint")
    for public in sorted(archived.publics - site.keys.keys()):
        if site.keys:
            text = f"the site log does not name the key {public.hex()}"
            report.beside.append(Finding(_KEYS, None, text))


def _check_pictures(names: set[str], report: ArchiveReport) -> None:
    rows = report.log.rows if report.log else []
    shown = {name for row in rows if row.content for name in media_in(row.content)}
    for name in sorted(shown):
        if _MEDIA + name not in names:
            report.notes.append(f"{_MEDIA}{name} is not in the archive")
