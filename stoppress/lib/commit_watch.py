"""Waiting until another connection commits to a SQLite file.

SQLite tells nobody: what has changed is asked of it (`PRAGMA data_version`), and a watch on its log
tells when asking is worth while.
"""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path

from stoppress.lib.file_watch import FileWatch

# How often a follower asks for `data_version` (one look into shared memory, some 5 us; but each
# sleep and wake costs 25): soon after the log was written to, as the commit is seen when it has
# been synced, then more seldom.
_EAGER_SECONDS = 0.0003
_GROWTH = 2.0
_STEADY_SECONDS = 0.004  # a commit is under way, or there is no watch
_DOZING_SECONDS = 0.25  # the watch will wake us
_SYNC_SECONDS = 2.0  # after which what was written is taken for no commit


class CommitWatch:
    """Follows what others commit to the file at `path`; `db` is the caller's, and so to be closed.

    Making one and waiting raise the errors of sqlite3. One thread at a time.
    """

    def __init__(self, db: sqlite3.Connection, path: Path) -> None:
        self._db = db
        self._seen = self._version()
        self._log = FileWatch(path.with_name(f"{path.name}-wal"))
        self._pause = _EAGER_SECONDS
        self._due_until = 0.0  # the end of waiting for a commit that the watch has told of

    def wait(self, seconds: float) -> bool:
        """Whether another connection has committed since this was last asked, or does in time."""
        end = time.monotonic() + seconds
        while not self._has_moved():
            left = end - time.monotonic()
            if left <= 0:
                return False
            if self._log.wait(min(left, self._pause)):
                self._due_until = time.monotonic() + _SYNC_SECONDS
                self._pause = _EAGER_SECONDS
                time.sleep(_EAGER_SECONDS)  # so that a thousand writes in a row do not spin us
            else:
                self._pause = min(self._pause * _GROWTH, self._longest_pause())
        # The next commit announces itself; unless its first write and this commit's last were told
        # of in one: so not at once to the longest.
        self._pause = _STEADY_SECONDS
        self._due_until = 0.0
        return True

    def close(self) -> None:
        self._log.close()

    def _longest_pause(self) -> float:
        is_due = time.monotonic() < self._due_until
        return _STEADY_SECONDS if is_due or self._log.is_blind else _DOZING_SECONDS

    def _has_moved(self) -> bool:
        version = self._version()
        moved = version != self._seen
        self._seen = version
        return moved

    def _version(self) -> int:
        return int(self._db.execute("PRAGMA data_version").fetchone()[0])
