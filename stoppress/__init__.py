"""Stoppress: self-hosted live coverage.

Importing the package chooses the SQLite library for the whole process (see `lib.sqlite_library`),
so that no file is ever opened by two of them.
"""

from stoppress.lib.sqlite_library import adopt_fixed_sqlite

__version__ = "0.1.0"

adopt_fixed_sqlite()
