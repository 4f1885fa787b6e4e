"""Checking a live site by its address: one coverage of it, or all that its site log names."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from contextlib import closing
from functools import partial
from typing import TypeVar
from urllib.parse import urlsplit

from stoppress.lib.ids import is_slug
from stoppress.verify.findings import Checked, Finding, Report, Trouble
from stoppress.verify.keys import Trust
from stoppress.verify.log import CoverageLog, check_log
from stoppress.verify.seen import Seen
from stoppress.verify.site import SITE, SiteLog, check_site, hold_against_site, note_what_was_lost
from stoppress.verify.sources import Files
from stoppress.verify.web import Web

_CHECKPOINT = "checkpoint"
_SITE_NOTE = f"/{SITE}/log/{_CHECKPOINT}"
_LISTED = re.compile(r'href="/([a-z0-9-]+)/"')
# A site is read while words are taken away, and caches lag: what may pass is looked at again.
_PAUSES = (0.0, 1.0, 2.0, 4.0, 8.0, 16.0)
_MAX_DEPTH = 3  # how deep below its host a site may lie
_Log = TypeVar("_Log", bound=Checked)
_OWN_WORD = "the key is the one that the site names itself; give --key to hold it to one you know"


def check_address(url: str, trust: Trust, seen: Seen) -> Report:
    """Check the coverage or site at `url`. Raises Trouble where nothing signed is served there."""
    web, slug = _locate(url)
    with closing(web):
        report = Report()
        if slug is None:
            _check_all(web, trust, seen, report)
        else:
            _check_one(web, slug, trust, seen, report)
    if not trust.is_given:
        report.notes.append(_OWN_WORD)
    return report


def _locate(url: str) -> tuple[Web, str | None]:
    """The site that serves this address, and the coverage that it is of; null: the whole site."""
    parts = urlsplit(url)
    steps = [step for step in parts.path.split("/") if step]
    for depth in range(min(len(steps) + 1, _MAX_DEPTH)):
        web = Web("/".join([f"{parts.scheme}://{parts.netloc}", *steps[:depth]]))
        if _is_there(web, _SITE_NOTE):
            rest = steps[depth:]
            return web, rest[0] if rest and is_slug(rest[0]) else None
    web = Web(f"{parts.scheme}://{parts.netloc}")
    if steps and is_slug(steps[0]) and _is_there(web, f"/{steps[0]}/log/{_CHECKPOINT}"):
        return web, steps[0]
    raise Trouble(f"there is no signed log at {url}: it is no site of Stoppress, or does not sign")


def _is_there(web: Web, name: str) -> bool:
    """Whether the site serves this; else nothing more is asked of it."""
    try:
        web.read(name)
    except FileNotFoundError:
        web.close()
        return False
    except Trouble:
        web.close()
        raise
    return True


def _check_one(web: Web, slug: str, trust: Trust, seen: Seen, report: Report) -> None:
    """One coverage, with the site log that names it."""

    def look() -> list[Checked]:
        site = _site(web, trust, seen)
        return [*([site] if site else ()), _coverage(web, slug, site, trust, seen)]

    report.logs += _until_settled(look)
    if len(report.logs) == 1:
        report.notes.append("there is no site log: nothing says that this coverage is all there is")


def _check_all(web: Web, trust: Trust, seen: Seen, report: Report) -> None:
    """Every coverage that the site log names; and that it names each that readers are shown."""

    def look_at_site() -> list[SiteLog]:
        site = _site(web, trust, seen)
        if site is None:
            raise Trouble(f"{web.base}{_SITE_NOTE} is not there any more")
        if site.is_whole:
            report.beside[:] = _check_named(web, site)
        return [site]

    [site] = _until_settled(look_at_site)
    report.logs.append(site)
    for named in sorted(site.coverages.values(), key=lambda each: each.slug):
        slug = named.slug
        report.logs += _until_settled(partial(_coverages, web, slug, site, trust, seen))
    if site.is_whole:
        _check_missing(report, site, seen)


def _until_settled(look: Callable[[], list[_Log]]) -> list[_Log]:
    """Look again for as long as all that is wrong may pass by itself; what was found at last."""
    for pause in _PAUSES:
        time.sleep(pause)
        logs = look()
        wrong = [each for log in logs for each in log.findings]
        if not wrong or not all(each.passing for each in wrong):
            break
    return logs


def _check_named(web: Web, site: SiteLog) -> list[Finding]:
    """Add to `site` what stands on the front page and it does not name; or why that is not known.

    That is no fault of the log: the keys that it names are good for the coverages all the same.
    """
    named = {one.slug for one in site.coverages.values()}
    try:
        listed = _listed(web)
    except Trouble as error:  # the logs can be read, and are worth checking
        text = f"the front page cannot be read, so what it lists was not compared: {error}"
        return [Finding("/", None, text)]
    for slug in sorted(listed - named):
        text = f"/{slug}/ stands on the front page, but the site log does not name it"
        site.add("/", None, text, passing=True)
    return []


def _site(web: Web, trust: Trust, seen: Seen) -> SiteLog | None:
    try:
        note = web.read(_SITE_NOTE)
    except FileNotFoundError:
        return None
    files = Files(web, f"/{SITE}/log/")
    believed = seen.trust(note, trust)
    site = check_site(files, note, believed, seen.note(note))
    seen.hold(site, _SITE_NOTE, site.trust)
    return site


def _coverages(
    web: Web, slug: str, site: SiteLog | None, trust: Trust, seen: Seen
) -> list[Checked]:
    return [_coverage(web, slug, site, trust, seen)]


def _coverage(web: Web, slug: str, site: SiteLog | None, trust: Trust, seen: Seen) -> CoverageLog:
    files = Files(web, f"/{slug}/log/")
    where = files.where(_CHECKPOINT)
    try:
        note = files.read(_CHECKPOINT)
    except FileNotFoundError:
        log = CoverageLog(slug)
        log.add(where, None, "is not there: the log of this coverage is not served", passing=True)
        return log
    believed = seen.trust(note, trust)
    if site is not None and site.is_whole:
        believed = site.trust
    log = check_log(files, slug, note, believed)
    if site is not None and site.is_whole and log.coverage:
        hold_against_site(log, site, where)
    note_what_was_lost(log, where)
    seen.hold(log, where, believed)
    return log


def _check_missing(report: Report, site: SiteLog, seen: Seen) -> None:
    named = {one.origin for one in site.coverages.values()} | {log.origin for log in report.logs}
    for origin in seen.missing(site, named):
        if not any(origin.startswith(f"{one}/") for one in named):
            text = f"{origin} was seen before, but the site log does not name it"
            report.beside.append(Finding(_SITE_NOTE, None, text))


def _listed(web: Web) -> set[str]:
    """The coverages on the front page."""
    try:
        page = web.read("/").decode("utf-8", "replace")
    except FileNotFoundError:
        raise Trouble(f"{web.base}/ is not there") from None
    return {slug for slug in _LISTED.findall(page) if is_slug(slug)}
