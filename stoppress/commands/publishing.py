"""Appending from the command line. Needs Django ready (`newsroom.open_newsroom`).

Appending is publishing: where a desk is running it shows readers what was appended. Where none is,
`show_readers` does it once, here.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid5

from django.db import transaction

from stoppress.commands import people
from stoppress.commands.failures import Failure
from stoppress.commands.serving import serving
from stoppress.config import Config
from stoppress.record.append import append
from stoppress.record.epoch import site_epoch
from stoppress.record.models import Coverage
from stoppress.record.vocabulary import Kind


def post(
    config: Config,
    slug: str,
    content: dict[str, Any],
    *,
    key: bool,
    person: str | None,
    submission: UUID,
) -> dict[str, str]:
    """Publish a post in the coverage at `slug`: its id, cursor and full address.

    The same `submission` a second time publishes nothing and gives the first one's. Raises Failure
    for an unknown coverage or person, Refused for content that cannot be published.
    """
    coverage = _coverage(slug)
    actor = people.find(person) if person else None
    with transaction.atomic():
        revision = append(
            coverage.id, Kind.POSTED, content, actor=actor, submission=submission
        )
        if key:
            # A submission of its own, made of the post's, so that a repeat finds it too.
            append(
                coverage.id,
                Kind.MARKED_KEY,
                {},
                post_id=revision.post_id,
                actor=actor,
                submission=uuid5(submission, "key"),
            )
    show_readers(config)
    epoch = site_epoch(config.checkpoints_file)
    return {
        "post": str(revision.post_id),
        "cursor": f"{epoch}.{revision.position}",
        "url": f"{config.reader_base}/{slug}/posts/{revision.post_id}",
    }


def _coverage(slug: str) -> Coverage:
    try:
        return Coverage.objects.get(slug=slug)
    except Coverage.DoesNotExist:
        known = Coverage.objects.order_by("-opened_at").values_list("slug", flat=True)[:5]
        some = f"there are {', '.join(known)}" if known else "there is none yet"
        raise Failure(f"there is no coverage {slug!r}; {some}") from None


def show_readers(config: Config) -> None:
    """Bring the public store up to the record, unless a running desk does that."""
    if serving(config.data):
        return
