"""Before words go: posts that show a shared thing only by them get copies of their own.

A post shows the newest version that its coverage's log holds, which may stand in another post.
Were that one withheld, this one would fall back to older words; so the record refuses it, and an
editor who must take something down at once would first have to change something else.
"""

from __future__ import annotations

from collections.abc import Iterable
from uuid import uuid5

from stoppress.record.append import append
from stoppress.record.content.carried import Version, content_of, versions_carried
from stoppress.record.models import Post, Revision, Shared, SharedUse
from stoppress.record.rows import Press, lock
from stoppress.record.sharing.telling import change_there
from stoppress.record.vocabulary import Kind

_OF_ITS_REVISION = frozenset({"correction", "clarification", "moved"})  # not of the words


def hand_over(post_id: str, positions: Iterable[int], press: Press) -> None:
    """Let the other posts of the coverage carry what they show of the words at `positions`."""
    post = Post.objects.get(id=post_id)
    going = Revision.objects.filter(coverage=post.coverage_id, position__in=list(positions))
    for version in sorted({one for row in going for one in versions_carried(row)}):
        shown, withheld = _showing(post, version)
        for other in shown:
            carry_newest(other, press)
        if withheld:
            _tell(post.coverage_id, version[0], press)


def carry_newest(post: Post, press: Press) -> Revision:
    """Revise a post that is shown so that it says the newest of all things that it shows."""
    said = content_of(copy_row(post)) or {}
    words = {name: value for name, value in said.items() if name not in _OF_ITS_REVISION}
    own = uuid5(press.submission, f"{post.id} {post.revision}") if press.submission else None
    return append(
        post.coverage_id, Kind.REVISED, words, post_id=post.id, actor=press.actor, submission=own
    )


def copy_row(post: Post) -> Revision:
    """The revision in which the present words of a post stand."""
    return Revision.objects.get(coverage=post.coverage_id, position=post.copy_position)


def _showing(post: Post, version: Version) -> tuple[list[Post], list[Post]]:
    """Other posts of the coverage that show `version` and carry an older one: shown, withheld."""
    uses = SharedUse.objects.filter(
        coverage=post.coverage_id, shared=version[0], version=version[1]
    ).exclude(post=post)
    others = [use.post for use in uses.select_related("post").order_by("post__ordinal")]
    needing = [other for other in others if version not in versions_carried(copy_row(other))]
    return [one for one in needing if one.is_shown], [one for one in needing if not one.is_shown]


def _tell(coverage_id: str, shared: str, press: Press) -> None:
    """Tell the coverage by itself what a thing says: a post that is withheld cannot be revised."""
    thing = Shared.objects.get(id=shared)
    sources = Shared.objects.in_bulk([thing.fields.get("source_id") or ""])
    change_there(lock([coverage_id])[coverage_id], thing, sources, Press(press.actor), None)
