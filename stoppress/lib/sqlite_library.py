"""Which SQLite this process uses: one with the WAL-reset fix, under the name `sqlite3`.

SQLite 3.7.0-3.51.2 can lose a committed write when two connections write and checkpoint at the same
moment (fixed in 3.51.3, backported to 3.44.6 and 3.50.7). Desk and edge are separate processes on
the same files, which is exactly that shape; Debian 12 has 3.40.1. `pysqlite3` carries a fixed one.
"""

from __future__ import annotations

import sys

_BACKPORTS = {(3, 44): 6, (3, 50): 7}


def adopt_fixed_sqlite() -> None:
    """Make `import sqlite3` mean pysqlite3, everywhere in this process, where it is installed."""
    try:
        import pysqlite3
        import pysqlite3.dbapi2
    except ImportError:
        return
    if "sqlite3" in sys.modules and sys.modules["sqlite3"] is not pysqlite3:
        # Too late to swap silently for code that holds the old module; coverage.py and pytest
        # plugins may. They open files of their own, so replacing the name is still right for ours.
        pass
    sys.modules["sqlite3"] = pysqlite3
    sys.modules["sqlite3.dbapi2"] = pysqlite3.dbapi2


def sqlite_version() -> tuple[int, int, int]:
    """The version of the SQLite that this process would open files with."""
    import sqlite3

    major, minor, patch = sqlite3.sqlite_version_info[:3]
    return major, minor, patch


def has_wal_reset_fix(version: tuple[int, int, int]) -> bool:
    """Whether several processes may share a WAL file under this version without losing writes."""
    if version >= (3, 51, 3):
        return True
    return version[2] >= _BACKPORTS.get(version[:2], 10**6)
