"""What failed, in one line that says what to do. Errors that are not known here are bugs."""

from __future__ import annotations

import errno
import sqlite3
import sys

from stoppress.config import ConfigError
from stoppress.public_store.types import StoreUnavailable
from stoppress.record.errors import Refused


class Failure(Exception):
    """The command cannot do what it was asked. The text is one line for the person at the shell."""


_DISK_FULL = "the disk is full; free some space and run this again (nothing was left half-done)"
_NOT_OPEN = "the data folder cannot be read or written; look at its owner, its rights and its disk"
_DATABASE = {
    "database or disk is full": _DISK_FULL,
    "could not extend file": _DISK_FULL,
    "readonly database": _NOT_OPEN,
    "unable to open database file": _NOT_OPEN,
    "disk i/o error": "the disk gave an error or is full; look at its space and health"
    " (nothing was left half-done)",
    "database is locked": "another process keeps the database busy; try again",
    "not a database": "the database file is damaged; keep a copy of it and restore a backup",
    "malformed": "the database file is damaged; keep a copy of it and restore a backup",
    "no such table": "the database is not set up; run `stoppress setup`",
}


def one_line(error: Exception) -> str | None:
    """The line to print for `error`, or None where nobody foresaw it."""
    if isinstance(error, Failure | ConfigError | Refused):
        return _joined(str(error))
    if isinstance(error, OSError):
        return _of_system(error)
    if isinstance(error, StoreUnavailable) or _is_from_database(error):
        return _known(str(error)) or _joined(str(error))
    return None


def _known(text: str) -> str | None:
    lowered = text.lower()
    return next((line for words, line in _DATABASE.items() if words in lowered), None)


def _joined(text: str) -> str:
    return " ".join(text.split())


def _of_system(error: OSError) -> str:
    # The record's files may fill a disk that is not the one at hand: SQLite and we say the same.
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return _DISK_FULL
    what = (error.strerror or str(error)).lower()
    return f"{error.filename}: {what}" if error.filename else what


def _is_from_database(error: Exception) -> bool:
    if isinstance(error, sqlite3.Error):  # of a file that was opened without Django
        return True
    # Asked by name, so that saying what failed never loads Django into an edge.
    module = sys.modules.get("django.db.utils")
    return module is not None and isinstance(error, module.Error)
