"""One projection a site: whoever holds the lease may write the public store."""

from __future__ import annotations

from contextlib import AbstractContextManager

from stoppress.config import Config
from stoppress.lib.lease import lease_on_disk, lease_on_server

_ADVISORY_LOCK = 0x5709_9E55  # any fixed number
_DOES = "is publishing from"


def lease(config: Config) -> AbstractContextManager[None]:
    """Hold it; it is given back at the end. Entering raises LeaseTaken where another has it."""
    if config.database:
        return lease_on_server(config.database, _ADVISORY_LOCK, _DOES)
    return lease_on_disk(config.data / "projection.lock", _DOES)
