"""Taking an archive of our own in: verified, verbatim, and gone on with. Needs Django ready."""

from __future__ import annotations

import os
from contextlib import closing
from pathlib import Path

from django.db import transaction

from stoppress.commands.failures import Failure
from stoppress.config import Config
from stoppress.notary.checkpoints import CheckpointStore
from stoppress.notary.continuing import continue_log
from stoppress.notary.site_log import LogHead
from stoppress.record.adopting.adopt import Adopted, adopt
from stoppress.verify.findings import Trouble
from stoppress.verify.sources import open_archive


def take_in(path: Path, config: Config) -> str:
    """Adopt the archive, let its log go on under an origin of ours, and give the slug.

    Raises Refused where its place is taken or it is not whole, and Failure where it is none.
    """
    try:
        with transaction.atomic():
            adopted = adopt(open_archive(path), config)
            if adopted.checkpoint:
                _keep(config, adopted)
                continue_log(config, adopted.coverage_id, previous=_previous(config, adopted))
    except Trouble as trouble:
        raise Failure(f"{path}: {trouble}") from None
    return adopted.slug


def _previous(config: Config, adopted: Adopted) -> LogHead | None:
    """The head that the log goes on from: the archive's, but where we signed that log ourselves.

    Then ours was the last, whatever the archive is of: an origin must not be opened twice.
    """
    with closing(CheckpointStore(config.checkpoints_file)) as store:
        if store.last(adopted.slug) is not None:
            return None
    return LogHead(adopted.origin, adopted.size, adopted.root)


def _keep(config: Config, adopted: Adopted) -> None:
    """Keep the last checkpoint of the log as it was elsewhere: nobody here could make it again."""
    folder = config.data / "adopted"
    folder.mkdir(mode=0o700, exist_ok=True)
    with (folder / f"{adopted.coverage_id}.checkpoint").open("wb") as file:
        file.write(adopted.checkpoint)
        file.flush()
        os.fsync(file.fileno())
