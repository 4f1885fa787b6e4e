"""The whole process uses one SQLite, and one with the WAL-reset fix."""

from __future__ import annotations

import subprocess
import sys

import pytest

from stoppress.lib.sqlite_library import has_wal_reset_fix, sqlite_version


def test_it_uses_a_fixed_sqlite_under_the_usual_name() -> None:
    import sqlite3

    assert has_wal_reset_fix(sqlite_version())
    assert sqlite3.connect(":memory:").execute("SELECT sqlite_version()").fetchone() == (
        ".".join(map(str, sqlite_version())),
    )


def test_django_uses_the_same_one() -> None:
    from django.db.backends.sqlite3 import base

    assert base.DatabaseWrapper.Database.sqlite_version_info == sqlite_version()


@pytest.mark.parametrize(
    ("version", "fixed"),
    [
        ((3, 40, 1), False),
        ((3, 44, 5), False),
        ((3, 44, 6), True),
        ((3, 50, 7), True),
        ((3, 51, 2), False),
        ((3, 51, 3), True),
        ((3, 53, 4), True),
    ],
)
def test_it_knows_the_fixed_versions(version: tuple[int, int, int], fixed: bool) -> None:
    assert has_wal_reset_fix(version) is fixed


def test_importing_stoppress_brings_no_django() -> None:
    code = "import sys, stoppress; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
