"""Waiting until a file in a folder is written to, where the system can tell us (Linux: inotify).

Elsewhere, and where the watch cannot be had, `wait` only sleeps; so nobody may rely on it for more
than being early. Python has no inotify of its own; these are two calls into the C library.
"""

from __future__ import annotations

import ctypes
import os
import select
import time
from contextlib import suppress
from pathlib import Path

_MODIFIED = 0x2  # IN_MODIFY in <sys/inotify.h>
_READ_BYTES = 64 * 1024


class FileWatch:
    """Tells of writes to `path`, which need not exist yet. One thread at a time."""

    def __init__(self, path: Path) -> None:
        self._name = os.fsencode(path.name)
        self._descriptor = _watch_folder(path.parent)
        self._poll = select.poll()  # not select(): an edge has more than 1,024 files open
        if not self.is_blind:
            self._poll.register(self._descriptor, select.POLLIN)

    @property
    def is_blind(self) -> bool:
        """Whether it can only sleep."""
        return self._descriptor < 0

    def wait(self, seconds: float) -> bool:
        """Wait for a write (True; those since the last call count) or until `seconds` are over."""
        if self.is_blind:
            time.sleep(seconds)
            return False
        end = time.monotonic() + seconds
        while True:
            left = max(end - time.monotonic(), 0)
            if not self._poll.poll(left * 1000):
                return False
            # Each notice holds the file's name, ended by NUL: others in the folder do not count.
            if self._name + b"\0" in os.read(self._descriptor, _READ_BYTES):
                return True

    def close(self) -> None:
        if not self.is_blind:
            os.close(self._descriptor)
            self._descriptor = -1


def _watch_folder(folder: Path) -> int:
    """A descriptor of notices; -1 where there are none to be had."""
    # The folder and not the file: SQLite deletes and makes its log anew as connections come and go.
    with suppress(OSError, AttributeError):
        library = ctypes.CDLL(None, use_errno=True)
        descriptor = int(library.inotify_init1(os.O_NONBLOCK | os.O_CLOEXEC))
        if descriptor < 0:
            return -1
        if library.inotify_add_watch(descriptor, os.fsencode(folder), _MODIFIED) >= 0:
            return descriptor
        os.close(descriptor)
    return -1
