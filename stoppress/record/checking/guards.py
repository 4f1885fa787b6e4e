"""Whether the database itself still refuses to change the record (migrations 0002 and 0004)."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connection

from stoppress.config import Config
from stoppress.record.checking.findings import Finding

_ON_SQLITE = (
    *("record_revision_next", "record_revision_no_change", "record_revision_no_removal"),
    *("record_siteleaf_next", "record_siteleaf_no_change", "record_siteleaf_no_removal"),
)
_ON_POSTGRESQL = (
    *("record_revision_next", "record_revision_changes", "record_revision_stays"),
    *("record_revision_not_emptied", "record_siteleaf_next", "record_siteleaf_stays"),
    "record_siteleaf_not_emptied",
)
_IN_FORCE = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'",
}


def check_guards(config: Config) -> Iterator[Finding]:
    """The triggers that are not in force."""
    needed = _ON_POSTGRESQL if config.database else _ON_SQLITE
    with connection.cursor() as cursor:
        cursor.execute(_IN_FORCE[connection.vendor])
        there = {name for (name,) in cursor.fetchall()}
    for name in needed:
        if name not in there:
            yield Finding("", None, f"trigger {name}", "the database no longer refuses changes")
