"""What `stoppress check` looks at in an open newsroom: record, public store, people, Django."""

from __future__ import annotations

from collections.abc import Iterator

from django.contrib.auth.models import User
from django.core import checks

from stoppress.commands.findings import Finding, fail, ok, warn
from stoppress.commands.serving import serving
from stoppress.config import Config
from stoppress.public_store import open_reader
from stoppress.public_store.types import StoreUnavailable
from stoppress.record.models import Coverage

# The proxy in front of the desk speaks TLS and answers for these (docs/running/production.md);
# without an https:// address the cookies cannot be marked secure.
_OF_THE_PROXY = {"security.W004", "security.W008", "security.W021"}
_OF_PLAIN_HTTP = {"security.W012", "security.W016"}


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
    behind = 0
    for coverage in Coverage.objects.order_by("slug"):
        position = public.pop(coverage.id, 0)
        if position > coverage.head:
            yield fail(
                "public store",
                f"/{coverage.slug}/ is at {position}, ahead of the record ({coverage.head}): was an"
                " old backup put back? Publishing has stopped; run `stoppress rebuild`",
            )
        behind += position < coverage.head
    if public:
        yield fail(
            "public store",
            f"{len(public)} coverages are public that the record does not know;"
            " run `stoppress rebuild`",
        )
    if behind:
        yield warn("public store", f"{behind} coverages wait to be published; is the desk running?")
    else:
        yield ok("public store", "shows all that was published")


def _public_positions(config: Config) -> dict[str, int]:
    reader = open_reader(config)
    try:
        reader.site()
        return {head.coverage: head.position for head in reader.heads()}
    finally:
        reader.close()


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


LOOKS = (record, public_store, people, django)
