"""What was published, as others have it: the public store here, a live site, archives.

Their words are believed only as far as leaves and commitments bear them out.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from stoppress.config import Config
from stoppress.notary.keys import KeyTrouble, load_keys
from stoppress.notary.origins import SITE
from stoppress.notary.site_log import LogHead, known_site
from stoppress.public_store import Reader, open_reader
from stoppress.public_store.types import StoreUnavailable
from stoppress.record.errors import Refused
from stoppress.record.models import SiteLeaf
from stoppress.tlog.errors import LogError
from stoppress.verify.archive import check_archive
from stoppress.verify.chain import Row
from stoppress.verify.contents import Line, NoLine, parse_line
from stoppress.verify.findings import Checked, Trouble
from stoppress.verify.keys import Trust, read_head
from stoppress.verify.live import check_address
from stoppress.verify.log import CoverageLog
from stoppress.verify.seen import Seen
from stoppress.verify.site import SiteLog
from stoppress.verify.sources import Archive, Files, open_archive
from stoppress.verify.tree import read_tree
from stoppress.verify.web import Web

_BATCH = 500
Known = dict[str, int]  # how far the record goes, by slug


@dataclass(frozen=True)
class Published:
    """One log as it was published. `hashes` are all its leaf hashes, `rows` those above ours."""

    whence: str
    slug: str  # `-` for the site log
    hashes: list[bytes]
    rows: list[Row]
    signed: LogHead | None


@dataclass
class Found:
    """All that was found; `notes` say what could not be read, and why."""

    logs: list[Published] = field(default_factory=list)
    archives: list[Archive] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def of(self, slug: str) -> list[Published]:
        return [log for log in self.logs if log.slug == slug]


def look_everywhere(config: Config, sources: list[str], known: Known) -> Found:
    """The public store in the folder, and each of `sources`: an address or an archive's path.

    Raises Refused for a source that was named and cannot be read at all.
    """
    found, trust = Found(), _trust(config)
    found.logs += _in_public_store(config, known, found.notes)
    for source in sources:
        try:
            if urlsplit(source).scheme in ("http", "https"):
                found.logs += _at_address(source, trust, known)
            else:
                archive = open_archive(Path(source))
                found.archives.append(archive)
                found.logs += _in_archive(source, archive, trust, known)
        except (Trouble, LogError) as error:
            raise Refused(f"--from {source}: {error}") from None
    return found


def archived(config: Config, path: str, archive: Archive) -> Published | None:
    """The coverage of an archive, all its rows; none where it is not signed as we know it.

    Raises Trouble where it is no archive.
    """
    trust = _trust(config)
    log = check_archive(archive, trust).log
    return _checked(path, log, {}, trust) if log is not None else None


def _trust(config: Config) -> Trust:
    """The keys that the record's own site log names, and those that are here."""
    site = known_site()
    publics = site.keys | site.retired
    with suppress(KeyTrouble):
        publics |= {key.public for key in load_keys(config.data)}
    return Trust(frozenset(publics), bool(publics))


def _in_public_store(config: Config, known: Known, notes: list[str]) -> list[Published]:
    if config.database or not config.public_file.exists():
        return []
    try:
        with closing(open_reader(config)) as reader:
            reader.site()
            site = _shown(reader, SITE, known.get(SITE, 0))
            if _is_of_another(site):
                notes.append(f"{config.public_file} is of another newsroom; it was not asked")
                return []
            slugs = [head.slug for head in reader.heads()]
            return [site, *(_shown(reader, slug, known.get(slug, 0)) for slug in slugs)]
    except StoreUnavailable as error:
        notes.append(f"{config.public_file} could not be asked: {error}")
        return []


def _is_of_another(site: Published) -> bool:
    """Whether a site log that was shown begins otherwise than ours."""
    first = SiteLeaf.objects.filter(position=1).values_list("leaf_hash", flat=True).first()
    return bool(site.hashes) and first is not None and site.hashes[0] != bytes(first)


def _shown(reader: Reader, slug: str, above: int) -> Published:
    hashes, rows, after = [], [], 0
    while leaves := reader.leaves(slug, after, _BATCH):
        after = leaves[-1].position
        hashes += [leaf.leaf_hash for leaf in leaves]
        rows += [_row(leaf.leaf, leaf.said) for leaf in leaves if leaf.position > above]
    page = reader.page(f"/{slug}/log/checkpoint")
    signed = None
    if page is not None and page.body:
        with suppress(LogError):
            head = read_head(page.body)
            signed = LogHead(head.origin, head.size, head.root)
    return Published("the public store", slug, hashes, rows, signed)


def _row(leaf: bytes, said: bytes) -> Row:
    try:
        line = parse_line(said.rstrip(b"\n"))
    except NoLine:
        line = Line(0)
    return Row(leaf, line.content, line.salt)


def _at_address(url: str, trust: Trust, known: Known) -> list[Published]:
    report = check_address(url, trust, Seen())
    found = [one for log in report.logs if (one := _checked(url, log, known, trust))]
    for site in report.logs:
        if isinstance(site, SiteLog) and site.is_whole:
            with closing(_site_web(url)) as web:
                found += _site(url, Files(web, f"/{SITE}/log/"), site, known)
    return found


def _site_web(url: str) -> Web:
    """The site that serves `url`, which may be that of a coverage."""
    for base in (url, url.rstrip("/").rpartition("/")[0]):
        web = Web(base)
        with suppress(FileNotFoundError, Trouble):
            web.read(f"/{SITE}/log/checkpoint")
            return web
        web.close()
    raise Trouble("its site log cannot be read")


def _in_archive(path: str, archive: Archive, trust: Trust, known: Known) -> list[Published]:
    report = check_archive(archive, trust)
    found = []
    if report.log is not None and (one := _checked(path, report.log, known, trust)):
        found.append(one)
    if report.site is not None and report.site.is_whole:
        found += _site(path, Files(archive, "site/"), report.site, known)
    return found


def _checked(whence: str, log: Checked, known: Known, trust: Trust) -> Published | None:
    """A coverage's log, where its leaves are those that were signed."""
    if not isinstance(log, CoverageLog) or log.hashes is None:
        return None
    if not (log.signed_by or not trust.publics) or any(row.leaf is None for row in log.rows):
        return None
    signed = LogHead(log.origin, log.size, log.root) if log.signed_by else None
    return Published(whence, log.slug, log.hashes, log.rows[known.get(log.slug, 0) :], signed)


def _site(whence: str, files: Files, site: SiteLog, known: Known) -> Iterator[Published]:
    leaves = read_tree(files, site.size, site.root).leaves
    if site.hashes is not None and None not in leaves:
        rows = [Row(leaf) for leaf in leaves[known.get(SITE, 0) :]]
        signed = LogHead(site.origin, site.size, site.root)
        yield Published(whence, SITE, site.hashes, rows, signed)
