"""What readers were shown, compared with what the checkpoint store knows: is it an old copy?"""

from __future__ import annotations

from contextlib import closing

from stoppress.config import Config
from stoppress.notary.checkpoints import CheckpointStore
from stoppress.notary.origins import SITE
from stoppress.public_store import Reader, open_reader
from stoppress.public_store.types import StoreUnavailable
from stoppress.record.epoch import site_epoch
from stoppress.tlog.checkpoints import Checkpoint, parse_checkpoint
from stoppress.tlog.notes import parse_note


def unknown_heads(config: Config, store: CheckpointStore) -> dict[str, Checkpoint]:
    """The public checkpoints of this epoch that the store does not know, by slug."""
    try:
        with closing(open_reader(config)) as reader:
            if reader.site().epoch != site_epoch(config.checkpoints_file):
                return {}  # another history, which readers are about to leave
            shown = _shown(reader)
    except StoreUnavailable:  # there is no public store yet
        return {}
    return {slug: head for slug, head in shown.items() if not _is_known(store, head)}


def _shown(reader: Reader) -> dict[str, Checkpoint]:
    shown = {}
    for slug in (SITE, *(head.slug for head in reader.heads())):
        page = reader.page(f"/{slug}/log/checkpoint")
        if page is not None:
            shown[slug] = parse_checkpoint(parse_note(page.body).text)
    return shown


def _is_known(store: CheckpointStore, head: Checkpoint) -> bool:
    known = store.at_size(head.origin, head.size)
    return known is not None and known.root == head.root
