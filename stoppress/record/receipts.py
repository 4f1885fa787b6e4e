"""What is told to who has published a post, by the desk and by the command line alike."""

from __future__ import annotations

from functools import cache

from stoppress.config import Config
from stoppress.record.epoch import site_epoch
from stoppress.record.models import Revision

_epoch = cache(site_epoch)  # it changes only by a restore, and nothing publishes through one


def receipt(revision: Revision, config: Config) -> dict[str, str]:
    """The post's id, its public cursor and the full address of its page."""
    return {
        "post": str(revision.post_id),
        "cursor": f"{_epoch(config.checkpoints_file)}.{revision.position}",
        "url": f"{config.reader_base}/{revision.coverage.slug}/posts/{revision.post_id}",
    }
