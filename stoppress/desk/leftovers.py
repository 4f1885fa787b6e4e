"""What is still to go after words were removed: drafts, pictures, scraps in the database's files.

All of it can be done twice; `settle` does what an earlier run could not, before the desk serves.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings
from django.db.models import Q

from stoppress.config import Config
from stoppress.desk.models import Draft, RemovalRequest
from stoppress.lib.clock import now
from stoppress.record.ledger import reapply
from stoppress.record.models import Revision
from stoppress.record.pictures import drop_unshown
from stoppress.record.scrub import Scrubbed, scrub_record


def settle(config: Config) -> None:
    """Apply the removal ledger, and finish what was not finished."""
    again = reapply(config)
    drop_drafts_of(again.posts)
    drop_unshown(config.desk_media, again.pictures, kept=_pictures_of_drafts())
    if again.positions:
        scrub_record(config)
    waiting = RemovalRequest.objects.exclude(position=None).filter(finished_at=None)
    for request in waiting.order_by("answered_at"):
        drop_drafts_of({request.post_id})
        finish(request)


def finish(request: RemovalRequest) -> Scrubbed:
    """Drop the pictures that nothing shows any more and scrub the record; note what is done."""
    config: Config = settings.STOPPRESS
    drop_unshown(config.desk_media, request.pictures, kept=_pictures_of_drafts())
    request.pictures = []
    request.save(update_fields=["pictures"])
    scrubbed = scrub_record(config)
    if scrubbed.clean:
        say_finished()
    return scrubbed


def say_finished() -> None:
    """The database's files have been scrubbed: whatever was removed before is gone from them."""
    done = RemovalRequest.objects.exclude(position=None).filter(finished_at=None, pictures=[])
    done.update(finished_at=now())


def drop_drafts_of(posts: set[str]) -> None:
    """Every draft of a change to one of `posts`, and of what has been published in it."""
    ours = Q()
    for post in posts:
        ours |= Q(place__endswith=f":{post}")
    pressed = Revision.objects.filter(post__in=posts).exclude(submission=None)
    ours |= Q(submission__in=list(pressed.values_list("submission", flat=True)))
    Draft.objects.filter(ours).delete()


def _pictures_of_drafts() -> set[str]:
    """Every value in a draft that can be the name of a picture."""
    return {value for draft in Draft.objects.all() for value in _texts(draft.fields)}


def _texts(said: object) -> Iterator[str]:
    if isinstance(said, str):
        yield said
    elif isinstance(said, dict | list):
        for one in said.values() if isinstance(said, dict) else said:
            yield from _texts(one)
