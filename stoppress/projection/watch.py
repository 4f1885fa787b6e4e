"""Looking at what is public from outside, as a reader does: has anybody else written it?

The lease keeps others away, but it may have been lost with its connection. These are single looks
into an index, however many coverages and revisions there are.
"""

from __future__ import annotations

from dataclasses import replace

from stoppress.config import Config
from stoppress.public_store import Head, open_reader
from stoppress.public_store.types import SITE_LOG, StoreUnavailable


class Watch:
    """One reading connection. Raises StoreUnavailable on trouble."""

    def __init__(self, config: Config) -> None:
        # Not by the edges' address of the database: that may be reachable from elsewhere only.
        self._reader = open_reader(replace(config, public_database=""))

    def require_unmoved(self, head: Head) -> None:
        """Raise StoreUnavailable where the public has more of a coverage than we know.

        Asked within a transaction, which others' changes cannot come into.
        """
        if self._reader.frames(head.slug, head.position, 1):
            raise StoreUnavailable("another process has published meanwhile; starting over")

    def site_log_size(self) -> int:
        """How many leaves of the site log are public."""
        size, step = 0, 1
        while self._has(size + step):
            size, step = size + step, 2 * step
        while step > 1:
            step //= 2
            if self._has(size + step):
                size += step
        return size

    def close(self) -> None:
        self._reader.close()

    def _has(self, position: int) -> bool:
        return bool(self._reader.leaves(SITE_LOG, position - 1, 1))
