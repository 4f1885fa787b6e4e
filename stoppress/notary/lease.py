"""One sequencer a site: whoever holds the lease may sign. The checkpoint store guards the rest."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from stoppress.config import Config
from stoppress.lib.lease import lease_on_disk, lease_on_server

_ADVISORY_LOCK = 0x5709_51C4  # any fixed number
_DOES = "signs for"


@contextmanager
def signing_lease(config: Config) -> Iterator[None]:
    """Hold it; it is given back at the end. Raises LeaseTaken at once where another has it."""
    with ExitStack() as held:
        # The checkpoint store lies in this folder on either engine.
        held.enter_context(lease_on_disk(config.data / "notary.lock", _DOES))
        if config.database:
            held.enter_context(lease_on_server(config.database, _ADVISORY_LOCK, _DOES))
        yield
