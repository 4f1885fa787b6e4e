"""What is still to go after words were removed: drafts, pictures, scraps in the database's files.

All of it can be done twice; `settle` does what an earlier run could not, before the desk serves.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings
from django.db.models import Q

from stoppress.config import Config
from stoppress.desk.models import Draft, RemovalRequest, VersionRemoval
from stoppress.lib.clock import now
from stoppress.record.models import Post, Revision
from stoppress.record.removal.ledger import reapply
from stoppress.record.removal.pictures import drop_unshown
from stoppress.record.removal.scrub import Scrubbed, scrub_record
from stoppress.record.vocabulary import Standing


def settle(config: Config, *, scrub: bool = True) -> None:
    """Apply the removal ledger, and finish what was not finished."""
    again = reapply(config)
    drop_drafts_of(again.posts | _removed_posts_with_drafts())
    drop_unshown(config.desk_media, again.pictures, kept=_pictures_of_drafts())
    waiting = _unfinished()
    for request in waiting:
        _drop_pictures(request)
    # PostgreSQL is scrubbed by the operator; there nothing is gained by asking at every start.
    if scrub and not config.database and (again.positions or waiting):
        _scrub(config)


def finish(request: RemovalRequest | VersionRemoval) -> Scrubbed:
    """Drop the pictures that nothing shows any more and scrub the record; note what is done."""
    _drop_pictures(request)
    return _scrub(settings.STOPPRESS)


def _unfinished() -> list[RemovalRequest | VersionRemoval]:
    posts = RemovalRequest.objects.exclude(position=None).filter(finished_at=None)
    versions = VersionRemoval.objects.exclude(removed=None).filter(finished_at=None)
    return [*posts, *versions]


def _drop_pictures(request: RemovalRequest | VersionRemoval) -> None:
    config: Config = settings.STOPPRESS
    drop_unshown(config.desk_media, request.pictures, kept=_pictures_of_drafts())
    request.pictures = []
    request.save(update_fields=["pictures"])


def _scrub(config: Config) -> Scrubbed:
    scrubbed = scrub_record(config)
    if scrubbed.clean:
        say_finished()
    return scrubbed


def say_finished() -> None:
    """The database's files have been scrubbed: whatever was removed before is gone from them."""
    for request in _unfinished():
        if not request.pictures:
            request.finished_at = now()
            request.save(update_fields=["finished_at"])


def drop_drafts_of(posts: set[str]) -> None:
    """Every draft of a change to one of `posts`, and of what has been published in it."""
    if not posts:
        return
    ours = Q()
    for post in posts:
        ours |= Q(place__endswith=f":{post}")
    pressed = Revision.objects.filter(post__in=posts).exclude(submission=None)
    ours |= Q(submission__in=list(pressed.values_list("submission", flat=True)))
    Draft.objects.filter(ours).delete()


def _removed_posts_with_drafts() -> set[str]:
    """A browser that was still open on a post may have saved its words once more."""
    posts = {place.rpartition(":")[2] for place in Draft.objects.values_list("place", flat=True)}
    removed = Post.objects.filter(id__in=posts, standing=Standing.REMOVED)
    return set(removed.values_list("id", flat=True))


def _pictures_of_drafts() -> set[str]:
    """Every value in a draft that can be the name of a picture."""
    return {value for draft in Draft.objects.all() for value in _texts(draft.fields)}


def _texts(said: object) -> Iterator[str]:
    if isinstance(said, str):
        yield said
    elif isinstance(said, dict | list):
        for one in said.values() if isinstance(said, dict) else said:
            yield from _texts(one)
