"""What `stoppress check` looks at in an open newsroom: record, public store, signing, people."""

from __future__ import annotations

import time
from collections.abc import Iterator

from django.contrib.auth.models import User
from django.core import checks

from stoppress.commands.findings import Finding, fail, ok, warn
from stoppress.commands.serving import serving
from stoppress.config import Config
from stoppress.lib import write_ahead
from stoppress.notary.status import Level, signing_status
from stoppress.projection.caches import purge_trouble
from stoppress.projection.short_logs import sqlite_files
from stoppress.public_store import open_reader
from stoppress.public_store.types import StoreUnavailable
from stoppress.record.models import Coverage

# The proxy in front of the desk speaks TLS and answers for these (docs/running/production.md);
# without an https:// address the cookies cannot be marked secure.
_OF_THE_PROXY = {"security.W004", "security.W008", "security.W021"}
_OF_PLAIN_HTTP = {"security.W012", "security.W016"}
_PATIENCE = 3.0  # seconds in which a desk at work has published what it was given
_NAMED = 5


def record(config: Config) -> Iterator[Finding]:
    where = "PostgreSQL" if config.database else config.record_file.name
    yield ok("record", f"{Coverage.objects.count()} coverages in {where}, of this version")


def public_store(config: Config) -> Iterator[Finding]:
    try:
        public = _public_positions(config)
    except StoreUnavailable as error:
        level = fail if serving(config.data) else warn
        yield level("public store", f"{error} (`stoppress serve` makes it)")
        return
    slugs, heads = dict(Coverage.objects.values_list("id", "slug")), _heads()
    for coverage in [one for one, position in public.items() if position > heads.get(one, 0)]:
        yield fail(
            "public store",
            f"/{slugs.get(coverage, coverage)}/ is ahead of the record: was an old backup put back?"
            " Publishing has stopped; put the newer record back, or run"
            " `stoppress restore` with the newest backup",
        )
    behind = _behind(config, patience=_PATIENCE if serving(config.data) else 0.0)
    if not behind:
        yield ok("public store", "shows all that was published")
    elif serving(config.data):
        yield fail("public store", f"readers do not see all of {behind}; see what the desk logs")
    else:
        yield warn("public store", f"readers will see the rest of {behind} once this is served")


def write_ahead_logs(config: Config) -> Iterator[Finding]:
    """A long log is made short again within seconds, unless somebody reads in it all the while."""
    until = time.monotonic() + (_PATIENCE if serving(config.data) else 0.0)
    while (said := write_ahead.alarm(sqlite_files(config))) and time.monotonic() < until:
        time.sleep(0.1)
    if said:
        yield fail("write-ahead logs", said)
    elif not config.database:
        yield ok("write-ahead logs", "short")


def _heads() -> dict[str, int]:
    return dict(Coverage.objects.values_list("id", "head"))


def _behind(config: Config, patience: float) -> str:
    """The coverages of which something is not public, still after `patience` seconds."""
    until = time.monotonic() + patience
    while True:
        heads, public = _heads(), _public_positions(config)
        behind = [one for one, head in heads.items() if public.get(one, 0) < head]
        if not behind or time.monotonic() >= until:
            break
        time.sleep(0.1)
    slugs = list(Coverage.objects.filter(id__in=behind).values_list("slug", flat=True)[:_NAMED])
    more = f" and {len(behind) - _NAMED} more" if len(behind) > _NAMED else ""
    return ", ".join(f"/{slug}/" for slug in slugs) + more


def _public_positions(config: Config) -> dict[str, int]:
    reader = open_reader(config)
    try:
        reader.site()
        return {head.coverage: head.position for head in reader.heads()}
    finally:
        reader.close()


def signing(config: Config) -> Iterator[Finding]:
    status = signing_status(config)
    if status.level is Level.OK:
        yield ok("signing", status.reason)
    elif status.is_stopped:
        yield fail("signing", f"{status.reason} (docs/running/signing.md)")
    elif not serving(config.data):
        yield warn("signing", f"{status.reason}; a desk signs once this is served")
    elif status.level is Level.RED:
        yield fail("signing", f"{status.reason}; see what the desk logs")
    else:
        yield (ok if status.level is Level.PENDING else warn)("signing", status.reason)
    if status.advice:
        yield warn("signing", status.advice)
    for witness in status.witnesses:
        seen = f"{witness.name} has cosigned {witness.seen} of {witness.logs} logs as they stand"
        yield warn("witnesses", witness.reason) if witness.reason else ok("witnesses", seen)


def caches(config: Config) -> Iterator[Finding]:
    if not config.purge_url:
        yield ok("caches", "none is told what to drop; what it has leaves it by itself")
    elif trouble := purge_trouble(config):
        yield fail("caches", f"{trouble}; look at purge_url, and what the cache says to it")
    else:
        yield ok("caches", "the one in front is told what to drop")


def people(config: Config) -> Iterator[Finding]:
    active = User.objects.filter(is_active=True).count()
    if active:
        yield ok("people", f"{active} may come in at the desk")
    else:
        yield warn("people", "nobody can come in at the desk; `stoppress user add NAME`")


def django(config: Config) -> Iterator[Finding]:
    left_out = set(_OF_THE_PROXY)
    if not config.desk_base.startswith("https://"):
        left_out |= _OF_PLAIN_HTTP
    found = [
        message
        for message in checks.run_checks(include_deployment_checks=True)
        if message.id not in left_out
    ]
    for message in found:
        text = f"{' '.join(message.msg.split())} ({message.id})"
        yield fail("django", text) if message.level >= checks.ERROR else warn("django", text)
    if not found:
        yield ok("django", "its own checks for a public site pass")


LOOKS = (record, public_store, write_ahead_logs, signing, caches, people, django)
