"""Appending from the command line. Needs Django ready (`newsroom.open_newsroom`).

Appending is publishing: where a desk is running it shows readers what was appended, and we wait
for that, so that the address we give is a page. Where none is, `show_readers` does it once, here.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from contextlib import closing
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction

from stoppress.commands import people
from stoppress.commands.failures import Failure
from stoppress.config import Config
from stoppress.exchange.capture import ImportedCoverage
from stoppress.exchange.publishing import header_content, post_contents
from stoppress.lib.lease import LeaseTaken
from stoppress.projection.lease import lease
from stoppress.projection.publish import CoverageFailed, Projection, PublicAhead
from stoppress.public_store import open_reader
from stoppress.public_store.types import StoreUnavailable
from stoppress.record.addresses import free_slug
from stoppress.record.append import append, open_coverage
from stoppress.record.history import published
from stoppress.record.models import Coverage, Revision
from stoppress.record.receipts import receipt
from stoppress.record.vocabulary import Kind

_DESK_SECONDS = 10  # to show readers what was appended; it takes some milliseconds
_LOOK_SECONDS = 0.25  # after which we look without having been woken


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
        revision = append(coverage.id, Kind.POSTED, content, actor=actor, submission=submission)
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
    show_readers(config, slug)
    return receipt(revision, config)


def _coverage(slug: str) -> Coverage:
    try:
        return Coverage.objects.get(slug=slug)
    except Coverage.DoesNotExist:
        known = Coverage.objects.order_by("-opened_at").values_list("slug", flat=True)[:5]
        some = f"there are {', '.join(known)}" if known else "there is none yet"
        raise Failure(f"there is no coverage {slug!r}; {some}") from None


def show_readers(config: Config, slug: str) -> None:
    """Return when readers can be shown all of the coverage: by the running desk, else by us.

    What was appended stays appended: a failure here is said, and the next desk makes good for it.
    """
    try:
        with lease(config), closing(Projection(config)) as projection:
            projection.start()
            projection.settle()
    except LeaseTaken:
        if not _is_shown_soon(config, slug):
            _say_waiting("the desk is behind; see its log, and `stoppress check`")
    except (PublicAhead, CoverageFailed, StoreUnavailable, OSError) as error:
        _say_waiting(" ".join(str(error).split()))


def _is_shown_soon(config: Config, slug: str) -> bool:
    """Whether the desk, which has the lease, brings the public store up to the record."""
    head = Coverage.objects.get(slug=slug).head
    end = time.monotonic() + _DESK_SECONDS
    try:
        with closing(open_reader(config)) as reader:
            while time.monotonic() < end:
                if any(h.slug == slug and h.position >= head for h in reader.heads()):
                    return True
                reader.wait(_LOOK_SECONDS)
    except StoreUnavailable:
        pass
    return False


def _say_waiting(why: str) -> None:
    print(f"stoppress: published, but readers do not see it yet: {why}", file=sys.stderr)


def publish_capture(
    coverage: ImportedCoverage,
    file: str,
    person: str | None,
    tell: Callable[[int, int], None],
) -> str:
    """Publish an imported coverage, whole or not at all; the slug that it has.

    `tell(done, total)` hears of each post. Raises Failure where the same file was taken in before,
    Refused for content that the record does not take.
    """
    actor = people.find(person) if person else None
    contents = post_contents(coverage)
    with transaction.atomic():
        _refuse_a_repeat(coverage)
        slug = free_slug(coverage.slug)
        opened = open_coverage(header_content(coverage, file) | {"slug": slug}, actor=actor)
        for done, content in enumerate(contents, start=1):
            append(opened.coverage_id, Kind.POSTED, content, actor=actor)
            tell(done, len(contents))
        if coverage.ended_at is not None:
            append(opened.coverage_id, Kind.ENDED, {"note": None}, actor=actor)
    return slug


def _refuse_a_repeat(coverage: ImportedCoverage) -> None:
    if coverage.sha256 is None:
        return
    for row in Revision.objects.filter(kind=Kind.OPENED).select_related("coverage").iterator():
        if (published(row).content.get("origin") or {}).get("sha256") == coverage.sha256:
            raise Failure(
                f"{coverage.path}: this file was taken in before, as /{row.coverage.slug}/;"
                " nothing was imported"
            )
