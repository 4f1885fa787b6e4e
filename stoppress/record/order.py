"""The order of a page: each post has a place, ascending from the oldest.

A place is a number with room beside it, so that moving one post writes one row.
"""

from __future__ import annotations

from django.db import connection
from django.db.models import QuerySet

from stoppress.record.errors import Refused
from stoppress.record.models import Coverage, Post
from stoppress.record.vocabulary import Standing

_ROOM = 64  # posts that are spread out when the numbers between two of them have run out


def top_place(coverage: Coverage) -> float:
    """The place of a new post: above all others."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT MAX(place) FROM record_post WHERE coverage_id = %s", [coverage.id])
        (highest,) = cursor.fetchone()
    return float(highest or 0) + 1


def place_above(post: Post, above: str | None) -> float:
    """The place of `post` directly above the post `above`; None: below all.

    Raises Refused where `above` is not on the page, or where the post stands there already.
    """
    others = Post.objects.filter(coverage_id=post.coverage_id).exclude(id=post.id)
    if above is None:
        lowest = others.order_by("place").values_list("place", flat=True).first()
        if lowest is None or post.place < lowest:
            raise Refused("This post stands below all others already.")
        return lowest - 1
    below = others.filter(id=above).exclude(standing=Standing.MOVED).first()
    if below is None:
        raise Refused("There is no such other post on this page; choose one that is there.")
    ceiling = _next_place(others, below.place)
    if below.place < post.place and (ceiling is None or post.place < ceiling):
        raise Refused("This post stands directly above that one already.")
    if ceiling is None:
        return below.place + 1
    if not below.place < (below.place + ceiling) / 2 < ceiling:
        ceiling = _spread(others, below.place)
    return (below.place + ceiling) / 2


def _next_place(posts: QuerySet[Post], place: float) -> float | None:
    above = posts.filter(place__gt=place).order_by("place")
    return above.values_list("place", flat=True).first()


def _spread(posts: QuerySet[Post], floor: float) -> float:
    """Put the posts next above `floor` far apart, and return where the first of them stands now.

    The stretch grows until there is room in it; at the top there is always more.
    """
    room = _ROOM
    while True:
        stretch = list(posts.filter(place__gt=floor).order_by("place")[: room + 1])
        beyond = stretch.pop().place if len(stretch) > room else floor + len(stretch) + 1
        step = (beyond - floor) / (len(stretch) + 1)
        if _has_room(floor, step) and _has_room(beyond, -step):
            break
        room *= 2
    for number, moved in enumerate(stretch, start=1):
        moved.place = floor + number * step
    Post.objects.bulk_update(stretch, ["place"], batch_size=200)
    return floor + step


def _has_room(place: float, step: float) -> bool:
    """Whether many more posts fit between `place` and what stands a step from it."""
    return place + step / 2**20 != place
