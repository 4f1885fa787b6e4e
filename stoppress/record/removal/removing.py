"""The acts by which words go or come back: withholding, releasing, removing.

Where no positions are named, all that the post has said so far is meant, as it stands when the act
takes its locks; and where the post has moved, also what it said in the coverage that it left. Then
it is one `append` for each, in one transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID, uuid5

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from stoppress.record.append import append
from stoppress.record.content.carried import content_of, rows_naming, versions_carried
from stoppress.record.errors import Refused
from stoppress.record.models import Gone, Post, Revision, Shared
from stoppress.record.removal import ledger_file
from stoppress.record.removal.handing_over import hand_over
from stoppress.record.rows import Press, already, lock
from stoppress.record.vocabulary import COPY, Absence, Kind

# Of the kinds that are said of a post, those whose content is words of its own. The notices of
# withholding, removing and moving are what readers are to see in their place.
SAYING = COPY | {Kind.WITHDRAWN, Kind.MARKED_KEY}
_MOVES = (Kind.MOVED_OUT, Kind.MOVED_IN)
_GONE_ALREADY = {
    Kind.WITHHELD: frozenset(Absence),
    Kind.REMOVED: frozenset({Absence.REMOVED}),
}


def withhold(
    coverage_id: str,
    *,
    post_id: str | None = None,
    positions: Sequence[int] | None = None,
    reason: str,
    note: str | None = None,
    actor: AbstractBaseUser | None = None,
    submission: UUID | None = None,
    made_from: int | None = None,
) -> Revision:
    """Show words nowhere from now on, reversibly. `reason`: legal, privacy, safety or error."""
    return _act(
        Kind.WITHHELD,
        coverage_id,
        post_id,
        positions,
        {"reason": reason, "note": note},
        Press(actor, submission),
        made_from,
    )


def release(
    coverage_id: str,
    *,
    post_id: str | None = None,
    positions: Sequence[int] | None = None,
    note: str | None = None,
    actor: AbstractBaseUser | None = None,
    submission: UUID | None = None,
    made_from: int | None = None,
) -> Revision:
    """Show again what had been withheld."""
    return _act(
        Kind.RELEASED,
        coverage_id,
        post_id,
        positions,
        {"note": note},
        Press(actor, submission),
        made_from,
    )


def remove(
    coverage_id: str,
    *,
    post_id: str | None = None,
    positions: Sequence[int] | None = None,
    reason: str,
    note: str | None = None,
    actor: AbstractBaseUser | None = None,
    submission: UUID | None = None,
    made_from: int | None = None,
) -> Revision:
    """Destroy words and their salt for good. Afterwards `scrub` clears the database's files."""
    return _act(
        Kind.REMOVED,
        coverage_id,
        post_id,
        positions,
        {"reason": reason, "note": note},
        Press(actor, submission),
        made_from,
    )


def _act(
    kind: Kind,
    coverage_id: str,
    post_id: str | None,
    positions: Sequence[int] | None,
    content: dict[str, Any],
    press: Press,
    made_from: int | None,
) -> Revision:
    posts: list[str | None] = [post_id]
    if not positions:
        posts = [*posts_of_one(_needed(post_id))]
    try:
        with transaction.atomic():
            homes = _locked(coverage_id, posts)
            if first := already(coverage_id, press):
                return first
            written = {}
            for post, home in homes.items():
                named = sorted(positions) if positions else _positions(kind, str(post))
                if not named:
                    continue
                if post and kind is not Kind.RELEASED:
                    hand_over(post, named, press)
                written[post] = append(
                    home,
                    kind,
                    content | {"positions": named},
                    post_id=post,
                    actor=press.actor,
                    submission=_submission(press, post, post_id),
                    made_from=made_from if post == post_id else None,
                )
            if not written:
                raise Refused("There are no such words of this post, or they are gone already.")
    except Refused:
        strike_out(Revision.objects.filter(post__in=[post for post in posts if post]))
        raise
    return written.get(post_id) or next(iter(written.values()))


def posts_of_one(post_id: str) -> list[str]:
    """The post, and those that it was or became by moving: they have said the same words."""
    found = [post_id]
    for post in found:  # it grows meanwhile
        moves = [*Revision.objects.filter(post=post, kind__in=_MOVES)]
        others = [_other_end(row) for row in moves]
        others += [row.post_id for row in rows_naming(post, kinds=_MOVES)]
        found += [one for one in dict.fromkeys(others) if one and one not in found]
    return found


def _other_end(row: Revision) -> str | None:
    said = content_of(row) or {}
    there = said.get("to" if row.kind == Kind.MOVED_OUT else "moved") or {}
    post = there.get("post")
    return post if Post.objects.filter(id=post).exists() else None


def has_words_for(kind: Kind, post_id: str) -> bool:
    """Whether the post has words that such an act concerns where it names no positions."""
    return any(_positions(kind, post) for post in posts_of_one(post_id))


def _locked(coverage_id: str, posts: list[str | None]) -> dict[str | None, str]:
    """These posts with their coverages, locked in the order of all acts: things, then coverages.

    In the order of the coverages' ids; where no post is meant, the coverage by itself.
    """
    rows = Revision.objects.filter(post__in=[post for post in posts if post])
    things = {thing for row in rows for thing, _ in versions_carried(row)}
    list(Shared.objects.select_for_update(no_key=True).filter(id__in=things).order_by("id"))
    named = dict(Post.objects.filter(id__in=posts).values_list("id", "coverage_id"))
    homes = {post: named.get(post or "", coverage_id) for post in posts}
    lock({coverage_id, *homes.values()})
    return dict(sorted(homes.items(), key=lambda one: one[1]))


def strike_out(rows: Iterable[Revision]) -> None:
    """After an act was undone as a whole: what it noted in the ledger is not to be destroyed.

    Those of `rows` whose words are there were not removed, by this act or by any other.
    """
    checkpoints = settings.STOPPRESS.checkpoints_file
    rows = list(rows)
    with transaction.atomic():
        lock({row.coverage_id for row in rows})  # nobody is just about to destroy them
        there = Revision.objects.filter(pk__in=[row.pk for row in rows], content__isnull=False)
        held = set(there.values_list("coverage_id", "position"))
        noted = ledger_file.noted(checkpoints)
        undone = [one for one in noted if (one.coverage, one.position) in held]
        if undone:
            ledger_file.take_back(checkpoints, undone)


def _submission(press: Press, post: str | None, asked: str | None) -> UUID | None:
    if press.submission is None or post == asked:
        return press.submission
    return uuid5(press.submission, str(post))


def _positions(kind: Kind, post: str) -> list[int]:
    """Which revisions of a post the act concerns, where nobody says."""
    said = Revision.objects.filter(post=post, kind__in=SAYING).order_by("position")
    rows = list(said.values_list("coverage_id", "position"))
    sorts = {
        one.position: Absence(one.sort)
        for one in Gone.objects.filter(coverage__in={coverage for coverage, _ in rows})
    }
    positions = [position for _, position in rows]
    if kind is Kind.RELEASED:
        return [at for at in positions if sorts.get(at) is Absence.WITHHELD]
    return [at for at in positions if sorts.get(at) not in _GONE_ALREADY[kind]]


def _needed(post_id: str | None) -> str:
    if post_id is None:
        raise Refused("Say which positions of the coverage are meant.")
    return post_id
