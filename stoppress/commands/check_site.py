"""`stoppress check URL`: looks at a live site from outside, as a reader would, for what stands in
front of it and does harm. It needs no newsroom, and changes nothing.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Iterator
from dataclasses import asdict

from stoppress.commands.asking_site import Heard, Site, hear, site_at
from stoppress.commands.check_site_delivery import delivery
from stoppress.commands.findings import Finding, fail, ok, warn

_COVERAGE = re.compile(r"/([a-z0-9][a-z0-9-]*)/")
_LISTED = re.compile(r'href="/([a-z0-9][a-z0-9-]*)/"')
_CURSOR = re.compile(r'data-cursor="([a-z0-9]+\.\d+)"')
_AGE = re.compile(r"(s-maxage|max-age)=(\d+)")
_MOST_KEPT = 30  # seconds for which a shared cache may keep what holds words
_GRACE = 10  # seconds more that a cache of ours may give what is stale


def run(arguments: argparse.Namespace) -> int:
    """Exit status 1 where something failed; warnings alone leave it 0."""
    findings = []
    for finding in look_at(site_at(arguments.url), watch=arguments.watch):
        findings.append(finding)
        if not arguments.json:
            print(f"{finding.level:<4}  {finding.name}: {finding.text}", flush=True)
    failed = any(finding.level == "fail" for finding in findings)
    if arguments.json:
        checks = [asdict(finding) for finding in findings]
        print(json.dumps({"ok": not failed, "checks": checks}, ensure_ascii=False))
    return 1 if failed else 0


def look_at(site: Site, *, watch: float) -> Iterator[Finding]:
    """All that can be seen from outside; `watch` seconds of the stream are followed."""
    page = hear(site, site.path)
    yield from _address(page, site.path)
    slug = _coverage(site, page)
    if page.status != 200:
        return
    if not slug:
        yield warn("coverage", "none is named here; give the address of one that is live")
        return
    page = page if site.path == f"/{slug}/" else hear(site, f"/{slug}/")
    yield from _page(page)
    yield from _query(hear(site, f"/{slug}/?stoppress-check=1"), f"/{slug}/")
    cursor = _CURSOR.search(page.body.decode("utf-8", "replace"))
    if cursor is None:
        yield fail("page", f"/{slug}/ carries no cursor: is it a page of Stoppress, unchanged?")
        return
    yield from delivery(site, slug, cursor[1], watch=watch)


def _coverage(site: Site, page: Heard) -> str:
    """The coverage to look at: the one that was given, else the first that is listed."""
    found = _COVERAGE.match(site.path) or _LISTED.search(page.body.decode("utf-8", "replace"))
    return found[1] if found else ""


def _address(page: Heard, path: str) -> Iterator[Finding]:
    if page.version < 11:
        yield warn("proxy", "answers in HTTP/1.0, so each request needs a connection of its own")
    if 300 <= page.status < 400:
        to = page.header("Location")
        yield fail("address", f"{path} leads to {to}; check that one, and give it to readers")
    elif page.status != 200:
        yield fail("address", f"{path} answers {page.status}; is the edge running, and the proxy's"
                   " address of it right?")  # fmt: skip
    else:
        yield ok("address", f"{path} answers")


def _page(page: Heard) -> Iterator[Finding]:
    caching, kept = page.header("Cache-Control"), _kept(page)
    if kept is None:
        yield fail("caching", f"something in front took the page's Cache-Control away"
                   f" ({caching or 'none'} is left): pass on what the edge sends")  # fmt: skip
    elif kept > _MOST_KEPT:
        yield fail("caching", f"something in front lets caches keep pages for {kept} s, so that"
                   " withheld words stay visible: pass on the edge's Cache-Control")  # fmt: skip
    else:
        yield ok("caching", f"shared caches keep pages for {kept} s")
    age = page.header("Age")
    if age.isdigit() and int(age) > _MOST_KEPT + _GRACE:
        yield fail("age", f"the page came from a cache that has had it for {age} s: let it obey"
                   " Cache-Control, and serve nothing stale")  # fmt: skip
    if not page.header("ETag"):
        yield warn("etag", "something in front took it away, so pages are always sent whole")


def _kept(page: Heard) -> int | None:
    """For how many seconds a shared cache may keep it."""
    ages = dict(_AGE.findall(page.header("Cache-Control")))
    found = ages.get("s-maxage", ages.get("max-age"))
    return int(found) if found is not None else None


def _query(heard: Heard, path: str) -> Iterator[Finding]:
    to = heard.header("Location")
    if heard.status == 200:
        yield warn("query", "a page with a query is answered as it is: if the cache in front keeps"
                   " one for each query, anybody can empty it; let queries through")  # fmt: skip
    elif heard.status != 302 or not to.endswith(path):
        yield fail("query", f"a shared link with a query answers {heard.status} {to}".rstrip()
                   + ", not the way to the page: do not rewrite addresses")  # fmt: skip
    elif to != path and not to.startswith(("http://", "https://")):
        yield fail("query", f"leads to {to}: pass the path on as it is")
    elif "no-store" not in heard.header("Cache-Control") or heard.header("Age") not in ("", "0"):
        yield fail("query", "a cache keeps an answer for each query, so anybody can split it: let"
                   " it obey no-store")  # fmt: skip
    else:
        yield ok("query", "what a shared link has picked up leads to the one page")
