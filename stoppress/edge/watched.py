"""Where an edge, and all edges of a machine together, answer in private while they run."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from stoppress.config import Config, host_and_port
from stoppress.edge.admin import Admin, open_port, open_socket
from stoppress.edge.figures import Figures
from stoppress.edge.journal import note
from stoppress.edge.together import Together


@asynccontextmanager
async def watched(figures: Figures, folder: Path) -> AsyncIterator[None]:
    """Answer on a private socket in `folder` meanwhile."""
    found = open_socket(folder)
    if found is None:
        yield
        return
    own, listening = found
    admin = Admin(figures.answers())
    try:
        await admin.listen(listening)
        yield
    finally:
        admin.close()
        with suppress(OSError):
            own.unlink()


@asynccontextmanager
async def watched_together(config: Config) -> AsyncIterator[None]:
    """Answer for all edges of this machine at its private address, where the setting gives one.

    Readers come first: without it they are served as well. Another edge on the machine may have it,
    and answers the same.
    """
    if not config.admin:
        yield
        return
    try:
        listening = open_port(*host_and_port(config.admin, "admin"))
    except OSError as error:
        what = (error.strerror or str(error)).lower()
        note(f"cannot answer at {config.admin} ({what}), the setting admin", "no-admin-address")
        yield
        return
    admin = Admin(Together(config.edge_sockets).answers())
    try:
        await admin.listen(listening)
        yield
    finally:
        admin.close()
