"""Keeping the write-ahead logs of SQLite files short, and saying where one stays long.

A log that nobody reads in is emptied; one that somebody does is looked at again and again.
"""

from __future__ import annotations

import logging
import sqlite3
import time
from pathlib import Path

from stoppress.config import Config
from stoppress.lib import write_ahead

_EVERY = 2.0  # seconds between two attempts: each may hold up writers for a quarter of one
_SAY_AGAIN = 60.0  # seconds after which the same alarm is logged once more
_log = logging.getLogger(__name__)


def sqlite_files(config: Config) -> list[Path]:
    """Those that a long log of is looked for; on PostgreSQL only the checkpoints."""
    return [config.record_file, config.public_file, config.checkpoints_file]


class ShortLogs:
    """`keep` is called again and again; it looks at files' sizes, and mostly that is all."""

    def __init__(self, config: Config) -> None:
        self._files = sqlite_files(config)
        self._tried_at = self._said_at = -_SAY_AGAIN

    def keep(self) -> None:
        long = write_ahead.swollen(self._files)
        if not long or time.monotonic() - self._tried_at < _EVERY:
            return
        self._tried_at = time.monotonic()
        still_long = [file for file in long if not _shorten(file)]
        if still_long and time.monotonic() - self._said_at >= _SAY_AGAIN:
            self._said_at = time.monotonic()
            _log.error("%s", write_ahead.alarm(still_long))


def _shorten(file: Path) -> bool:
    try:
        return write_ahead.shorten(file)
    except sqlite3.Error:  # somebody writes just now
        return False
